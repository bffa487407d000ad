import { position, type StoredLine } from '../store.ts'
import { COPY_LINES, type ObjectKeys } from './object-keys.ts'
import { CONNECTIONS } from './s3-client.ts'
import type { S3Objects } from './s3-objects.ts'

/** What of a ledger was read. */
export interface LinesRead {
  /** Every line behind the position asked for, in order. */
  readonly lines: readonly StoredLine[]
  /** The copies that there are, by the position of their last line; `undefined` where nobody looked. */
  readonly copies: ReadonlySet<number> | undefined
}

/** Why a ledger cannot be read: words that follow "…: ". */
export class LinesDamaged extends Error {}

/**
 * Reads every line behind a position. A thousand lines at a time come from a copy where there is one; its last line is
 * compared with the line itself, whose checksum stands for those before it. The list says only where to begin to look
 * for the end: it may lag, and the end is the first line that the store says it does not have. Throws `LinesDamaged` where
 * a line before that is missing.
 */
export async function readLines(
  objects: S3Objects,
  keys: ObjectKeys,
  from: number,
): Promise<LinesRead> {
  const copies = from === 0 ? await listCopies(objects, keys) : undefined
  const copied = [...(copies ?? [])]
  const lines = new Map<number, Uint8Array>()
  await inParallel(copied, async (upTo) => {
    const copy = await readCopy(objects, keys, upTo)
    for (const [index, bytes] of copy.entries()) lines.set(upTo - COPY_LINES + index + 1, bytes)
  })
  const begun = Math.max(from, ...copied)
  const listed = (await objects.list(keys.lines, begun === 0 ? undefined : keys.line(begun)))
    .map((key) => keys.lineAt(key) ?? 0)
    .reduce((highest, at) => Math.max(highest, at), begun)
  const missing = Array.from({ length: listed - from }, (_, index) => from + index + 1)
  await inParallel(
    missing.filter((at) => !lines.has(at)),
    async (at) => {
      const bytes = await objects.get(keys.line(at))
      if (bytes === undefined)
        throw new LinesDamaged(`line ${at} is missing, and line ${listed} is there`)
      lines.set(at, bytes)
    },
  )
  let end = listed
  for (;;) {
    const bytes = await objects.get(keys.line(end + 1))
    if (bytes === undefined) break
    end += 1
    lines.set(end, bytes)
  }
  return {
    lines: Array.from({ length: end - from }, (_, index) => {
      const at = from + index + 1
      return { position: position(at), bytes: lines.get(at) ?? new Uint8Array() }
    }),
    copies,
  }
}

/** The copy of the lines up to a position, whose names say nothing else. */
export const toCopy = (lines: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat(lines.flatMap((line) => [line, LINE_FEED]))

async function listCopies(objects: S3Objects, keys: ObjectKeys): Promise<ReadonlySet<number>> {
  const names = await objects.list(keys.copies)
  return new Set(names.map((name) => keys.copyUpTo(name) ?? 0).filter((upTo) => upTo > 0))
}

async function readCopy(
  objects: S3Objects,
  keys: ObjectKeys,
  upTo: number,
): Promise<readonly Uint8Array[]> {
  const copy = await objects.get(keys.copy(upTo))
  const last = await objects.get(keys.line(upTo))
  const lines = copy === undefined ? [] : split(copy)
  const compared = lines.at(-1)
  if (last === undefined)
    throw new LinesDamaged(`line ${upTo} is missing, and a copy of it is there`)
  if (lines.length !== COPY_LINES || compared === undefined || !last.equals(compared)) {
    throw new LinesDamaged(`${keys.copy(upTo)} is not a copy of the lines up to ${upTo}`)
  }
  return lines
}

const LINE_FEED = Buffer.from('\n')

function split(copy: Buffer): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let start = 0; start < copy.length; ) {
    const stop = copy.indexOf('\n', start)
    if (stop === -1) return []
    lines.push(copy.subarray(start, stop))
    start = stop + 1
  }
  return lines
}

/** Does the same for each item, as many at a time as there are connections. The first failure ends it. */
async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0
  let isOver = false
  const worker = async (): Promise<void> => {
    for (;;) {
      const item = items[next]
      next += 1
      if (item === undefined || isOver) return
      await work(item)
    }
  }
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  } finally {
    isOver = true
  }
}
