import type { OwnProcess } from '../../model/own-process.ts'
import { DISK } from '../file-store/disk.ts'
import { missingFrom, readRescued, removeTaken, rescue } from '../file-store/emergency-record.ts'
import { nearbyLedgers } from '../file-store/file-location.ts'
import type { Holder } from '../file-store/lock-owner.ts'
import { Ledger } from '../ledger.ts'
import type {
  LedgerContents,
  LedgerLocation,
  LedgerSetup,
  OpenOptions,
  ReadOptions,
  StoreCheck,
} from '../ledger-location.ts'
import type { Lock, LockOptions } from '../ledger-lock.ts'
import { missingOpened } from '../opening.ts'
import type { LedgerRecord } from '../record.ts'
import { position, type Store } from '../store.ts'
import { extend, NO_LINES } from './chain.ts'
import { checkStore, withStore } from './check-store.ts'
import { CLOCKS, type Clocks } from './clocks.ts'
import { endsAttempt, onlyOutcomes } from './outcomes.ts'
import { LEASE, type Lease, type Session, takeLedger } from './session.ts'
import { unlockShared } from './unlock-shared.ts'

export interface SharedLedgerOptions {
  /** What messages call it. No secret is in it. */
  readonly label: string
  /** What `--ledger` takes; the label by default. No secret is in it. */
  readonly address?: string
  /** Opens the store of the ledger. Throws a `UserError` where it cannot. */
  readonly connect: () => Promise<Store>
  /** Opens a ledger beside it that no run uses, and how often two writers race there: for `ledger check`. */
  readonly connectScratch: () => Promise<Store>
  readonly raceRounds: number
  readonly setup: LedgerSetup
  /** Beside which path on this disk an outcome is kept that the store would not take; absolute. */
  readonly emergencyPath: string
  readonly lease?: Lease
  readonly clocks?: Clocks
}

/** What opens the store of a shared ledger. Its client is loaded when it is opened. */
export type SharedParts = Omit<SharedLedgerOptions, 'emergencyPath'>

/** A ledger in a store that several machines use. */
export class SharedLedger implements LedgerLocation {
  readonly label: string
  readonly address: string
  readonly file = undefined
  readonly #options: SharedLedgerOptions
  /** While this run holds the ledger. */
  #session: Session | undefined

  constructor(options: SharedLedgerOptions) {
    this.label = options.label
    this.address = options.address ?? options.label
    this.#options = options
  }

  async read(options: ReadOptions = {}): Promise<LedgerContents> {
    const records = this.#session?.records ?? (await this.#readAll())
    const rescued = await this.#rescued(records, options)
    return {
      exists: records.some(({ type }) => type === 'opened'),
      records: [...records, ...missingFrom(records, rescued)],
      torn: undefined,
      rescued,
    }
  }

  async lock(options: LockOptions): Promise<Lock> {
    const { connect, lease = LEASE, clocks = CLOCKS } = this.#options
    const session = await takeLedger(await connect(), options, { lease, clocks })
    this.#session = session
    return {
      holder: session.holder,
      takenOver: session.takenOver,
      release: async () => {
        this.#session = undefined
        await session.end()
      },
    }
  }

  async open(options: OpenOptions): Promise<Ledger> {
    const session = this.#session
    if (session === undefined) throw new Error(`the ledger ${this.label} is not locked`)
    const { records, log } = session
    const opened = missingOpened(this.label, records, options)
    const { emergencyPath } = this.#options
    const rescued = await this.#rescued(records, options)
    const ledger: Ledger = new Ledger({
      log,
      records,
      torn: undefined,
      rescued,
      keepElsewhere: async (record) =>
        endsAttempt(record, ledger.records)
          ? rescue(DISK, emergencyPath, record, options.apiKey)
          : undefined,
    })
    if (opened !== undefined) await ledger.append(opened)
    for (const record of missingFrom(records, rescued)) await ledger.append(record)
    await removeTaken(DISK, rescued)
    return ledger
  }

  unlock(id: string, own: OwnProcess): Promise<Holder | undefined> {
    return withStore(this.#options.connect, (store) => unlockShared(store, id, own))
  }

  check(progress?: (done: number, rounds: number) => void): Promise<StoreCheck> {
    const { raceRounds: rounds } = this.#options
    const { connect, connectScratch } = this.#options
    return checkStore({
      connect,
      connectScratch,
      rounds,
      progress: (done) => progress?.(done, rounds),
    })
  }

  setup(): LedgerSetup {
    return this.#options.setup
  }

  nearby(folders: readonly string[]) {
    return nearbyLedgers(undefined, folders)
  }

  async #rescued(records: readonly LedgerRecord[], options: ReadOptions) {
    const { emergencyPath } = this.#options
    const files = await readRescued(DISK, emergencyPath, { ...options, isElsewhere: true })
    return onlyOutcomes(files, records)
  }

  #readAll(): Promise<readonly LedgerRecord[]> {
    return withStore(
      this.#options.connect,
      async (store) => extend(NO_LINES, await store.read(position(0)), this.label).records,
    )
  }
}
