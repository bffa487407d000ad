import { UserError } from '../model/user-error.ts'
import type { TornLine } from './file-store/contents.ts'
import { explain } from './file-store/disk-errors.ts'
import type { RescuedFile } from './file-store/emergency-record.ts'
import type { Log } from './log.ts'
import type { LedgerRecord } from './record.ts'

/** A torn last line that was cut off, and the copy that was made of it before. */
export interface TornAway extends TornLine {
  readonly keptAt: string
}

interface Parts {
  readonly log: Log
  /** What is in it, line by line. */
  readonly records: readonly LedgerRecord[]
  readonly torn: TornAway | undefined
  readonly rescued: readonly RescuedFile[]
  /** Keeps a record that the log would not take; gives where, or `undefined` when no place took it. */
  readonly keepElsewhere: (record: LedgerRecord) => Promise<string | undefined>
}

/** An open ledger, from `openLedger`: what it holds, and the one way to add to it. */
export class Ledger {
  /** The torn last line that was found at opening. */
  readonly torn: TornAway | undefined
  /** The emergency files that were there at opening. */
  readonly rescued: readonly RescuedFile[]
  readonly #log: Log
  readonly #keepElsewhere: Parts['keepElsewhere']
  readonly #records: LedgerRecord[]
  #seq: number
  #state: 'sound' | 'broken' | 'closed' = 'sound'
  #queue: Promise<unknown> = Promise.resolve()

  constructor({ log, records, torn, rescued, keepElsewhere }: Parts) {
    this.torn = torn
    this.rescued = rescued
    this.#log = log
    this.#keepElsewhere = keepElsewhere
    this.#records = [...records]
    this.#seq = records.reduce((highest, { seq = 0 }) => Math.max(highest, seq), 0)
  }

  /** All lines, those of this run included. */
  get records(): readonly LedgerRecord[] {
    return this.#records
  }

  /**
   * Writes one line and resolves once it would survive a power cut. When it throws, the line counts as not written and
   * the ledger takes no more: an intent that failed was never acted upon, an outcome needs `rescue`.
   */
  append(record: LedgerRecord): Promise<void> {
    return this.#inTurn(async () => {
      const numbered = this.#numbered(record)
      await this.#log.append(numbered, isBeforeCall(record) ? 'before-call' : 'after-call')
      this.#note(numbered)
    })
  }

  /**
   * Makes sure that the ledger is still this run's, right before a call that changes something: its line may have been
   * written a while ago. When it throws, the ledger takes no more, and the call may not be sent.
   */
  confirm(): Promise<void> {
    return this.#inTurn(() => this.#log.confirm())
  }

  /** Where an outcome goes that `append` could not write: a place that the next run takes it from. */
  rescue(record: LedgerRecord): Promise<string | undefined> {
    const numbered = this.#numbered(record)
    this.#note(numbered)
    return this.#keepElsewhere(numbered)
  }

  /** Ends the writing, once what was asked for before is written. */
  async close(): Promise<void> {
    await this.#queue
    if (this.#state === 'closed') return
    this.#state = 'closed'
    await this.#log.close()
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(async () => {
      if (this.#state === 'closed') throw new Error('the ledger is closed')
      if (this.#state === 'broken') throw broken(this.#log.label)
      try {
        await work()
      } catch (error) {
        this.#state = 'broken'
        throw explain(`write the ledger ${this.#log.label}`, error)
      }
    })
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  #numbered(record: LedgerRecord): LedgerRecord {
    return { ...record, seq: record.seq ?? this.#seq + 1 }
  }

  #note(record: LedgerRecord): void {
    this.#seq = Math.max(this.#seq, record.seq ?? 0)
    this.#records.push(record)
  }
}

/** What is written so that a call may be sent. */
const isBeforeCall = ({ type }: LedgerRecord): boolean => type === 'intent' || type === 'operation'

const broken = (label: string): UserError =>
  new UserError(`the ledger ${label} takes no more lines, since writing it failed before`, {
    ending: 'ledger',
  })
