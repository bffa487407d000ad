import { type Recovered, recoverLedger as runRecover } from '../operations/recover-ledger.ts'
import { lookReporterOf } from '../operations/reporter.ts'
import type { RecoveryReport } from '../plan/recovery.ts'
import { type EditLedgerOptions, editOptionsOf } from './edit-options.ts'
import { type LoadedFleet, refuseInvalid } from './loaded-fleet.ts'
import { withAccount, withSecretsOf } from './with-account.ts'

export interface RecoverLedgerOptions extends EditLedgerOptions {
  /** The id of the lost ledger, where the markers of the account name several. */
  readonly ledgerId?: string
  /** Whether what was found may be recorded as ours. Asked only where something was found. */
  readonly approve: (report: RecoveryReport) => boolean | Promise<boolean>
}

/**
 * Rebuilds a lost ledger, or lost lines of one, from the markers that the account shows. Sends only calls that read.
 * Throws a `UserError` for definitions with errors, for an account that cannot be seen in full, for markers that do not
 * say which ledger was lost, and for a ledger that is damaged or another account's.
 */
export async function recoverLedger(
  fleet: LoadedFleet,
  options: RecoverLedgerOptions,
): Promise<Recovered> {
  refuseInvalid(fleet)
  const { ledgerId, approve, reporter, signal } = options
  return withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
    runRecover(
      fleet,
      target,
      {
        ...editOptionsOf(options, 'recoverLedger'),
        root,
        ledgerId,
        approve: async (report) => approve(report),
      },
      { ...lookReporterOf(reporter), recovery: () => undefined },
      signal,
    ),
  )
}
