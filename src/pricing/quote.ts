import type { Price, Product } from '../api/product.ts'
import type { CreateBody, EntryKey, InstanceSpec } from '../definitions/instance-spec.ts'
import { type Json, reveal, Secret } from '../model/secret.ts'
import type { Action } from '../plan/action.ts'
import { type Creation, isCreation } from '../plan/action.ts'
import type { Asked, Billing, Market } from './catalog.ts'
import { type Currency, currencyOf } from './currency.ts'

/** An amount of money in units of `Price`: known, not known and why, or none because it is not paid this way. */
export type Amount =
  | { readonly kind: 'known'; readonly price: number }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'none' }

/** What one entry would cost, by the list price of its product. */
export interface Quote {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly billing: Billing
  readonly productId: string | undefined
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
  /** `undefined` where the service did not say. */
  readonly available: boolean | undefined
  /** `none`, `low`, `normal` or `high`, or another word of the service. */
  readonly inventory: string | undefined
}

/** A sum that never takes an unknown amount for nothing. */
export interface Total {
  /** The sum of what is known. */
  readonly price: number
  /** How many amounts are not in it. */
  readonly unknown: number
  /** How many amounts are in it. */
  readonly known: number
}

/** What a plan would cost: one quote for each instance to create, and the sums. */
export interface Money {
  readonly currency: Currency
  /** ISO 8601 in UTC. */
  readonly quotedAt: string
  readonly quotes: readonly Quote[]
  readonly total: {
    readonly hourly: Total
    readonly thirtyDays: Total
    readonly upfront: Total
  }
}

const HOURS_OF_30_DAYS = 720

/** The quotes for what a plan would create, in its order. Pure. */
export function quoteAll(actions: readonly Action[], market: Market, service: string): Money {
  const quotes = actions.filter(isCreation).map((creation) => quote(creation, market))
  return {
    currency: currencyOf(service),
    quotedAt: market.askedAt,
    quotes,
    total: totalOf(quotes),
  }
}

/** What some of the creations of a plan would cost. */
export function moneyFor(money: Money, creations: readonly Creation[]): Money {
  const keys = new Set(creations.map(({ key }) => key))
  const quotes = money.quotes.filter(({ key }) => keys.has(key))
  return { ...money, quotes, total: totalOf(quotes) }
}

const totalOf = (quotes: readonly Quote[]): Money['total'] => ({
  hourly: sum(quotes.map(({ hourly }) => hourly)),
  thirtyDays: sum(quotes.map(({ thirtyDays }) => thirtyDays)),
  upfront: sum(quotes.map(({ upfront }) => upfront)),
})

/** Adds amounts: integers, so exact as long as the sum is a safe integer. */
export function sum(amounts: readonly Amount[]): Total {
  let price = 0
  let known = 0
  let unknown = 0
  for (const amount of amounts) {
    if (amount.kind === 'unknown') unknown += 1
    if (amount.kind !== 'known') continue
    known += 1
    price += amount.price
  }
  return { price, known, unknown }
}

/** The known prices an hour as the ledger keeps them: in units of the currency. */
export const hourlyByKey = ({ quotes }: Money): ReadonlyMap<string, number> =>
  new Map(
    quotes.flatMap(({ key, hourly }) =>
      hourly.kind === 'known' ? [[key, hourly.price / PRICE_UNITS]] : [],
    ),
  )

/** Hundred-thousandths, the unit of `Price`. */
const PRICE_UNITS = 100_000

function quote({ spec, key, name }: Creation, market: Market): Quote {
  const { body } = spec
  const billing = billingOf(body)
  const units = unitsOf(body)
  const found = productOf(spec, market)
  const product = found.kind === 'found' ? found.product : undefined
  const why = found.kind === 'found' ? '' : found.why
  const priced = { product, why, billing, units, months: monthsOf(body) }
  return {
    key,
    name,
    billing,
    productId: shownOf(body, 'productId'),
    units,
    unitPrice: unitPriceOf(priced),
    ...amountsOf(priced),
    stock: { available: product?.availableDeploy, inventory: product?.inventoryState },
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

function amountsOf(priced: Priced): Pick<Quote, 'hourly' | 'thirtyDays' | 'upfront'> {
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

type Found =
  | { readonly kind: 'found'; readonly product: Product }
  | { readonly kind: 'missing'; readonly why: string }

function productOf({ body }: InstanceSpec, market: Market): Found {
  const listing = listingFor(body, market)
  switch (listing.kind) {
    case 'known': {
      const id = textOf(body, 'productId')
      const product = listing.items.find((item) => item.id === id)
      return product === undefined
        ? { kind: 'missing', why: 'the product is not in the price list' }
        : { kind: 'found', product }
    }
    case 'unknown':
      return { kind: 'missing', why: listing.why }
    case 'not-needed':
      return { kind: 'missing', why: 'nobody asked for the price' }
  }
}

/** The price list that a body's product is in, for the way it is paid: that is what stock is said for. Facts §4. */
export function listingFor(body: CreateBody, market: Market): Asked<Product> {
  if (plainOf(body, 'kind') === 'cpu') return market.cpu
  const billing = billingOf(body)
  return (billing === 'onDemand' ? undefined : market.gpuPaid?.[billing]) ?? market.gpu
}

/** How an entry is paid: months force paying in advance, whatever `billingMode` says. Facts §1. */
export function billingOf(body: CreateBody): Billing {
  if (monthsOf(body) > 0) return 'monthly'
  const billingMode = plainOf(body, 'billingMode')
  return billingMode === 'spot' || billingMode === 'monthly' ? billingMode : 'onDemand'
}

const monthsOf = (body: CreateBody): number => {
  const month = plainOf(body, 'month')
  return typeof month === 'number' ? month : 0
}

/** The list price of a GPU product is most likely that of one GPU; a CPU product is priced as a whole. Facts §4. */
const unitsOf = (body: CreateBody): number => {
  const gpus = plainOf(body, 'gpuNum')
  return plainOf(body, 'kind') !== 'cpu' && typeof gpus === 'number' ? gpus : 1
}

/** A text field as it may be compared with what the service lists; an empty one means the same as absent. */
export function textOf(body: CreateBody, field: string): string | undefined {
  const value = plainOf(body, field)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The same as anyone may see it. */
export function shownOf(body: CreateBody, field: string): string | undefined {
  const value = body[field]
  return value instanceof Secret ? value.shown : textOf(body, field)
}

/** What a field is sent as, secret or not: to compare, never to show. */
export const plainOf = (body: CreateBody, field: string): Json | undefined => {
  const value = body[field]
  return value === undefined ? undefined : reveal(value)
}
