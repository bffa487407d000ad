import type { Client } from '../../api/client.ts'
import type { Listing, Product } from '../../api/product.ts'
import type { RemoteInstance } from '../../api/remote.ts'
import type { Answer } from '../../api/responses/read-result.ts'
import type { CreateBody } from '../../definitions/instance-spec.ts'
import { unreachable } from '../../model/unreachable.ts'
import { type Asked, type Billing, closedMarket, type Market } from '../../pricing/catalog.ts'
import { isCpu } from '../../pricing/cost.ts'
import { billingOf, plainOf } from '../../pricing/quote.ts'
import type { RefreshOptions } from './refresh.ts'

/** What a price or an offer is wanted for: bodies to create, and instances that run already. */
export interface Wanted {
  readonly bodies: readonly CreateBody[]
  readonly instances?: readonly RemoteInstance[]
}

/**
 * Asks the service what it sells: one request for CPU products, one for clusters, and one for GPU products in each
 * way of paying, since a product that is sold only by the month is in no other list. Only what is wanted is asked
 * for. A failure is a value: then prices are unknown.
 */
export async function askMarket(
  client: Client | undefined,
  { bodies, instances = [] }: Wanted,
  { refresh }: RefreshOptions,
  signal?: AbortSignal,
): Promise<Market> {
  const askedAt = new Date().toISOString()
  if (refresh === 'never') return closedMarket('--refresh never', askedAt)
  if (client === undefined) return closedMarket('no API key is set', askedAt)
  const call = { signal }
  const gpuBodies = bodies.filter((body) => plainOf(body, 'kind') !== 'cpu')
  const wantsGpu = gpuBodies.length > 0 || instances.some((instance) => !isCpu(instance))
  const wantsCpu = gpuBodies.length < bodies.length || instances.some(isCpu)
  const further = [...new Set(gpuBodies.map(billingOf))].filter((billing) => billing !== 'onDemand')
  const ways: readonly (Billing | undefined)[] = wantsGpu ? [undefined, ...further] : []
  const [gpu, cpu, clusters] = await Promise.all([
    Promise.all(
      ways.map(async (billingMethod) =>
        toAsked(await client.products({ billingMethod }, call), 'price list'),
      ),
    ),
    wantsCpu ? client.cpuProducts({}, call) : undefined,
    bodies.some(({ clusterId }) => clusterId !== undefined) ? client.clusters(call) : undefined,
  ])
  return {
    gpu: together(gpu),
    // Each before the rest, since another list may know a product that this one leaves out.
    gpuPaid: Object.fromEntries(
      gpu.slice(1).map((list, at) => [further[at], together([list, ...gpu])]),
    ),
    cpu: toAsked(cpu, 'price list'),
    clusters: toAsked(clusters, 'list of clusters'),
    askedAt,
  }
}

/** Lists of the same service as one, the earlier first: whole only where each of them is. */
function together(lists: readonly Asked<Product>[]): Asked<Product> {
  const known = lists.flatMap((list) => (list.kind === 'known' ? [list] : []))
  if (known.length === 0) return lists[0] ?? { kind: 'not-needed' }
  const items = new Map<string, Product>()
  for (const product of known.flatMap((list) => list.items)) {
    if (!items.has(product.id)) items.set(product.id, product)
  }
  const complete = known.length === lists.length && known.every((list) => list.complete)
  return { kind: 'known', items: [...items.values()], complete }
}

function toAsked<Item>(answer: Answer<Listing<Item>> | undefined, what: string): Asked<Item> {
  if (answer === undefined) return { kind: 'not-needed' }
  switch (answer.kind) {
    case 'ok': {
      const { items, unread } = answer.value
      return { kind: 'known', items, complete: unread === 0 }
    }
    case 'not-offered':
      return { kind: 'unknown', why: `the service offers no ${what}: ${answer.why}` }
    case 'failed':
      return { kind: 'unknown', why: `the ${what} could not be read: ${answer.why}` }
    default:
      return unreachable(answer)
  }
}
