import { type EntryKey, type InstanceSpec, rungsOfSpec } from '../definitions/instance-spec.ts'
import { dearest, sum, type Total } from './amount.ts'
import { toPriceUnits } from './amount-text.ts'
import { type BodyQuote, perHour, quoteBody } from './body-quote.ts'
import type { Catalog } from './catalog.ts'
import { type Currency, currencyOf } from './currency.ts'

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
  const skipsSoldOut = soldOut === 'skip' || (soldOut === undefined && spec.fallback.length > 0)
  const cap = isThere ? undefined : spec.maxHourly
  const toBody = ({ body }: InstanceSpec): QuotedBody => {
    const quoted = quoteBody(body, catalog)
    return { quoted, skipped: whySkipped(quoted, cap, skipsSoldOut) }
  }
  const [own, ...fallback] = rungsOfSpec(spec)
  const bodies: NonEmpty<QuotedBody> = [toBody(own), ...fallback.map(toBody)]
  const [first, ...others] = bodies
  const rungs: Quote['rungs'] = [
    toRung(first, 0),
    ...others.map((each, at) => toRung(each, at + 1)),
  ]
  return {
    key,
    name,
    rungs,
    ...(spec.maxHourly === undefined ? {} : { maxHourly: spec.maxHourly }),
    ...(isThere ? { isThere } : {}),
    ...together(countedOf(bodies)),
  }
}

interface QuotedBody {
  readonly quoted: BodyQuote
  readonly skipped: SkipReason | undefined
}

type NonEmpty<Item> = readonly [Item, ...Item[]]

/** What is spread comes last: V8 gives an object that begins with it four times the memory. */
const toRung = ({ quoted, skipped }: QuotedBody, nth: number): QuotedRung => ({
  nth,
  skipped,
  ...quoted,
})

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
    if (rate > toPriceUnits(maxHourly)) return 'too-dear'
  }
  return skipsSoldOut && quoted.stock.available === false ? 'sold-out' : undefined
}

/** What an hour costs, in units of `Price`; `undefined` where it is not known. */
const hourOf = ({ unitPrice, units, billing }: BodyQuote): number | undefined =>
  unitPrice === undefined ? undefined : perHour(unitPrice * units, billing)

/** The bodies of an entry of which its amounts come, in order: what is not tried counts only where none is. */
export function countedOf<Body extends Pick<QuotedRung, 'skipped'>>(
  bodies: NonEmpty<Body>,
): NonEmpty<Body> {
  const [first, ...others] = bodies.filter(({ skipped }) => skipped === undefined)
  return first === undefined ? bodies : [first, ...others]
}

/** What the bodies of an entry come to. */
function together([{ quoted }, ...others]: NonEmpty<QuotedBody>): BodyQuote {
  if (others.length === 0) return quoted
  const all = [quoted, ...others.map((other) => other.quoted)]
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
