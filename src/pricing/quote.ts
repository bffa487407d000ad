import type { Price, Product } from '../api/product.ts'
import {
  type CreateBody,
  type EntryKey,
  type InstanceSpec,
  rungsOfSpec,
} from '../definitions/instance-spec.ts'
import { unreachable } from '../model/unreachable.ts'
import { type Billing, billingOf, monthsOf, shownOf, textOf, unitsOf } from './body-field.ts'
import type { Catalog } from './catalog.ts'
import { type Currency, currencyOf } from './currency.ts'
import { type Offering, offeringOf } from './offering.ts'
import { filterFor, type Wider } from './product-filter.ts'

/** An amount of money in units of `Price`: known, not known and why, or none because it is not paid this way. */
export type Amount =
  | { readonly kind: 'known'; readonly price: number }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'none' }

/**
 * What one entry would cost, by the list price of its product. Where it has a `fallback`: the dearest amounts of what may be
 * created, and all else of what is tried first.
 */
export interface Quote extends BodyQuote {
  readonly key: EntryKey
  readonly name: string | undefined
  /** What it may be created with, in the order in which it is tried; one without a `fallback`. */
  readonly rungs: readonly [QuotedRung, ...QuotedRung[]]
  /** As in the entry: what an hour may cost at most. */
  readonly maxHourly?: number
  /** As in `Priceable`. */
  readonly isThere?: true
}

/** What one body of an entry would cost. */
export interface QuotedRung extends BodyQuote {
  /** 0 is the entry itself, 1 the first item of its `fallback`. */
  readonly nth: number
  /** Why it is not tried; `undefined` where it is. */
  readonly skipped: SkipReason | undefined
}

/** Why a body of an entry is not tried: what an hour of it costs, or may cost, or that there is none to be had. */
export type SkipReason = 'too-dear' | 'price-unknown' | 'sold-out'

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

export const HOURS_OF_30_DAYS = 720

/** What is priced: an entry that is to be created, or paid for in advance. */
export interface Priceable {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly spec: InstanceSpec
  /** It is there already, and months are paid for it: the word that allows that is a permission to pay. */
  readonly isThere?: true
}

/**
 * What is done with what is sold out: tried anyway, as somebody waits for it or does not believe it; or skipped, also where
 * there is nothing else of the entry. Without a word for it, it is skipped where the entry has something else.
 */
export type SoldOut = 'try' | 'skip'

/** How a plan is priced. */
export interface QuoteOptions {
  readonly soldOut?: SoldOut | undefined
}

/** The quotes for what is to be created, in its order. Pure. */
export function quoteAll(
  wanted: readonly Priceable[],
  catalog: Catalog,
  service: string,
  { soldOut }: QuoteOptions = {},
): Money {
  const quotes = wanted.map((each) => quote(each, catalog, soldOut))
  return {
    currency: currencyOf(service),
    quotedAt: catalog.askedAt,
    quotes,
    total: totalOf(quotes),
  }
}

/** What some of the quoted entries would cost. */
export function moneyFor(money: Money, wanted: readonly Pick<Priceable, 'key'>[]): Money {
  const keys = new Set(wanted.map(({ key }) => key))
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

/** What is tried of each entry, in order: with the price an hour as the ledger keeps it, in units of the currency. */
export const triedByKey = ({ quotes }: Money): ReadonlyMap<string, readonly TriedRung[]> =>
  new Map(
    quotes.map(({ key, rungs }) => [
      key,
      rungs.flatMap(({ nth, hourly, skipped }) =>
        skipped === undefined
          ? [{ nth, hourly: hourly.kind === 'known' ? hourly.price / PRICE_UNITS : undefined }]
          : [],
      ),
    ]),
  )

/** What an entry costs that was created with one of its bodies; `rung` as in the ledger. */
export const quoteOfRung = (quote: Quote, rung = 0): BodyQuote =>
  quote.rungs.find(({ nth }) => nth === rung) ?? quote

/** One body of an entry that may be sent. */
export interface TriedRung {
  /** As in `QuotedRung`. */
  readonly nth: number
  readonly hourly: number | undefined
}

/** Hundred-thousandths, the unit of `Price`. */
const PRICE_UNITS = 100_000

function quote(wanted: Priceable, catalog: Catalog, soldOut: SoldOut | undefined): Quote {
  const { spec, key, name, isThere } = wanted
  const [own, ...fallback] = rungsOfSpec(spec)
  const toRung = ({ body }: InstanceSpec, nth: number): QuotedRung => {
    const quoted = quoteOf(body, catalog)
    const skipsSoldOut = soldOut === 'skip' || (soldOut === undefined && spec.fallback.length > 0)
    const cap = isThere ? undefined : spec.maxHourly
    return { ...quoted, nth, skipped: whySkipped(quoted, cap, skipsSoldOut) }
  }
  const rungs: Quote['rungs'] = [
    toRung(own, 0),
    ...fallback.map((rung, index) => toRung(rung, index + 1)),
  ]
  return {
    ...together(rungs),
    key,
    name,
    rungs,
    ...(spec.maxHourly === undefined ? {} : { maxHourly: spec.maxHourly }),
    ...(isThere ? { isThere } : {}),
  }
}

/** Why a body is not tried: not to send it is always safe. */
function whySkipped(
  quoted: BodyQuote,
  maxHourly: number | undefined,
  skipsSoldOut: boolean,
): SkipReason | undefined {
  if (maxHourly !== undefined) {
    const rate = hourOf(quoted)
    // A price of another place is none of this one.
    if (rate === undefined || quoted.wider !== undefined) return 'price-unknown'
    if (rate > Math.round(maxHourly * PRICE_UNITS)) return 'too-dear'
  }
  return skipsSoldOut && quoted.stock.available === false ? 'sold-out' : undefined
}

/** What an hour costs, in units of `Price`; a month counts as 720 hours. `undefined` where it is not known. */
function hourOf({ unitPrice, units, billing }: BodyQuote): number | undefined {
  if (unitPrice === undefined) return undefined
  return billing === 'monthly' ? (unitPrice * units) / HOURS_OF_30_DAYS : unitPrice * units
}

/** What the bodies of an entry come to: what is not tried counts only where none is. */
function together(rungs: Quote['rungs']): BodyQuote {
  const tried = rungs.filter(({ skipped }) => skipped === undefined)
  const [first = rungs[0], ...others] = tried.length > 0 ? tried : rungs
  const { nth: _, skipped: __, ...quoted } = first
  if (others.length === 0) return quoted
  const all = [first, ...others]
  const available = all.map(({ stock }) => stock.available)
  return {
    ...quoted,
    billing: all.some(({ billing }) => billing === 'monthly') ? 'monthly' : quoted.billing,
    wider: all.find(({ wider }) => wider !== undefined)?.wider,
    isNotOffered: all.every(({ isNotOffered }) => isNotOffered),
    hourly: dearest(all.map(({ hourly }) => hourly)),
    thirtyDays: dearest(all.map(({ thirtyDays }) => thirtyDays)),
    upfront: dearest(all.map(({ upfront }) => upfront)),
    stock: available.every((each) => each === false)
      ? { ...quoted.stock, available: false }
      : quoted.stock.available === false
        ? { available: available.find((each) => each !== false), inventory: undefined }
        : quoted.stock,
  }
}

/** What is not known may be dearer than all that is. */
function dearest(amounts: readonly Amount[]): Amount {
  const unknown = amounts.find(({ kind }) => kind === 'unknown')
  if (unknown !== undefined) return unknown
  return amounts.reduce<Amount>(
    (most, each) =>
      each.kind === 'known' && (most.kind !== 'known' || each.price > most.price) ? each : most,
    { kind: 'none' },
  )
}

function quoteOf(body: CreateBody, catalog: Catalog): BodyQuote {
  const billing = billingOf(body)
  const units = unitsOf(body)
  const offering = offeringOf(textOf(body, 'productId'), filterFor(body), catalog)
  const product = offering.kind === 'listed' ? offering.product : undefined
  const clusterId = shownOf(body, 'clusterId')
  const why = whyMissing(offering, { clusterId, gpus: units, billing })
  const priced = { product, why, billing, units, months: monthsOf(body) }
  return {
    billing,
    productId: shownOf(body, 'productId'),
    clusterId,
    wider: offering.kind === 'listed' ? offering.wider : undefined,
    isNotOffered: offering.kind === 'not-offered',
    units,
    unitPrice: unitPriceOf(priced),
    ...amountsOf(priced),
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
