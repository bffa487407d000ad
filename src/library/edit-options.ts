import { OWN_PROCESS } from '../cli/this-process.ts'
import type { EditRefusal } from '../ledger/edit-refusal.ts'
import { VERSION } from '../model/version.ts'
import type { LookReporter } from '../operations/reporter.ts'
import { editRefused } from '../output/text/edit-refusal-text.ts'
import type { TargetOptions } from './account-options.ts'

/** How the ledger is changed by hand. */
export interface EditLedgerOptions extends TargetOptions {
  /** Hears what happens, as it happens. */
  readonly reporter?: Partial<LookReporter>
  /** Stops the run as long as nothing is recorded. */
  readonly signal?: AbortSignal
}

/** What an edit of the ledger is made with; `command` is the function that was called. */
export const editOptionsOf = (
  { refresh = 'auto', acceptAccount = false }: EditLedgerOptions,
  command: string,
) => ({
  own: OWN_PROCESS,
  version: VERSION,
  command,
  refresh,
  acceptAccount,
  refusal: (refusal: EditRefusal) => editRefused(refusal, { flags: {}, args: [] }),
})
