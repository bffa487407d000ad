import type { Cluster, Price, Product } from '../../api/product.ts'
import type { Billing } from '../body-field.ts'

/** A product as it can be had for a wish. Absent means that the service did not say. */
export interface Offer {
  readonly product: Product
  /** 0 for a product without any. */
  readonly gpus: number
  /** What prices and sizes of the product are multiplied with. */
  readonly units: number
  /** Of the whole instance. */
  readonly vcpus: number | undefined
  /** In GB, of the whole instance. */
  readonly memory: number | undefined
  /** How much of the root disk is in the price, in GB. */
  readonly freeDisk: number | undefined
  readonly clusters: OfferClusters
  readonly availability: Availability
  /** Of one unit. */
  readonly hourly: ListPrice
  readonly spot: ListPrice
  /** For one month that is paid in advance. */
  readonly month: ListPrice
}

/** Where a product can be had. */
export type OfferClusters =
  | { readonly kind: 'any' }
  /** `names`: of clusters that no list has an id for. */
  | { readonly kind: 'some'; readonly ids: readonly string[]; readonly names: readonly string[] }
  | { readonly kind: 'unknown' }

/** Whether it can be created now: `not-so` is sold, but not in this cluster, for so many GPUs or in this way. */
export type Availability = 'now' | 'sold-out' | 'not-sold' | 'not-so' | 'unknown'

/** What one way of paying costs. */
export type ListPrice =
  | { readonly kind: 'known'; readonly price: Price }
  | { readonly kind: 'unknown' }
  /** It cannot be paid this way. */
  | { readonly kind: 'none' }

/** How the instance is to be, as far as the price lists know it. */
export interface OfferTerms {
  readonly gpus: number
  readonly clusterId: string | undefined
  readonly billing: Billing
}

/** Whether the service listed a product for the terms, or only for others. */
export interface Listed {
  readonly product: Product
  readonly isForTerms: boolean
}

/** `clusters`: all of the service; empty where it did not tell. Pure. */
export function toOffer(
  { product, isForTerms }: Listed,
  { gpus }: Pick<OfferTerms, 'gpus'>,
  clusters: readonly Cluster[],
): Offer {
  const units = product.kind === 'cpu' ? 1 : gpus
  const times = (value: number | undefined) => (value === undefined ? undefined : value * units)
  return {
    product,
    gpus: product.kind === 'cpu' ? 0 : gpus,
    units,
    vcpus: times(product.vcpus),
    memory: times(product.memory),
    freeDisk: times(product.freeDisk),
    clusters: clustersOf(product, clusters),
    availability: availabilityOf(product, isForTerms),
    hourly: priceFor(product, 'onDemand', product.price),
    spot: priceFor(product, 'spot', product.spotPrice),
    month: priceFor(
      product,
      'monthly',
      product.monthlyPrices.find(({ months }) => months === 1)?.price,
    ),
  }
}

/** What an offer costs where it is paid in some way. */
export function priceOf(offer: Offer, billing: Billing): ListPrice {
  switch (billing) {
    case 'onDemand':
      return offer.hourly
    case 'spot':
      return offer.spot
    case 'monthly':
      return offer.month
  }
}

/** Products name clusters by what people call them; an entry needs their ids. Facts §4. */
function clustersOf({ regions }: Product, clusters: readonly Cluster[]): OfferClusters {
  if (regions === undefined) return { kind: 'unknown' }
  if (regions.length === 0) return { kind: 'any' }
  const ids = clusters.filter(({ name }) => regions.includes(name)).map(({ id }) => id)
  const known = new Set(clusters.map(({ name }) => name))
  return { kind: 'some', ids, names: regions.filter((region) => !known.has(region)) }
}

function availabilityOf({ isSold, availableDeploy }: Product, isForTerms: boolean): Availability {
  if (!isForTerms) return 'not-so'
  if (availableDeploy === false) return 'sold-out'
  // The service says of what is sold out, too, that it cannot be bought.
  if (isSold === false) return 'not-sold'
  return availableDeploy === undefined ? 'unknown' : 'now'
}

function priceFor(
  { kind, billingMethods }: Product,
  billing: Billing,
  price: Price | undefined,
): ListPrice {
  const isOffered =
    kind === 'cpu' ? billing === 'onDemand' : (billingMethods?.includes(billing) ?? true)
  if (!isOffered) return { kind: 'none' }
  return price === undefined ? { kind: 'unknown' } : { kind: 'known', price }
}
