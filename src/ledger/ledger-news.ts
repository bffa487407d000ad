import type { EntryKey } from '../definitions/instance-spec.ts'
import type { WhyLeft } from './file-store/emergency-record.ts'
import type { TakenFrom } from './ledger-lock.ts'
import type { InstanceId, LedgerRecord } from './record.ts'

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
  /** What an emergency file told was taken into the ledger. `ids`: of the instances among it. */
  | {
      readonly kind: 'rescued'
      readonly path: string
      readonly ids: readonly InstanceId[]
      /** What was recorded, and of which entry. */
      readonly outcomes: readonly {
        readonly type: LedgerRecord['type']
        readonly key: EntryKey | undefined
      }[]
    }
  /** An emergency file stays where it is, and nothing that it says counts. */
  | { readonly kind: 'rescued-left'; readonly path: string; readonly why: WhyLeft }
