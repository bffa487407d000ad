import type { Cluster, Product } from '../api/product.ts'
import type { ProductFilter } from './product-filter.ts'

/** What the service sells, asked once for a whole plan. */
export interface Catalog {
  /** The list for a filter, whatever it was asked with. */
  readonly listFor: (filter: ProductFilter) => PriceList
  /** All that is sold of a kind, anywhere and in any way: asked for only where a list lacks a product or stock of it. */
  readonly all: Readonly<Record<Product['kind'], Asked<Product>>>
  readonly clusters: Asked<Cluster>
  /** ISO 8601 in UTC. */
  readonly askedAt: string
}

export interface PriceList {
  readonly list: Asked<Product>
  /** What it was asked with: wider than the filter it stands for where there were too many of them. */
  readonly asked: ProductFilter
}

export type Asked<Item> =
  | {
      readonly kind: 'known'
      readonly items: readonly Item[]
      /** Whether every item could be read: only then is one that is not there unknown to the service. */
      readonly complete: boolean
    }
  | { readonly kind: 'unknown'; readonly why: string }
  /** Nothing to create needs it. */
  | { readonly kind: 'not-needed' }

/** A catalog that nobody asked. */
export function unavailableCatalog(why: string, askedAt: string): Catalog {
  const unknown = { kind: 'unknown', why } as const
  return {
    listFor: (asked) => ({ list: unknown, asked }),
    all: { gpu: unknown, cpu: unknown },
    clusters: unknown,
    askedAt,
  }
}
