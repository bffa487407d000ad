import { joinWords } from '../diagnostics/wording.ts'
import { type Amount, sum, type Total } from './amount.ts'
import { amountWords, toPriceUnits } from './amount-text.ts'
import type { Due } from './effect.ts'
import { MAX_FILTERS } from './product-filter.ts'
import type { Money, Quote } from './quote.ts'
import type { Raise } from './raise.ts'
import type { RunningNow } from './running-now.ts'

/** What a person allowed this run to spend; amounts in units of the account's currency. Product contract §6. */
export interface Limits {
  readonly maxHourly: number | undefined
  /** Of what a run makes due, together with all that runs in the account. */
  readonly maxTotalHourly?: number | undefined
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

/** What a run makes somebody pay for: what it creates or pays in advance, and what it does to what is there. */
export interface Outlay {
  readonly money: Money
  readonly raises: readonly Raise[]
  /** What runs already; `undefined` where nobody looked. */
  readonly runningNow?: RunningNow | undefined
  /** The run takes all entries, as it prunes: to leave some out takes another run. */
  readonly isWhole: boolean
}

/** Everything that the limits object to, for what a run would make true. Nothing of it: nothing to object to. Pure. */
export function guard(outlay: Outlay, limits: Limits): readonly LimitViolation[] {
  const { money, raises } = outlay
  if (money.quotes.length + raises.length === 0) return []
  return [
    ...overLimit(outlay, 'hourly', limits.maxHourly),
    ...overTotal(outlay, limits.maxTotalHourly),
    ...overLimit(outlay, 'upfront', limits.maxUpfront),
    ...overOwnLimit(outlay),
    ...raisedOverOwnLimit(outlay),
    ...unavailable(money.quotes, limits),
    ...prepaid(money, limits),
  ]
}

const GUARDS = {
  hourly: {
    flag: '--max-hourly',
    key: 'maxHourly',
    part: 'hourly',
    what: 'would cost',
    per: ' an hour',
  },
  total: {
    flag: '--max-total-hourly',
    key: 'maxTotalHourly',
    part: 'hourly',
    what: 'would cost, with all that runs in the account,',
    per: ' an hour',
  },
  upfront: {
    flag: '--max-upfront',
    key: 'maxUpfront',
    part: 'upfront',
    what: 'would be charged now:',
    per: '',
  },
} as const

/** What a run adds to an hour of the account, where all of it together is beyond the limit, or nobody knows. */
function overTotal(outlay: Outlay, limit: number | undefined): readonly LimitViolation[] {
  const { runningNow, raises, money } = outlay
  const isAdded = [...money.quotes, ...raises].some(({ hourly }) => hourly.kind !== 'none')
  if (limit === undefined || !isAdded) return []
  const { flag, key } = GUARDS.total
  if (runningNow?.unseen !== undefined || runningNow === undefined) {
    const why = runningNow?.unseen ?? 'nobody asked'
    return [
      {
        kind: 'refuse',
        message: `what runs in the account is not known (${why}), so ${flag} cannot be kept`,
        hint: `try again once the account can be listed, or run without ${flag} (${key} in the config)`,
      },
    ]
  }
  return overLimit(outlay, 'total', limit, runningNow.instances)
}

function overLimit(
  { money: { quotes, currency }, raises, isWhole }: Outlay,
  guarded: keyof typeof GUARDS,
  limit: number | undefined,
  runningNow: RunningNow['instances'] = [],
): readonly LimitViolation[] {
  if (limit === undefined) return []
  const { flag, key, part, what, per } = GUARDS[guarded]
  const due = [...quotes.map(chargeOf), ...raises.map(chargeOf)].filter(
    (charge) => charge[part].kind !== 'none',
  )
  const found: LimitViolation[] = []
  const total = sum([
    ...due.map((charge) => charge[part]),
    ...runningNow.map(({ hourly }) => hourly),
  ])
  if (total.price > toPriceUnits(limit)) {
    const done = joinWords([...new Set(due.map((charge) => charge.done))], 'or')
    const amount = `${atLeast(total)}${amountWords(total.price, currency)}${per}`
    found.push({
      kind: 'refuse',
      message: `what is to be ${done} ${what} ${amount}, more than ${flag} ${limit}`,
      hint: `do less (--only, --exclude${inAnother(isWhole)}), or raise ${flag}`,
    })
  }
  const unknown = [
    ...due.map((charge) => ({ label: charge.label, amount: charge[part] })),
    ...runningNow.map(({ label, hourly }) => ({ label, amount: hourly })),
  ].flatMap(whyUnknown)
  const [first] = unknown
  if (first !== undefined) {
    found.push({
      kind: 'refuse',
      message: `the price of ${first.label}${andMore(unknown)} is unknown (${first.why}), so ${flag} cannot be kept`,
      hint: `leave such entries out (--exclude${inAnother(isWhole)}), or run without ${flag} (${key} in the config)`,
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
      hint: `apply fewer entries at once (--only, --exclude${inAnother(isWhole)}), or run without ${flag} (${key} in the config)`,
    })
  }
  return found
}

/** What counts towards a limit, and what is done that it has to be paid for. */
interface Charge extends Due {
  readonly label: string
  readonly done: string
}

const chargeOf = (due: Quote | Raise): Charge => ({
  label: labelOf(due),
  done: 'by' in due ? RAISED[due.by] : due.isThere ? 'paid for' : 'created',
  hourly: due.hourly,
  upfront: due.upfront,
})

const RAISED = {
  start: 'started',
  'grow-disk': 'given a larger disk',
} as const satisfies Record<Raise['by'], string>

/** Entries that nothing can be created of within their own `maxHourly`. */
function overOwnLimit({ money: { quotes, currency }, isWhole }: Outlay): readonly LimitViolation[] {
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
      hint: `raise maxHourly in the file, add a cheaper item to fallback, or leave such entries out (--exclude${inAnother(isWhole)})`,
    },
  ]
}

/** What would run, or have a larger disk, beyond the entry's own `maxHourly`. */
function raisedOverOwnLimit({
  money: { currency },
  raises,
  isWhole,
}: Outlay): readonly LimitViolation[] {
  const over = raises.filter(({ hourly, maxHourly }) => {
    if (maxHourly === undefined) return false
    return (
      hourly.kind === 'unknown' ||
      (hourly.kind === 'known' && hourly.price > toPriceUnits(maxHourly))
    )
  })
  const [first] = over
  if (first === undefined) return []
  const { hourly, maxHourly = 0 } = first
  const limit = `its maxHourly of ${amountWords(toPriceUnits(maxHourly), currency)}`
  const label = `${labelOf(first)}${andMore(over)}`
  return [
    {
      kind: 'refuse',
      message:
        hourly.kind === 'unknown'
          ? `the price of ${label} is unknown (${hourly.why}), so ${limit} cannot be kept`
          : `an hour of ${label} is dearer than ${limit}`,
      hint: `raise maxHourly in the file, or leave such entries out (--exclude${inAnother(isWhole)})`,
    },
  ]
}

/** A run that prunes refuses the flags that leave entries out. */
const inAnother = (isWhole: boolean): string => (isWhole ? ', without --prune' : '')

const andMore = (items: readonly unknown[]): string =>
  items.length > 1 ? ` (and of ${items.length - 1} more)` : ''

const atLeast = ({ unknown }: Total): string => (unknown > 0 ? 'at least ' : '')

function whyUnknown({
  label,
  amount,
}: {
  readonly label: string
  readonly amount: Amount
}): readonly { readonly label: string; readonly why: string }[] {
  return amount.kind === 'unknown' ? [{ label, why: amount.why }] : []
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

const labelOf = ({ name, key }: Pick<Quote, 'name' | 'key'>): string => name ?? `(no name, ${key})`
