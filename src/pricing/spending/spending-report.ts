import type { Remote } from '../../api/remote.ts'
import { type Selection, select } from '../../definitions/selection.ts'
import type { Lifetime } from '../../ledger/lifetime/lifetimes.ts'
import type { Catalog } from '../catalog.ts'
import { type Currency, currencyOf } from '../currency.ts'
import type { Period } from './period.ts'
import { periodsOf } from './periods-of.ts'
import { type Spent, spentIn } from './spent.ts'
import { since } from './spent-by.ts'

/** What was spent on what a ledger holds and held, by the list prices. */
export interface SpendingReport {
  readonly target: string
  /** What messages call it, as it is. */
  readonly ledger: string
  readonly currency: Currency
  readonly refresh: {
    readonly kind: Remote['kind']
    readonly why: string | undefined
    /** What to do about it. */
    readonly hint: string | undefined
  }
  /** Unix seconds; `undefined`: from the first line of the ledger on. */
  readonly since: number | undefined
  /** Unix seconds. */
  readonly until: number
  /** When the prices of now were asked for, where any of them counts; ISO 8601 in UTC. */
  readonly quotedAt: string | undefined
  /** Instance by instance, and each in time. No time of an instance is in two of them. */
  readonly periods: readonly Period[]
  readonly total: Spent
}

export interface SpendingInput {
  readonly target: string
  readonly ledger: string
  readonly lifetimes: readonly Lifetime[]
  readonly selection: Selection
  readonly remote: Remote
  /** The prices of now, where anything needs them. */
  readonly catalog: Catalog | undefined
  /** Unix seconds. */
  readonly since: number | undefined
  /** Unix seconds. */
  readonly now: number
}

/** Puts prices to what the ledger tells. Throws a `UserError` for a pattern that selects nothing of the ledger. Pure. */
export function toSpending(input: SpendingInput): SpendingReport {
  const { target, ledger, remote, catalog, now } = input
  const lifetimes = select(input.lifetimes, input.selection, 'the names in the ledger')
  const periods = since(periodsOf(lifetimes, { remote, catalog, now }), input.since)
  const isQuoted = periods.some(({ cost }) => cost.kind === 'known' && cost.from === 'quote')
  return {
    target,
    ledger,
    currency: currencyOf(target),
    refresh: {
      kind: remote.kind,
      why: remote.kind === 'complete' ? undefined : remote.why,
      hint: remote.kind === 'partial' ? remote.hint : undefined,
    },
    since: input.since,
    until: now,
    quotedAt: isQuoted ? catalog?.askedAt : undefined,
    periods,
    total: spentIn(periods),
  }
}
