import type { OwnProcess } from '../model/own-process.ts'
import type { TornLine } from './file-store/contents.ts'
import type { RescuedFile } from './file-store/emergency-record.ts'
import type { Holder } from './file-store/lock-owner.ts'
import type { Ledger } from './ledger.ts'
import type { Lock, LockOptions } from './ledger-lock.ts'
import type { Opening } from './opening.ts'
import type { LedgerRecord } from './record.ts'
import type { Race } from './shared/race.ts'
import type { Proof } from './store.ts'

/** What a ledger holds when it is only looked at. */
export interface LedgerContents {
  /** Whether it was begun. */
  readonly exists: boolean
  /** Of the ledger, and of the emergency files that the next opening takes in. */
  readonly records: readonly LedgerRecord[]
  /** The next opening sets it aside. A reader may also see one while another process is writing. */
  readonly torn: TornLine | undefined
  readonly rescued: readonly RescuedFile[]
}

export interface ReadOptions {
  /** How an instance is recorded by hand, as it can be pasted; `ppi-apply adopt NAME ID` by default. */
  readonly adoptWith?: string | undefined
  /** Without it no emergency file counts: nobody can tell whose it is. */
  readonly apiKey?: string | undefined
}

export interface OpenOptions extends Opening, Omit<ReadOptions, 'apiKey'> {}

/** Where a ledger is kept, whatever keeps it, and all that a run can do with it there. */
export interface LedgerLocation {
  /** What messages call it. No secret is in it. */
  readonly label: string
  /** What `--ledger` takes, by the same user: the label, with the user where an address names one. No secret is in it. */
  readonly address: string
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
  /** Whether what keeps it is fit for it. Writes to no ledger that a run uses. `progress` hears of each round of a race. */
  check(progress?: (done: number, rounds: number) => void): Promise<StoreCheck>
  setup(): LedgerSetup
  /**
   * Other ledgers that a run of these folders might have used: those of the folders themselves, of this ledger's own, and
   * of all above them; and those elsewhere in the project.
   */
  nearby(folders: readonly string[]): readonly NearbyLedger[]
}

/** Whether a store keeps two runs apart, and how that was seen. `why` ends a sentence. */
export type StoreCheck = Proof & {
  /** What two writers made of the same places; `undefined` where there was none. */
  readonly race: Race | undefined
}

/** What has to be there before a ledger can be begun. */
export interface LedgerSetup {
  /** What a person does or runs, in several lines; or that nothing is needed. */
  readonly text: string
  /** Makes it; `undefined` where there is nothing to make. */
  readonly create: (() => Promise<void>) | undefined
}

export interface NearbyLedger {
  readonly location: LedgerLocation
  /** `beside`: kept in the same folder; `above`: in one of the run, or above; `apart`: elsewhere in the project. */
  readonly where: 'beside' | 'above' | 'apart'
  /** Whether its text holds one of these keys of entries, so that it has to be understood. Never throws. */
  mentions(keys: readonly string[]): boolean
}
