import { hasErrors } from '../diagnostics/diagnostic.ts'
import { cancelBy } from '../operations/cancellation.ts'
import { followStatus } from '../operations/follow-status.ts'
import { type Follow, readStatus as runStatus, type StatusRead } from '../operations/read-status.ts'
import { type LookReporter, lookReporterOf } from '../operations/reporter.ts'
import type { StatusReport } from '../status/status-report.ts'
import { lookOptionsOf, type TargetOptions } from './account-options.ts'
import type { LoadedFleet } from './loaded-fleet.ts'
import { withAccount, withSecretsOf } from './with-account.ts'

export interface ReadStatusOptions extends TargetOptions {
  /** Tells which entries no file has. A fleet with errors, or one that was cut down by names, cannot. */
  readonly fleet?: LoadedFleet
  /** Names or globs of what is told of the ledger and the account; all by default. */
  readonly only?: readonly string[]
  readonly exclude?: readonly string[]
  /** How long a new instance may take to show up in the list, in milliseconds; a minute by default. */
  readonly settleMs?: number
  /** Looks again until nothing starts or stops any more, for so many milliseconds at most; once without it. */
  readonly watchMs?: number
  /** Gets each look where `watchMs` is given, the first one included. */
  readonly onLook?: (report: StatusReport) => void
  /** Hears what happens, as it happens. */
  readonly reporter?: Partial<LookReporter>
  /** Ends the watching with the last look, and soon after that a call that is under way. */
  readonly signal?: AbortSignal
}

/**
 * What the ledger and the account hold, what it costs, and how to reach it. Changes nothing. Throws a `UserError` for a
 * ledger that is damaged or another account's.
 */
export async function readStatus(options: ReadStatusOptions): Promise<StatusRead> {
  const { fleet, watchMs, onLook = () => undefined, only = [], exclude = [] } = options
  const { signal = new AbortController().signal } = options
  const isValid = fleet !== undefined && !hasErrors(fleet.diagnostics)
  const cancellation = cancelBy(signal)
  const follow: Follow = (first, look) =>
    followStatus(first, look, {
      limitMs: watchMs ?? 0,
      elapsed: () => performance.now(),
      cancellation,
      show: onLook,
    })
  try {
    return await withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
      runStatus(
        isValid ? fleet : undefined,
        target,
        {
          ...lookOptionsOf(options),
          root,
          only,
          exclude,
          ...(watchMs === undefined ? {} : { follow }),
        },
        lookReporterOf(options.reporter),
        cancellation.lastLook,
      ),
    )
  } finally {
    cancellation.release()
  }
}
