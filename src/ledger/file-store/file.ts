import { dirname } from 'node:path'
import { encode } from '../codec.ts'
import { Ledger, type TornAway } from '../ledger.ts'
import type { LedgerContents, OpenOptions, ReadOptions } from '../ledger-location.ts'
import { missingOpened, openedRecord } from '../opening.ts'
import type { OpenedRecord } from '../record.ts'
import { position } from '../store.ts'
import { type Contents, parseLedger, type TornLine } from './contents.ts'
import {
  createInPlace,
  DISK,
  type Disk,
  type DiskFile,
  prepareFolder,
  publish,
  readWhole,
  refuseOdd,
  writeAll,
} from './disk.ts'
import { inWords } from './disk-errors.ts'
import { missingFrom, readRescued, removeTaken, rescue } from './emergency-record.ts'
import { FileLog } from './file-log.ts'
import { FileStore } from './file-store.ts'

/** What a ledger file holds when it is only looked at. */
export interface FileContents extends LedgerContents {
  /** The file itself, for an `openLedger` right after; `undefined` when there is none. */
  readonly file: ReadFile | undefined
}

/** A ledger file, and what its bytes say. */
interface ReadFile {
  readonly bytes: Buffer
  readonly contents: Contents
}

/** Where a file is kept that is not on the disk of the run. */
interface OnDisk {
  readonly disk?: Disk
}

interface OpenFileOptions extends OpenOptions, OnDisk {
  /** What `readLedger` gave just now: while the file holds the same bytes, it need not be understood once more. */
  readonly read?: FileContents | undefined
}

/**
 * Reads a ledger and changes nothing at all; a missing one is empty. Throws a `UserError` where the file cannot be
 * trusted. Whose it is stays the caller's question (`refuseForeign`).
 */
export async function readLedger(
  path: string,
  options: ReadOptions & OnDisk = {},
): Promise<FileContents> {
  const { adoptWith, disk = DISK } = options
  return await inWords(`read the ledger ${path}`, async () => {
    const bytes = await readWhole(disk, path)
    const file =
      bytes === undefined ? undefined : { bytes, contents: parseLedger(path, bytes, adoptWith) }
    const rescued = await readRescued(disk, path, options)
    const records = file?.contents.records ?? []
    return {
      exists: file !== undefined,
      file,
      records: [...records, ...missingFrom(records, rescued)],
      torn: file?.contents.torn,
      rescued,
    }
  })
}

/**
 * Opens a ledger for writing, or begins it; the caller holds its lock. When this resolves, the file was found whole
 * and this account's, and an outcome has room on the disk. When it throws, nothing was paid for yet.
 */
export async function openLedger(path: string, options: OpenFileOptions): Promise<Ledger> {
  const { disk = DISK, now = () => new Date() } = options
  return await inWords(`write the ledger ${path}`, async () => {
    await prepareFolder(disk, dirname(path))
    const facts = await disk.look(path)
    if (facts === undefined) await begin(disk, path, openedRecord(options))
    else refuseOdd(facts)
    const file = await disk.open(path, 'edit')
    try {
      return await prepare({ path, disk, file, now, options })
    } catch (error) {
      await file.close()
      throw error
    }
  })
}

/** A ledger is never seen without its first line, so an empty file is always a loss. */
async function begin(disk: Disk, path: string, first: OpenedRecord): Promise<void> {
  await publish(disk, path, Buffer.from(`${encode({ ...first, seq: 1 })}\n`))
  await disk.syncFolder(dirname(path))
}

interface Opening {
  readonly path: string
  readonly disk: Disk
  readonly file: DiskFile
  readonly now: () => Date
  readonly options: OpenFileOptions
}

/** First everything that can refuse, then everything that changes the file. */
async function prepare({ path, disk, file, now, options }: Opening): Promise<Ledger> {
  const bytes = await file.read()
  const before = options.read?.file
  const contents = before?.bytes.equals(bytes)
    ? before.contents
    : parseLedger(path, bytes, options.adoptWith)
  const rescued = await readRescued(disk, path, options)
  const opened = missingOpened(path, contents.records, options)

  const torn = contents.torn && (await setAside(disk, path, contents.torn, now()))
  const end = await cutToEnd(file, contents)
  const { identity } = await file.facts()
  const { records } = contents
  const store = new FileStore({ path, disk, file, identity, end, count: records.length })
  const ledger = new Ledger({
    log: new FileLog(store, position(records.length)),
    records,
    torn,
    rescued,
    keepElsewhere: (record) => rescue(disk, path, record, options.apiKey),
  })
  for (const record of missingFrom(contents.records, rescued)) await ledger.append(record)
  await removeTaken(disk, rescued)
  if (opened !== undefined) await ledger.append(opened)
  await store.makeRoom()
  return ledger
}

/** Copies a torn line to a file of its own, flushed, so that it may be cut off. */
async function setAside(disk: Disk, path: string, torn: TornLine, now: Date): Promise<TornAway> {
  // Windows allows no colon in a file name.
  const stem = `${path}.torn-${now.toISOString().replaceAll(':', '-')}`
  let keptAt = stem
  for (let n = 2; !(await createInPlace(disk, keptAt, torn.bytes)); n += 1) keptAt = `${stem}-${n}`
  await disk.syncFolder(dirname(path))
  return { ...torn, keptAt }
}

/** Leaves whole lines alone in the file, and gives where they end. */
async function cutToEnd(file: DiskFile, { end, unended }: Contents): Promise<number> {
  const { size } = await file.facts()
  if (size > end) await file.cut(end)
  if (unended) await writeAll(file, Buffer.from('\n'), end)
  if (size > end || unended) await file.sync()
  return unended ? end + 1 : end
}
