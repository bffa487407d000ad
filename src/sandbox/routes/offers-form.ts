import type { Json } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { OffersFault } from '../faults/faults.ts'
import { CLUSTERS } from '../state/sandbox-products.ts'
import { isRecord, type Reply } from './reply.ts'

/** A list in the other forms that clients met: what it tells is the same. Facts §4. */
export const inForms = (reply: Reply, forms: readonly OffersFault[]): Reply => ({
  ...reply,
  body: forms.reduce(inForm, reply.body),
})

function inForm(body: Json | undefined, { how, by = MANY }: OffersFault): Json | undefined {
  if (!isRecord(body)) return body
  switch (how) {
    case 'null-list':
      return mapLists(body, () => null)
    case 'many':
      return mapLists(body, (items) =>
        Array.from({ length: by }, (_, nth): Json => repeated(items, nth)),
      )
    case 'number-prices':
      return mapLists(body, (items) => items.map(withNumbers))
    case 'region-ids':
      return mapLists(body, (items) => items.map(withRegionIds))
    default:
      return unreachable(how)
  }
}

const MANY = 5000

type Item = { readonly [member: string]: Json }

function mapLists(
  body: { readonly [member: string]: unknown },
  map: (items: readonly Item[]) => Json,
): Json {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      Array.isArray(value) ? map(value as readonly Item[]) : (value as Json),
    ]),
  )
}

/** The items over and over, each with an id of its own. */
function repeated(items: readonly Item[], nth: number): Json {
  const item = items[nth % items.length] ?? {}
  return nth < items.length ? item : { ...item, id: `${item.id}-${Math.floor(nth / items.length)}` }
}

const PRICES: ReadonlySet<string> = new Set(['price', 'basePrice', 'spotPrice'])

function withNumbers(item: Item): Json {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]): [string, Json] => {
      if (name === 'monthlyPrice' && Array.isArray(value)) {
        return [name, (value as readonly Item[]).map(withNumbers)]
      }
      const isPrice = PRICES.has(name) && typeof value === 'string' && value !== ''
      return [name, isPrice ? Number(value) : value]
    }),
  )
}

const withRegionIds = (item: Item): Json =>
  Array.isArray(item.regions)
    ? {
        ...item,
        regions: (item.regions as readonly string[]).map(
          (region) => CLUSTERS.find(({ name }) => name === region)?.id ?? region,
        ),
      }
    : item
