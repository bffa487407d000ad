import type { LockId, Position, Proof, Store, StoredLine, Timing } from '../store.ts'
import { COPY_LINES, type ObjectKeys, objectKeys } from './object-keys.ts'
import { LinesDamaged, readLines, toCopy } from './read-lines.ts'
import type { S3Address } from './s3-address.ts'
import { createS3Client, type S3Client, type S3Options } from './s3-client.ts'
import { type S3Objects, s3Objects } from './s3-objects.ts'
import { refused } from './s3-refusal.ts'

/**
 * Opens a ledger in an S3 store; asks the store nothing yet. Throws a `UserError` where the environment has no
 * credentials, and where Node would print what is sent.
 */
export async function openS3Store(address: S3Address, options: S3Options): Promise<Store> {
  const client = await createS3Client(address, options)
  return new S3Store({
    address,
    client,
    objects: s3Objects(client, options.random ?? Math.random),
    keys: objectKeys(address.prefix),
  })
}

interface Parts {
  readonly address: S3Address
  readonly client: S3Client
  readonly objects: S3Objects
  readonly keys: ObjectKeys
}

/**
 * A ledger in a bucket: an object for each line, put only if there is none of its name. Who closes the ledger after
 * writing copies each thousand lines that were not copied yet into one object, so that the next one reads them at once.
 * Nothing is ever changed or removed but the signs of life.
 */
class S3Store implements Store {
  readonly label: string
  readonly agesFrom = 'its clock'
  readonly #address: S3Address
  readonly #client: S3Client
  readonly #objects: S3Objects
  readonly #keys: ObjectKeys
  /** The lines from the first on that this process has read or put. */
  readonly #known: Uint8Array[] = []
  /** The last position at which it has seen a line. */
  #last = 0
  #copies: ReadonlySet<number> | undefined
  #hasPut = false
  #isClosed = false

  constructor({ address, client, objects, keys }: Parts) {
    this.label = address.label
    this.#address = address
    this.#client = client
    this.#objects = objects
    this.#keys = keys
  }

  async read(from: Position): Promise<readonly StoredLine[]> {
    this.#refuseClosed()
    try {
      const { lines, copies } = await readLines(this.#objects, this.#keys, from)
      if (from + lines.length < this.#last) {
        throw new LinesDamaged(`line ${this.#last} was there, and is not any more`)
      }
      for (const line of lines) this.#learn(line)
      this.#last = Math.max(this.#last, lines.at(-1)?.position ?? 0)
      this.#copies = copies ?? this.#copies
      return lines
    } catch (error) {
      if (!(error instanceof LinesDamaged)) throw error
      throw refused('read', { address: this.#address }, error.message, DAMAGED)
    }
  }

  async put(at: Position, line: Uint8Array, _timing: Timing): Promise<'put' | 'taken'> {
    this.#refuseClosed()
    if (line.includes(LINE_FEED)) throw new Error('a line holds a line feed')
    if (at <= this.#last) return 'taken'
    if (at > this.#last + 1 && (await this.#objects.get(this.#keys.line(at - 1))) === undefined) {
      throw new Error(`there is no line ${at - 1} in ${this.label}`)
    }
    const result = await this.#objects.putIfAbsent(this.#keys.line(at), line)
    this.#last = at
    if (result === 'put') {
      this.#hasPut = true
      if (this.#known.length === at - 1) this.#known.push(line)
    }
    return result
  }

  async beat(lock: LockId): Promise<void> {
    this.#refuseClosed()
    await this.#objects.touch(this.#keys.beat(lock))
  }

  async lastBeat(lock: LockId): Promise<number | undefined> {
    this.#refuseClosed()
    return await this.#objects.ageMs(this.#keys.beat(lock))
  }

  /** Puts the first line once more, with its own bytes: harmless where it is taken. An empty ledger proves nothing. */
  async prove(): Promise<Proof> {
    this.#refuseClosed()
    const key = this.#keys.line(1)
    const first = await this.#objects.get(key)
    if (first === undefined) return { fit: true }
    const result = await this.#objects.putIfAbsent(key, first, { doing: 'prove' })
    if (result === 'taken') return { fit: true }
    return {
      fit: false,
      why: `the bucket ${this.#address.bucket} accepts a second write of the same object: turn its versioning off, or use another store`,
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    // A copy is never needed: the lines are there, and the next one who writes tries again.
    await this.#copy().catch(() => undefined)
    this.#client.close()
  }

  async #copy(): Promise<void> {
    if (!this.#hasPut || this.#copies === undefined) return
    const signal = AbortSignal.timeout(COPY_MS)
    for (let upTo = COPY_LINES; upTo <= this.#known.length; upTo += COPY_LINES) {
      if (this.#copies.has(upTo)) continue
      const lines = this.#known.slice(upTo - COPY_LINES, upTo)
      await this.#objects.putIfAbsent(this.#keys.copy(upTo), toCopy(lines), { signal })
    }
  }

  #learn({ position: at, bytes }: StoredLine): void {
    const known = this.#known[at - 1]
    if (known === undefined) {
      if (this.#known.length === at - 1) this.#known.push(bytes)
    } else if (!Buffer.from(known).equals(bytes)) {
      throw new LinesDamaged(`line ${at} is not what it was before`)
    }
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new Error(`the ledger ${this.label} is closed`)
  }
}

const LINE_FEED = 10

/** For all copies at one end: whoever interrupts a run does not wait for them. */
const COPY_MS = 4_000

const DAMAGED =
  'Nothing was changed. Somebody or a rule of the bucket removed or replaced objects of the ledger: put them back from a backup or from their versions.'
