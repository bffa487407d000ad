import {
  type Position,
  type Proof,
  position,
  type Store,
  type StoredLine,
  type Timing,
} from '../store.ts'
import { type Disk, type DiskFile, readWhole, writeAll } from './disk.ts'
import { overtaken } from './overtaken.ts'

interface Parts {
  readonly path: string
  readonly disk: Disk
  readonly file: DiskFile
  readonly identity: string
  /** Where the last line ends, in bytes: the file holds nothing behind it. */
  readonly end: number
  /** How many lines are in it. */
  readonly count: number
}

/**
 * A ledger in a local file, one line of it for each position; blank lines do not count. Writers are kept apart by the
 * lock file beside it (`acquireLock`), so what else changes the file while it is open is a mistake, and is refused.
 *
 * Behind each line that is written before a call it writes spaces, which are part of the flush: the outcome is written
 * over them, so that it fits even when the disk is full by then. (Not on file systems that never overwrite in place,
 * such as btrfs and ZFS.)
 */
export class FileStore implements Store {
  readonly label: string
  readonly agesFrom = 'its clock'
  readonly #disk: Disk
  readonly #file: DiskFile
  readonly #identity: string
  #count: number
  /** Where the next line goes; spaces may follow up to `#size`. */
  #end: number
  #size: number
  #isSound = true

  constructor({ path, disk, file, identity, end, count }: Parts) {
    this.label = path
    this.#disk = disk
    this.#file = file
    this.#identity = identity
    this.#end = end
    this.#size = end
    this.#count = count
  }

  async read(from: Position): Promise<readonly StoredLine[]> {
    const { lines, end, size } = parse(await this.#bytes())
    // A line without its end would be written over.
    if (end === undefined) this.#refuse()
    this.#count = lines.length
    this.#end = end
    this.#size = size
    return lines.slice(from)
  }

  async put(at: Position, line: Uint8Array, timing: Timing): Promise<'put' | 'taken'> {
    if (at <= this.#count) return 'taken'
    if (at > this.#count + 1) throw new Error(`there is no line ${at - 1} in ${this.label}`)
    if ((await this.#file.facts()).size !== this.#size) {
      return parse(await this.#bytes()).lines.length >= at ? 'taken' : this.#refuse()
    }
    const isBefore = timing === 'before-call'
    const whole = Buffer.concat([line, LINE_FEED])
    const room = isBefore ? ROOM + whole.length : 0
    await this.#write(Buffer.concat([whole, blanks(room)]), !isBefore)
    this.#end += whole.length
    this.#count += 1
    return 'put'
  }

  /** Proves that the disk takes a line, and keeps room for one. */
  makeRoom(): Promise<void> {
    return this.#write(blanks(ROOM), false)
  }

  /** The lock file tells whether its process lives, which is surer than any age. */
  async beat(): Promise<void> {}

  async lastBeat(): Promise<undefined> {}

  async prove(): Promise<Proof> {
    return { fit: true }
  }

  /** Gives back the room that was kept. */
  async close(): Promise<void> {
    // Every line was flushed before, so nothing here can lose one: spaces left at the end only show up in diffs.
    const ignore = (): undefined => undefined
    const facts = await this.#file.facts().catch(ignore)
    if (this.#isSound && facts?.size === this.#size) await this.#file.cut(this.#end).catch(ignore)
    await this.#file.close().catch(ignore)
  }

  /** Of the file that has the name now: an open handle reads only what it has not read before. */
  async #bytes(): Promise<Buffer> {
    return (await readWhole(this.#disk, this.label)) ?? this.#refuse()
  }

  /** `keep`: leave what was written whole although the flush failed; it is true, and better there than not. */
  async #write(bytes: Uint8Array, keep: boolean): Promise<void> {
    if ((await this.#file.facts()).size !== this.#size) this.#refuse()
    let isWhole = false
    try {
      await writeAll(this.#file, bytes, this.#end)
      isWhole = true
      await this.#file.sync()
    } catch (error) {
      this.#isSound = false
      if (!(isWhole && keep)) await this.#undo()
      throw error
    }
    this.#size = Math.max(this.#size, this.#end + bytes.length)
    // Git puts a new file in the place of the old one: lines would go into a file that nobody sees again.
    const at = await this.#disk.look(this.label)
    if (at?.identity !== this.#identity || at.size !== this.#size) this.#refuse()
  }

  #refuse(): never {
    this.#isSound = false
    throw overtaken(this.label)
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

const LINE_FEED = Buffer.from('\n')

const blanks = (count: number): Buffer => Buffer.alloc(count, ' ')

interface Parsed {
  readonly lines: readonly StoredLine[]
  /** Where the last line ends; `undefined` where it has no line feed. */
  readonly end: number | undefined
  readonly size: number
}

function parse(bytes: Buffer): Parsed {
  const end = bytes.lastIndexOf('\n') + 1
  const lines: StoredLine[] = []
  for (let start = 0; start < end; ) {
    const stop = bytes.indexOf('\n', start)
    const line = bytes.subarray(start, stop)
    if (!isBlank(line)) lines.push({ position: position(lines.length + 1), bytes: line })
    start = stop + 1
  }
  return { lines, end: isBlank(bytes.subarray(end)) ? end : undefined, size: bytes.length }
}

const isBlank = (bytes: Buffer): boolean => bytes.toString('latin1').trim() === ''
