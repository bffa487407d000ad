import type { LedgerRecord } from './record.ts'
import type { Timing } from './store.ts'

/** The end of a ledger, to which one run at a time adds. */
export interface Log {
  /** What messages call the ledger. */
  readonly label: string
  /**
   * Puts one record behind the last one that this run has read or written. When it throws, nobody may rely on it: a
   * `UserError` says so where another run was quicker.
   */
  append(record: LedgerRecord, timing: Timing): Promise<void>
  /** Makes sure that no other run took the ledger over since; throws where one did. Asked right before a call is sent. */
  confirm(): Promise<void>
  close(): Promise<void>
}
