import { encode } from '../codec.ts'
import type { Log } from '../log.ts'
import type { LedgerRecord } from '../record.ts'
import { type Position, position, type Store, type Timing } from '../store.ts'
import { overtaken } from './overtaken.ts'

/** The end of a ledger file. Its lock outlives every pause of its holder, so that nobody can take it over meanwhile. */
export class FileLog implements Log {
  readonly label: string
  readonly #store: Store
  /** Of the last line that this process has read or written. */
  #last: Position

  constructor(store: Store, last: Position) {
    this.label = store.label
    this.#store = store
    this.#last = last
  }

  async append(record: LedgerRecord, timing: Timing): Promise<void> {
    const next = position(this.#last + 1)
    const put = await this.#store.put(next, Buffer.from(encode(record)), timing)
    if (put === 'taken') throw overtaken(this.label)
    this.#last = next
  }

  async confirm(): Promise<void> {}

  close(): Promise<void> {
    return this.#store.close()
  }
}
