import type { EditRefusal } from '../../ledger/edit-refusal.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { UserError } from '../../model/user-error.ts'
import type { LookReporter } from '../reporter.ts'
import type { Target } from '../target.ts'
import { type OpenLedgerOptions, withLedger } from './open-locked-ledger.ts'

/** How a person changes the ledger by hand. */
export interface EditOptions
  extends Omit<OpenLedgerOptions, 'target' | 'report' | 'signal' | 'nothingDone'> {
  /** What the files in the ledger are relative to; absolute. */
  readonly root: string
  /** The words for why nothing is changed. */
  readonly refusal: (refusal: EditRefusal) => UserError
}

/** Runs something with the ledger of the target open and locked, once it is sure whose it is. */
export const editLedger = <Result>(
  target: Target,
  options: Omit<EditOptions, 'root' | 'refusal'>,
  reporter: LookReporter,
  signal: AbortSignal | undefined,
  work: (ledger: Ledger) => Promise<Result>,
): Promise<Result> =>
  withLedger(
    {
      ...options,
      target,
      nothingDone: 'changed',
      report: (news) => reporter.ledger(news),
      ...(signal === undefined ? {} : { signal }),
    },
    work,
  )
