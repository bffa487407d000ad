import type { TakenFrom } from './ledger-lock.ts'
import type { InstanceId } from './record.ts'

/** What was odd about the lock, the file or the key, and did not stop the run. */
export type LedgerNews =
  | { readonly kind: 'lock-taken-over'; readonly from: TakenFrom }
  /** Another run holds the ledger, and this one waits for it. */
  | { readonly kind: 'lock-awaited'; readonly why: string }
  /** The lock could not be given back; the next run on this machine takes it over. */
  | { readonly kind: 'lock-left'; readonly why: string }
  /** A sentence. */
  | { readonly kind: 'new-key'; readonly why: string }
  | { readonly kind: 'torn'; readonly line: number; readonly keptAt: string }
  /** The same, seen by a run that only reads. It stays in the ledger. */
  | { readonly kind: 'torn-left'; readonly line: number }
  | { readonly kind: 'rescued'; readonly path: string; readonly ids: readonly InstanceId[] }
