import type { Answer } from '../api/answer.ts'
import type { Client } from '../api/client.ts'
import type { Listing } from '../api/product.ts'
import type { Creation } from '../plan/action.ts'
import { type Asked, closedMarket, type Market } from '../plan/market.ts'
import type { Settings } from '../settings/settings.ts'
import { unreachable } from '../unreachable.ts'

/**
 * Asks the service what it sells: at most one request for GPU products, one for CPU products and one for clusters,
 * and only for what is to be created. A failure is a value: then prices are unknown.
 */
export async function askMarket(
  client: Client | undefined,
  creations: readonly Creation[],
  { refresh }: Settings,
  signal?: AbortSignal,
): Promise<Market> {
  const askedAt = new Date().toISOString()
  if (refresh === 'never') return closedMarket('--refresh never', askedAt)
  if (client === undefined) return closedMarket('no API key is set', askedAt)
  const call = { signal }
  const bodies = creations.map(({ spec }) => spec.body)
  const [gpu, cpu, clusters] = await Promise.all([
    bodies.some(({ kind }) => kind !== 'cpu') ? client.products({}, call) : undefined,
    bodies.some(({ kind }) => kind === 'cpu') ? client.cpuProducts({}, call) : undefined,
    bodies.some(({ clusterId }) => clusterId !== undefined) ? client.clusters(call) : undefined,
  ])
  return {
    gpu: toAsked(gpu, 'price list'),
    cpu: toAsked(cpu, 'price list'),
    clusters: toAsked(clusters, 'list of clusters'),
    askedAt,
  }
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
