import { type Amount, sum, type Total } from './amount.ts'
import { amountWords, toPriceUnits } from './amount-text.ts'
import { MAX_FILTERS } from './product-filter.ts'
import type { Money, Quote } from './quote.ts'

/** What a person allowed this run to spend; amounts in units of the account's currency. Product contract §6. */
export interface Limits {
  readonly maxHourly: number | undefined
  readonly maxUpfront: number | undefined
  readonly allowPrepaid: boolean
  readonly allowUnavailable: boolean
}

/** Why a run may not go ahead by itself. */
export interface LimitViolation {
  /** `ask`: a person at a terminal may say yes to exactly this. */
  readonly kind: 'refuse' | 'ask'
  readonly message: string
  readonly hint: string
}

/** Everything that the limits object to, for what a plan would create. Nothing to create: nothing to object to. Pure. */
export function guard(money: Money, limits: Limits): readonly LimitViolation[] {
  if (money.quotes.length === 0) return []
  return [
    ...overLimit(money, 'hourly', limits.maxHourly),
    ...overLimit(money, 'upfront', limits.maxUpfront),
    ...overOwnLimit(money),
    ...unavailable(money.quotes, limits),
    ...prepaid(money, limits),
  ]
}

const GUARDS = {
  hourly: { flag: '--max-hourly', what: 'would cost', per: ' an hour' },
  upfront: { flag: '--max-upfront', what: 'would be charged now:', per: '' },
} as const

function overLimit(
  { quotes, total, currency }: Money,
  part: keyof typeof GUARDS,
  limit: number | undefined,
): readonly LimitViolation[] {
  if (limit === undefined) return []
  const { flag, what, per } = GUARDS[part]
  const found: LimitViolation[] = []
  const { price } = total[part]
  if (price > toPriceUnits(limit)) {
    const amount = `${atLeast(total[part])}${amountWords(price, currency)}${per}`
    found.push({
      kind: 'refuse',
      message: `what is to be created ${what} ${amount}, more than ${flag} ${limit}`,
      hint: `create less (--only, --exclude), or raise ${flag}`,
    })
  }
  const unknown = quotes.flatMap((quote) => whyUnknown(quote, part))
  const [first] = unknown
  if (first !== undefined) {
    found.push({
      kind: 'refuse',
      message: `the price of ${first.label}${andMore(unknown)} is unknown (${first.why}), so ${flag} cannot be kept`,
      hint: `leave such entries out (--exclude), or run without ${flag} (maxHourly, maxUpfront in the config)`,
    })
  }
  // A price of another place is none of this one.
  const elsewhere = quotes.filter(
    (quote) => quote.wider !== undefined && quote[part].kind === 'known',
  )
  const [one] = elsewhere
  if (one !== undefined) {
    found.push({
      kind: 'refuse',
      message: `the price of ${labelOf(one)}${andMore(elsewhere)} was not asked for its own cluster and number of GPUs, since a plan asks for at most ${MAX_FILTERS} price lists, so ${flag} cannot be kept`,
      hint: `apply fewer entries at once (--only, --exclude), or run without ${flag} (maxHourly, maxUpfront in the config)`,
    })
  }
  return found
}

/** Entries that nothing can be created of within their own `maxHourly`. */
function overOwnLimit({ quotes, currency }: Money): readonly LimitViolation[] {
  const over = quotes.filter(
    ({ rungs }) =>
      rungs.every(({ skipped }) => skipped !== undefined) &&
      rungs.some(({ skipped }) => skipped === 'too-dear' || skipped === 'price-unknown'),
  )
  const [first] = over
  if (first === undefined) return []
  const { maxHourly = 0, rungs } = first
  const limit = `its maxHourly of ${amountWords(toPriceUnits(maxHourly), currency)}`
  const isUnknown = rungs.every(({ skipped }) => skipped !== 'too-dear')
  const label = `${labelOf(first)}${andMore(over)}`
  return [
    {
      kind: 'refuse',
      message: isUnknown
        ? `the price of ${label} is not known, so ${limit} cannot be kept`
        : rungs.length === 1
          ? `${label} is dearer than ${limit}`
          : `nothing that ${label} may be created with keeps ${limit} and can be deployed now`,
      hint: 'raise maxHourly in the file, add a cheaper item to fallback, or leave such entries out (--exclude)',
    },
  ]
}

const andMore = (items: readonly unknown[]): string =>
  items.length > 1 ? ` (and of ${items.length - 1} more)` : ''

const atLeast = ({ unknown }: Total): string => (unknown > 0 ? 'at least ' : '')

function whyUnknown(
  quote: Quote,
  part: keyof typeof GUARDS,
): readonly { readonly label: string; readonly why: string }[] {
  const amount: Amount = quote[part]
  return amount.kind === 'unknown' ? [{ label: labelOf(quote), why: amount.why }] : []
}

function unavailable(
  quotes: readonly Quote[],
  { allowUnavailable }: Limits,
): readonly LimitViolation[] {
  const made = quotes.filter(({ isThere }) => !isThere)
  const isNoneSold = made.length > 0 && made.every(({ stock }) => stock.available === false)
  if (allowUnavailable || !isNoneSold) return []
  return [
    {
      kind: 'refuse',
      message: `nothing of what is to be created can be deployed now, says the service: ${names(made)}`,
      hint: 'choose another product or try later; --allow-unavailable tries anyway',
    },
  ]
}

function prepaid({ quotes, currency }: Money, { allowPrepaid }: Limits): readonly LimitViolation[] {
  const paid = quotes.filter(({ billing, isThere }) => billing === 'monthly' && !isThere)
  if (allowPrepaid || paid.length === 0) return []
  const upfront = sum(paid.map((quote) => quote.upfront))
  const amount =
    upfront.known === 0
      ? 'how much is not known'
      : `${atLeast(upfront)}${amountWords(upfront.price, currency)} by the list prices`
  return [
    {
      kind: 'ask',
      message: `${names(paid)} would be paid in advance (${amount}), which cannot be undone`,
      hint: '--allow-prepaid allows it without asking',
    },
  ]
}

function names(quotes: readonly Quote[]): string {
  const shown = quotes.slice(0, 3).map(labelOf).join(', ')
  return quotes.length > 3 ? `${shown} and ${quotes.length - 3} more` : shown
}

const labelOf = ({ name, key }: Quote): string => name ?? `(no name, ${key})`
