import type { Cluster, Product } from '../api/product.ts'

/** What the service sells, asked once for a whole plan. */
export interface Market {
  /** By the hour, and what is sold in no other way. */
  readonly gpu: Asked<Product>
  /** In the other ways of paying that are needed: the same products, but what can be had now may differ. */
  readonly gpuPaid?: { readonly [Way in Exclude<Billing, 'onDemand'>]?: Asked<Product> }
  readonly cpu: Asked<Product>
  readonly clusters: Asked<Cluster>
  /** ISO 8601 in UTC. */
  readonly askedAt: string
}

/** How an instance is paid. */
export type Billing = 'onDemand' | 'spot' | 'monthly'

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
