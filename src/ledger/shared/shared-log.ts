import type { UserError } from '../../model/user-error.ts'
import type { Log } from '../log.ts'
import type { LedgerRecord } from '../record.ts'
import type { LockId, Store, Timing } from '../store.ts'
import { type ChainEnd, extend, linkLine } from './chain.ts'
import type { Clocks } from './clocks.ts'
import { holderOf } from './held.ts'
import { putSurely } from './put-surely.ts'
import { takenOver } from './refusals.ts'

interface Parts {
  readonly store: Store
  /** Of all that is in the store: this run has read it. */
  readonly end: ChainEnd
  readonly lock: LockId
  readonly clocks: Clocks
  /** How long after its last line this run may still send a call without asking whether the ledger is its own. */
  readonly lateMs: number
}

/**
 * The end of a shared ledger, as its holder writes it. A line goes to the place behind the last one that this run has read
 * or written, and nowhere else: losing that place means that another run has taken the ledger over, and that this one is
 * over.
 */
export class SharedLog implements Log {
  readonly label: string
  readonly lock: LockId
  readonly #store: Store
  readonly #clocks: Clocks
  readonly #lateMs: number
  #end: ChainEnd
  /** When the last line was begun that the store took, by both clocks: the ledger was ours then. */
  #held: { readonly elapsed: number; readonly wall: number }
  #isLost = false

  constructor({ store, end, lock, clocks, lateMs }: Parts) {
    this.label = store.label
    this.lock = lock
    this.#store = store
    this.#end = end
    this.#clocks = clocks
    this.#lateMs = lateMs
    this.#held = this.#now()
  }

  /** Whether this run may still write: no line of it was lost. */
  get isSound(): boolean {
    return !this.#isLost
  }

  async append(record: LedgerRecord, timing: Timing): Promise<void> {
    const { bytes, end } = linkLine(record, this.#end)
    const begun = this.#now()
    try {
      const put = await putSurely(this.#store, { at: end.last, bytes, timing }, this.#clocks)
      if (put === 'taken') throw await this.#takenOver()
    } catch (error) {
      this.#isLost = true
      throw error
    }
    this.#end = end
    this.#held = begun
  }

  async confirm(): Promise<void> {
    const { elapsed, wall } = this.#now()
    // A clock that was set back tells nothing, so that it counts as late.
    const isFresh =
      elapsed - this.#held.elapsed < this.#lateMs &&
      wall >= this.#held.wall &&
      wall - this.#held.wall < this.#lateMs
    if (isFresh) return
    const time = new Date(wall).toISOString()
    await this.append({ type: 'still', time, lock: this.lock }, 'before-call')
  }

  async close(): Promise<void> {}

  #now(): { readonly elapsed: number; readonly wall: number } {
    return { elapsed: this.#clocks.elapsed(), wall: this.#clocks.wall() }
  }

  async #takenOver(): Promise<UserError> {
    const lines = await this.#store.read(this.#end.last).catch(() => [])
    const { records } = extend({ records: [], ...this.#end }, lines, this.label)
    const by = records.find((record) => record.type === 'locked')
    return takenOver(this.label, by && holderOf(by))
  }
}
