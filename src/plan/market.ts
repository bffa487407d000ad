import type { Cluster, Product } from '../api/product.ts'

/** What the service sells, asked once for a whole plan. */
export interface Market {
  readonly gpu: Asked<Product>
  readonly cpu: Asked<Product>
  readonly clusters: Asked<Cluster>
  /** ISO 8601 in UTC. */
  readonly askedAt: string
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

/** A market that nobody asked. */
export const closedMarket = (why: string, askedAt: string): Market => ({
  gpu: { kind: 'unknown', why },
  cpu: { kind: 'unknown', why },
  clusters: { kind: 'unknown', why },
  askedAt,
})
