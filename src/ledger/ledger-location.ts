import type { OwnProcess } from '../model/own-process.ts'
import type { LedgerContents, OpenOptions, ReadOptions } from './file-store/file.ts'
import type { Lock, LockOptions } from './file-store/lock.ts'
import type { Holder } from './file-store/lock-owner.ts'
import type { Ledger } from './ledger.ts'

/** Where a ledger is kept, whatever keeps it, and all that a run can do with it there. */
export interface LedgerLocation {
  /** What messages call it, and what `--ledger` takes. No secret is in it. */
  readonly label: string
  /** Absolute; set where the ledger is a file, which version control may hold. */
  readonly file: string | undefined
  /** What it holds; a missing one is empty. Changes nothing. Throws a `UserError` where it cannot be trusted. */
  read(options?: ReadOptions): Promise<LedgerContents>
  /** Opens it for writing, or begins it; the caller holds its lock. */
  open(options: OpenOptions): Promise<Ledger>
  /** Takes its lock, or throws a `UserError` that names the holder. */
  lock(options: LockOptions): Promise<Lock>
  /** Removes the lock with this id, and gives whose it was. */
  unlock(id: string, own: OwnProcess): Promise<Holder | undefined>
  /**
   * Other ledgers that a run of these folders might have used: those of the folders themselves, of this ledger's own, and
   * of all above them.
   */
  nearby(folders: readonly string[]): readonly NearbyLedger[]
}

export interface NearbyLedger {
  readonly location: LedgerLocation
  /** It is kept in the same folder. */
  readonly isBeside: boolean
}
