import { UserError } from '../model/user-error.ts'
import { encode } from './codec.ts'
import type { TornLine } from './contents.ts'
import { type Disk, type DiskFile, writeAll } from './file-store/disk.ts'
import { explain } from './file-store/disk-errors.ts'
import { type RescuedFile, rescue } from './file-store/emergency-record.ts'
import type { LedgerRecord } from './record.ts'

/** A torn last line that was cut off, and the copy that was made of it before. */
export interface TornAway extends TornLine {
  readonly keptAt: string
}

interface Parts {
  readonly path: string
  readonly disk: Disk
  readonly file: DiskFile
  readonly identity: string
  readonly end: number
  readonly records: readonly LedgerRecord[]
  readonly torn: TornAway | undefined
  readonly rescued: readonly RescuedFile[]
}

/**
 * An open ledger, from `openLedger`. Behind each intent it writes blanks, which are part of the flush: the outcome is
 * written over them, so that it fits even when the disk is full by then. (Not on file systems that never overwrite
 * in place, such as btrfs and ZFS.)
 */
export class Ledger {
  readonly path: string
  /** The torn last line that was found at opening. */
  readonly torn: TornAway | undefined
  /** The emergency files that were taken in at opening. */
  readonly rescued: readonly RescuedFile[]
  readonly #disk: Disk
  readonly #file: DiskFile
  readonly #identity: string
  readonly #records: LedgerRecord[]
  #seq: number
  /** Where the next line goes; blanks may follow up to `#size`. */
  #end: number
  #size: number
  #state: 'sound' | 'broken' | 'closed' = 'sound'
  #queue: Promise<unknown> = Promise.resolve()

  constructor({ path, disk, file, identity, end, records, torn, rescued }: Parts) {
    this.path = path
    this.torn = torn
    this.rescued = rescued
    this.#disk = disk
    this.#file = file
    this.#identity = identity
    this.#end = end
    this.#size = end
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
      const line = Buffer.from(`${encode(numbered)}\n`)
      const room = record.type === 'intent' ? ROOM + 2 * Buffer.byteLength(record.key) : 0
      await this.#write(Buffer.concat([line, blanks(room)]), record.type !== 'intent')
      this.#end += line.length
      this.#note(numbered)
    })
  }

  /** Proves that the disk takes a line, and keeps room for one. */
  makeRoom(): Promise<void> {
    return this.#inTurn(() => this.#write(blanks(ROOM), false))
  }

  /** Where an outcome goes that `append` could not write: see `rescue` in rescue.ts. */
  rescue(record: LedgerRecord): Promise<string | undefined> {
    const numbered = this.#numbered(record)
    this.#note(numbered)
    return rescue(this.#disk, this.path, numbered)
  }

  /** Gives back the room that was kept, and closes the file. */
  async close(): Promise<void> {
    await this.#queue
    if (this.#state === 'closed') return
    const wasSound = this.#state === 'sound'
    this.#state = 'closed'
    // Every line was flushed before, so nothing here can lose one: blanks left at the end only show up in diffs.
    const ignore = (): undefined => undefined
    const facts = await this.#file.facts().catch(ignore)
    if (wasSound && facts?.size === this.#size) await this.#file.cut(this.#end).catch(ignore)
    await this.#file.close().catch(ignore)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(async () => {
      if (this.#state === 'closed') throw new Error('the ledger is closed')
      if (this.#state === 'broken') throw broken(this.path)
      try {
        await work()
      } catch (error) {
        this.#state = 'broken'
        throw explain(`write the ledger ${this.path}`, error)
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

  /** `keep`: leave what was written whole although the flush failed; it is true, and better there than not. */
  async #write(bytes: Uint8Array, keep: boolean): Promise<void> {
    if ((await this.#file.facts()).size !== this.#size) throw changed(this.path)
    let isWhole = false
    try {
      await writeAll(this.#file, bytes, this.#end)
      isWhole = true
      await this.#file.sync()
    } catch (error) {
      if (!(isWhole && keep)) await this.#undo()
      throw error
    }
    this.#size = Math.max(this.#size, this.#end + bytes.length)
    // Git puts a new file in the place of the old one: lines would go into a file that nobody sees again.
    const at = await this.#disk.look(this.path)
    if (at?.identity !== this.#identity || at.size !== this.#size) throw changed(this.path)
  }

  async #undo(): Promise<void> {
    try {
      await this.#file.cut(this.#end)
      await this.#file.sync()
    } catch {
      // The next reader finds the line torn, and sets it aside.
    }
  }
}

/** Bytes kept free for outcomes: a reason is cut to some hundred characters, and the key is counted extra. */
const ROOM = 4096

const blanks = (count: number): Buffer => Buffer.alloc(count, ' ')

const changed = (path: string): UserError =>
  new UserError(`something else changed the ledger ${path} while it was being written`, {
    ending: 'ledger',
    hint: 'Do not switch branches, pull, or edit the ledger while ppi-apply runs. Look at the file, then run the command again.',
  })

const broken = (path: string): UserError =>
  new UserError(`the ledger ${path} takes no more lines, since writing it failed before`, {
    ending: 'ledger',
  })
