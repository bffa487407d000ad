import { minuteText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import type { Amount, Total } from '../../../pricing/amount.ts'
import { amountText } from '../../../pricing/amount-text.ts'
import type { BodyQuote } from '../../../pricing/body-quote.ts'
import type { Currency } from '../../../pricing/currency.ts'
import { MAX_FILTERS } from '../../../pricing/product-filter.ts'
import { countedOf, type Money, type Quote } from '../../../pricing/quote.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { type Row, tableLines } from './price-table.ts'

/**
 * What a plan would cost, as a table for people who pay: price, times what, an hour, for 30 days, charged now, and
 * whether it can be had. Unknown is unknown, never nothing. No lines when nothing is to be created.
 */
export function moneyLines(
  money: Money,
  style: Style,
  /** Cells of the terminal; `undefined` where lines may be as long as they are. */
  width?: number,
): readonly string[] {
  const cost = costOf(money)
  switch (cost.kind) {
    case 'nothing':
      return []
    case 'unknown':
      return [`${style.bold('Cost')}: ${style.yellow('unknown')}, ${cost.why}`]
    case 'known':
      return [
        `${style.bold('Cost')} ${cost.title}`,
        ...tableLines(cost.rows, { style, width, marked: cost.unavailable }),
        ...cost.whys.map((why) => style.yellow(`  unknown: ${why}`)),
        ...cost.remarks.map((remark) => style.dim(`  ${remark}`)),
      ]
    default:
      return unreachable(cost)
  }
}

/** What a plan would cost, in words. The strings are safe for a terminal; quoted names can hold anything else. */
export type Cost =
  | { readonly kind: 'nothing' }
  /** Not one amount is known, all for one reason. */
  | { readonly kind: 'unknown'; readonly why: string }
  | {
      readonly kind: 'known'
      /** In which currency, and by the prices of when. */
      readonly title: string
      /** Cells of a table: the first row is its head, the last one the total. Names are first, stock is last. */
      readonly rows: readonly Row[]
      /** Those of the rows whose product cannot be had now. */
      readonly unavailable: ReadonlySet<Row>
      /** Why some amounts are not known. */
      readonly whys: readonly string[]
      /** What the amounts leave out or take for granted. */
      readonly remarks: readonly string[]
    }

/** The words and amounts that every view of the money shows. */
export function costOf(money: Money): Cost {
  const { quotes, total } = money
  if (quotes.length === 0) return { kind: 'nothing' }
  const whys = reasons(quotes)
  const [why, ...others] = whys
  if (total.hourly.known + total.upfront.known === 0 && why !== undefined && others.length === 0) {
    return { kind: 'unknown', why }
  }
  return {
    kind: 'known',
    title: `${currencyWords(money.currency)}, by the list prices of ${minuteText(money.quotedAt)}`,
    ...rowsOf(money),
    whys,
    remarks: remarks(quotes),
  }
}

/** The price of a created instance behind its id; `undefined` when it is not known. */
export function priceWords(
  quote: Pick<BodyQuote, 'hourly' | 'upfront'>,
  currency: Currency,
): string | undefined {
  const unit = currency.code === undefined ? '' : ` ${currency.code}`
  if (quote.hourly.kind === 'known') return `${amountText(quote.hourly.price)}${unit} an hour`
  if (quote.upfront.kind === 'known') return `${amountText(quote.upfront.price)}${unit} in advance`
  return undefined
}

/** What was created, by the hour and in advance, as one line; `undefined` when nothing of it is known. */
export function spentWords(
  quotes: readonly Pick<BodyQuote, 'hourly' | 'upfront'>[],
  currency: Currency,
): string | undefined {
  const unit = currency.code === undefined ? '' : ` ${currency.code}`
  const part = (amounts: readonly Amount[], words: string) => {
    const known = amounts.flatMap((amount) => (amount.kind === 'known' ? [amount.price] : []))
    const unknown = amounts.filter(({ kind }) => kind === 'unknown').length
    if (known.length === 0) return []
    const sum = known.reduce((total, price) => total + price, 0)
    return [`${amountText(sum)}${unit} ${words}${unknown === 0 ? '' : ` and ${unknown} unknown`}`]
  }
  const parts = [
    ...part(
      quotes.map(({ hourly }) => hourly),
      'an hour',
    ),
    ...part(
      quotes.map(({ upfront }) => upfront),
      'in advance',
    ),
  ]
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** In which currency amounts are. */
export const currencyWords = ({ code, pretended }: Currency): string => {
  if (pretended) return `in ${code} of the sandbox, which nobody pays`
  return code === undefined ? 'in the currency of the account' : `in ${code}`
}

type Known = Extract<Cost, { kind: 'known' }>

const HEAD: Row = ['', 'price', 'per hour', 'per 30 days', 'charged now', 'stock']

function rowsOf({ quotes, total }: Money): Pick<Known, 'rows' | 'unavailable'> {
  const groups = fold(quotes).map((group): readonly [Row, Quote] => {
    const [quote] = group
    const row = [
      titleOf(group),
      priceOf(group),
      rangeText(quote, 'hourly', group.length),
      rangeText(quote, 'thirtyDays', group.length),
      rangeText(quote, 'upfront', group.length),
      stockText(quote),
    ]
    return [row, quote]
  })
  const sums = [total.hourly, total.thirtyDays, total.upfront].map(totalText)
  return {
    rows: [HEAD, ...groups.map(([row]) => row), ['total', '', ...sums, '']],
    unavailable: new Set(
      groups.flatMap(([row, { stock }]) => (stock.available === false ? [row] : [])),
    ),
  }
}

type Group = readonly [Quote, ...Quote[]]

/** Neighbours that are billed alike, such as the replicas of an entry, are one row. */
function fold(quotes: readonly Quote[]): readonly Group[] {
  const groups: [Quote, ...Quote[]][] = []
  for (const quote of quotes) {
    const group = groups.at(-1)
    if (group !== undefined && marks(group[0]) === marks(quote)) group.push(quote)
    else groups.push([quote])
  }
  return groups
}

const marks = ({ key: _key, name: _name, ...rest }: Quote): string => JSON.stringify(rest)

function titleOf(group: Group): string {
  const names = group.map(({ name }) => (name === undefined ? '(no name)' : plain(name)))
  return names.length <= 2 ? names.join(', ') : `${names[0]} … ${names.at(-1)} (${names.length})`
}

function priceOf(group: Group): string {
  const { unitPrice, units, billing, upfront } = countedOf(group[0].rungs)[0]
  if (unitPrice === undefined) return 'unknown'
  const months =
    billing === 'monthly' && upfront.kind === 'known'
      ? Math.round(upfront.price / unitPrice / units)
      : 1
  const factors = [
    ...(units > 1 ? [`× ${units} GPUs`] : []),
    ...(months > 1 ? [`× ${months} months`] : []),
    ...(group.length > 1 ? [`× ${group.length}`] : []),
  ]
  const of = billing === 'onDemand' ? [] : [billing]
  return [...of, amountText(unitPrice), ...factors].join(' ')
}

/** From what is tried first to the dearest that may be created. */
function rangeText(quote: Quote, part: 'hourly' | 'thirtyDays' | 'upfront', times: number): string {
  const most = cellText(quote[part], times)
  const [first] = countedOf(quote.rungs)
  const from = first.skipped === undefined ? cellText(first[part], times) : most
  return from === most ? most : `${from} … ${most}`
}

function cellText(amount: Amount, times: number): string {
  switch (amount.kind) {
    case 'known':
      return amountText(amount.price * times)
    case 'unknown':
      return 'unknown'
    case 'none':
      return '–'
  }
}

function totalText({ price, known, unknown }: Total): string {
  if (unknown === 0) return amountText(price)
  return known === 0 ? 'unknown' : `${amountText(price)} + unknown`
}

function stockText({ stock: { available, inventory }, isNotOffered, clusterId }: Quote): string {
  const word = inventory === undefined ? undefined : plain(inventory)
  if (available !== false) return word ?? (available === true ? 'available' : 'unknown')
  const where = clusterId === undefined ? '' : ` in ${plain(clusterId)}`
  return `${isNotOffered ? 'NOT OFFERED' : 'NOT AVAILABLE NOW'}${where}`
}

/** Why amounts are unknown, each reason once. */
function reasons(quotes: readonly Quote[]): readonly string[] {
  const whys = quotes.flatMap((quote) =>
    countedOf(quote.rungs).flatMap(({ hourly, upfront, productId }) =>
      [hourly, upfront].flatMap((amount) =>
        amount.kind === 'unknown' ? [{ why: amount.why, of: productId ?? quote.name ?? '' }] : [],
      ),
    ),
  )
  const byWhy = new Map<string, Set<string>>()
  for (const { why, of } of whys) {
    byWhy.set(why, (byWhy.get(why) ?? new Set()).add(of))
  }
  return [...byWhy].map(([why, products]) => {
    const shown = [...products].slice(0, 3).map(plain).join(', ')
    const more = products.size > 3 ? ` and ${products.size - 3} more` : ''
    return `${plain(why)} (${shown}${more})`
  })
}

function remarks(quotes: readonly Quote[]): readonly string[] {
  const bodies = quotes.flatMap(({ rungs }) => countedOf(rungs))
  const hasGpus = bodies.some(({ units, unitPrice }) => units > 1 && unitPrice !== undefined)
  const hasMonths = bodies.some(
    ({ upfront, unitPrice, units }) =>
      upfront.kind === 'known' && unitPrice !== undefined && upfront.price > unitPrice * units,
  )
  const hasFallback = quotes.some(({ rungs }) => rungs.length > 1)
  return [
    ...(hasFallback
      ? ['Of an entry with a fallback the total counts the dearest that may be created.']
      : []),
    ...widerWords(quotes),
    'Not included: disk beyond the free size, and network storage.',
    ...(hasGpus
      ? ['The list price is taken as that of one GPU, times gpuNum; the service does not say so.']
      : []),
    ...(hasMonths
      ? [
          'The price for several months is taken as that of each month; the service does not say so.',
        ]
      : []),
  ]
}

/** Which prices and stocks are not those of the very place of an entry. */
function widerWords(quotes: readonly Quote[]): readonly string[] {
  return (['any-number', 'any-cluster'] as const).flatMap((wider) => {
    const names = quotes.flatMap((quote) =>
      quote.wider === wider ? [plain(quote.name ?? '(no name)')] : [],
    )
    const [first] = names
    if (first === undefined) return []
    const more = names.length > 1 ? ` and ${names.length - 1} more` : ''
    return [
      `A plan asks for at most ${MAX_FILTERS} price lists: for ${first}${more} price and stock are those ${WIDER_WORDS[wider]}.`,
    ]
  })
}

const WIDER_WORDS = {
  'any-number': 'of the cluster for any number of GPUs',
  'any-cluster': 'of any cluster and number of GPUs',
} as const
