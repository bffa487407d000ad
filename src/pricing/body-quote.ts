import type { Price, Product } from '../api/product.ts'
import type { CreateBody } from '../definitions/instance-spec.ts'
import { unreachable } from '../model/unreachable.ts'
import type { Amount } from './amount.ts'
import { type Billing, billingOf, monthsOf, shownOf, textOf, unitsOf } from './body-field.ts'
import type { Catalog } from './catalog.ts'
import { type Offering, offeringOf } from './offering.ts'
import { filterFor, type Wider } from './product-filter.ts'

/** What one body would cost. */
export interface BodyQuote {
  readonly billing: Billing
  readonly productId: string | undefined
  /** As it may be shown; `undefined` where the service chooses. */
  readonly clusterId: string | undefined
  /** How much wider than this entry's cluster and number of GPUs its price and stock were asked for. */
  readonly wider: Wider | undefined
  /** The service sells the product, but not in this cluster, for so many GPUs or in this way. */
  readonly isNotOffered: boolean
  /** What the list price is multiplied with: the number of GPUs, or 1. */
  readonly units: number
  /** The list price of one unit: an hour, or a month where it is paid in advance. */
  readonly unitPrice: Price | undefined
  readonly hourly: Amount
  readonly thirtyDays: Amount
  /** Charged when it is created. */
  readonly upfront: Amount
  readonly stock: Stock
}

export interface Stock {
  /** `undefined` where the service did not say; what is not offered at all is not available. */
  readonly available: boolean | undefined
  /** `none`, `low`, `normal` or `high`, or another word of the service. */
  readonly inventory: string | undefined
}

const HOURS_OF_30_DAYS = 720

/** What a price comes to for an hour, paid in this way; a month counts as 720 hours. */
export const perHour = (price: number, billing: Billing): number =>
  billing === 'monthly' ? price / HOURS_OF_30_DAYS : price

/** What a body would cost, by what the service says of its product. Pure. */
export function quoteBody(body: CreateBody, catalog: Catalog): BodyQuote {
  const billing = billingOf(body)
  const units = unitsOf(body)
  const offering = offeringOf(textOf(body, 'productId'), filterFor(body), catalog)
  const product = offering.kind === 'listed' ? offering.product : undefined
  const clusterId = shownOf(body, 'clusterId')
  const why = whyMissing(offering, { clusterId, gpus: units, billing })
  const priced = { product, why, billing, units, months: monthsOf(body) }
  const { hourly, thirtyDays, upfront } = amountsOf(priced)
  return {
    billing,
    productId: shownOf(body, 'productId'),
    clusterId,
    wider: offering.kind === 'listed' ? offering.wider : undefined,
    isNotOffered: offering.kind === 'not-offered',
    units,
    unitPrice: unitPriceOf(priced),
    hourly,
    thirtyDays,
    upfront,
    stock: stockOf(offering),
  }
}

function stockOf(offering: Offering): Stock {
  if (offering.kind === 'listed') {
    const { availableDeploy, inventoryState } = offering.product
    return { available: availableDeploy, inventory: inventoryState }
  }
  return { available: offering.kind === 'not-offered' ? false : undefined, inventory: undefined }
}

const WAYS = { onDemand: '', spot: ' as spot', monthly: ' by the month' } as const

function whyMissing(
  offering: Offering,
  { clusterId, gpus, billing }: { clusterId: string | undefined; gpus: number; billing: Billing },
): string {
  switch (offering.kind) {
    case 'listed':
      return ''
    case 'not-offered': {
      const where = clusterId === undefined ? '' : ` in ${clusterId}`
      const many =
        offering.elsewhere.kind === 'cpu' ? '' : ` for ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`
      return `the service does not offer the product${where}${many}${WAYS[billing]}`
    }
    case 'unlisted':
      return 'the product is not in the price list'
    case 'unknown':
      return offering.why
    default:
      return unreachable(offering)
  }
}

interface Priced {
  readonly product: Product | undefined
  /** Why there is no product. */
  readonly why: string
  readonly billing: Billing
  readonly units: number
  readonly months: number
}

function amountsOf(priced: Priced): Pick<BodyQuote, 'hourly' | 'thirtyDays' | 'upfront'> {
  const none: Amount = { kind: 'none' }
  const { units, months, billing } = priced
  const unit = unitPriceOf(priced)
  const cost = (times: number): Amount =>
    unit === undefined
      ? { kind: 'unknown', why: whyUnknown(priced) }
      : { kind: 'known', price: unit * units * times }
  return billing === 'monthly'
    ? { hourly: none, thirtyDays: none, upfront: cost(months) }
    : { hourly: cost(1), thirtyDays: cost(HOURS_OF_30_DAYS), upfront: none }
}

function unitPriceOf({ product, billing, months }: Priced): Price | undefined {
  switch (billing) {
    case 'onDemand':
      return product?.price
    case 'spot':
      return product?.spotPrice
    case 'monthly':
      return product?.monthlyPrices.find((monthly) => monthly.months === months)?.price
  }
}

function whyUnknown({ product, why, billing, months }: Priced): string {
  if (product === undefined) return why
  switch (billing) {
    case 'onDemand':
      return 'the service names no price'
    case 'spot':
      return 'the service names no spot price'
    case 'monthly':
      return months === 0
        ? 'nothing says for how many months'
        : `the service names no price for ${months} ${months === 1 ? 'month' : 'months'}`
  }
}
