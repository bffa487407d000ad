import { readCost as runCost } from '../operations/read-cost.ts'
import { type LookReporter, lookReporterOf } from '../operations/reporter.ts'
import type { SpendingReport } from '../pricing/spending/spending-report.ts'
import { lookOptionsOf, type TargetOptions } from './account-options.ts'
import { withAccount } from './with-account.ts'

export interface ReadCostOptions extends TargetOptions {
  /** Only what was spent since then; all that the ledger tells of without it. */
  readonly since?: Date
  /** Names or globs of the entries; all by default. */
  readonly only?: readonly string[]
  readonly exclude?: readonly string[]
  /** How long a new instance may take to show up in the list, in milliseconds; a minute by default. */
  readonly settleMs?: number
  /** Hears what happens, as it happens. */
  readonly reporter?: Partial<LookReporter>
  /** Ends the calls that are under way. */
  readonly signal?: AbortSignal
}

/**
 * What was spent, from the ledger and its prices: `spentByEntry` and `spentByDay` add up the periods in it. The service is
 * asked only where something is there that the ledger has no price of. Changes nothing. Throws a `UserError` for a ledger
 * that is damaged or another account's.
 */
export async function readCost(options: ReadCostOptions): Promise<SpendingReport> {
  const { since, only = [], exclude = [], reporter, signal } = options
  const seconds = since === undefined ? undefined : Math.floor(since.getTime() / 1000)
  return withAccount(options, ({ target }) =>
    runCost(
      target,
      { ...lookOptionsOf(options), since: seconds, only, exclude },
      lookReporterOf(reporter),
      signal,
    ),
  )
}
