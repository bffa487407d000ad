import type { Client } from '../../api/client.ts'
import type { Listing, Product } from '../../api/product.ts'
import type { RemoteInstance } from '../../api/remote.ts'
import type { Answer } from '../../api/responses/read-result.ts'
import type { CreateBody } from '../../definitions/instance-spec.ts'
import { unreachable } from '../../model/unreachable.ts'
import { textOf } from '../../pricing/body-field.ts'
import {
  type Asked,
  type Catalog,
  type PriceList,
  unavailableCatalog,
} from '../../pricing/catalog.ts'
import {
  filterFor,
  filterForInstance,
  filterKey,
  filtersOfAll,
  filtersToAsk,
  type ProductFilter,
} from '../../pricing/product-filter.ts'
import { askProducts } from './ask-products.ts'
import type { RefreshOptions } from './refresh.ts'

/** What a price or an offer is needed for: bodies to create, and instances that run already. */
export interface Wanted {
  readonly bodies: readonly CreateBody[]
  readonly instances?: readonly RemoteInstance[]
}

/**
 * Asks the service what it sells where it is expected: one list for each cluster, number of GPUs and way of paying
 * (`filtersToAsk` says what happens to very many), all at once; then, only where a product to create is missing in one or
 * cannot be had there, for all that is sold. A failure is a value: then the prices of that list are unknown, and no others.
 */
export async function fetchCatalog(
  client: Client | undefined,
  { bodies, instances = [] }: Wanted,
  { refresh }: RefreshOptions,
  signal?: AbortSignal,
): Promise<Catalog> {
  const askedAt = new Date().toISOString()
  if (refresh === 'never') return unavailableCatalog('--refresh never', askedAt)
  if (client === undefined) return unavailableCatalog('no API key is set', askedAt)
  const wishes: readonly Wish[] = bodies.map((body) => ({
    filter: filterFor(body),
    productId: textOf(body, 'productId'),
  }))
  const shop: Shop = { client, lists: new Map(), signal }
  const toAsk = filtersToAsk([
    ...wishes.map(({ filter }) => filter),
    ...instances.map(filterForInstance),
  ])
  const [clusters] = await Promise.all([
    bodies.some(({ clusterId }) => clusterId !== undefined)
      ? client.clusters({ signal })
      : undefined,
    askFor([...toAsk.values()], shop),
  ])
  const listFor = (filter: ProductFilter): PriceList => {
    const asked = toAsk.get(filterKey(filter)) ?? filter
    return { list: shop.lists.get(filterKey(asked)) ?? NOT_NEEDED, asked }
  }
  const all = { gpu: await askForAll('gpu'), cpu: await askForAll('cpu') }
  return { listFor, all, clusters: toAsked(clusters, 'list of clusters'), askedAt }

  async function askForAll(kind: Product['kind']): Promise<Asked<Product>> {
    const isMissed = ({ filter, productId }: Wish) =>
      filter.kind === kind && cannotBeHad(productId, listFor(filter).list)
    if (!wishes.some(isMissed)) return NOT_NEEDED
    const filters = filtersOfAll(kind)
    await askFor(filters, shop)
    return together(filters.map((filter) => listFor(filter).list))
  }
}

/** A product to create. */
interface Wish {
  readonly filter: ProductFilter
  readonly productId: string | undefined
}

/** The lists that were asked for, by the key of their filter. */
interface Shop {
  readonly client: Client
  readonly lists: Map<string, Asked<Product>>
  readonly signal: AbortSignal | undefined
}

const NOT_NEEDED: Asked<Product> = { kind: 'not-needed' }

/** Asks for the lists that nobody asked for yet, at once. */
async function askFor(filters: readonly ProductFilter[], shop: Shop): Promise<void> {
  const open = new Map(filters.map((filter) => [filterKey(filter), filter]))
  await Promise.all(
    [...open].map(async ([key, filter]) => {
      if (!shop.lists.has(key))
        shop.lists.set(
          key,
          toAsked(await askProducts(shop.client, filter, shop.signal), 'price list'),
        )
    }),
  )
}

function cannotBeHad(productId: string | undefined, list: Asked<Product>): boolean {
  if (list.kind !== 'known' || productId === undefined) return false
  const product = list.items.find(({ id }) => id === productId)
  return product === undefined || product.availableDeploy === false
}

/** Lists of the same service as one, the earlier first: whole only where each of them is. */
function together(lists: readonly Asked<Product>[]): Asked<Product> {
  const known = lists.flatMap((list) => (list.kind === 'known' ? [list] : []))
  if (known.length === 0) return lists[0] ?? NOT_NEEDED
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
