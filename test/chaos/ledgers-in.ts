import { readdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from '../../src/ledger/codec.ts'
import { readLedger } from '../../src/ledger/file-store/file.ts'
import type { LedgerRecord, OperationRecord } from '../../src/ledger/record.ts'
import { SECRETS } from './secrets.ts'

/** The paths of all ledgers below a folder: by two names of a service there may be two. */
export const ledgersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ledger.jsonl'))
    .map((path) => join(folder, path))

/** What all of them say together. */
export async function recordsIn(folder: string): Promise<readonly LedgerRecord[]> {
  const ledgers = await Promise.all(ledgersIn(folder).map((path) => readLedger(path, SECRETS)))
  return eachOnce(ledgers.flatMap(({ records }) => records))
}

/** A ledger that moved is there twice. */
export const eachOnce = (records: readonly LedgerRecord[]): readonly LedgerRecord[] => [
  ...new Map(records.map((record) => [encode(record), record])).values(),
]

/** Lines whose loss leaves an attempt open, and nothing worse: a power cut may take them before they are flushed. */
const MAY_BE_LOST = /"type":"(created|rejected|not-sent|unknown|settled)"/

/** Cuts the last line of the ledger somewhere. */
export function tearLedger(folder: string, share: number): void {
  const [path] = ledgersIn(folder)
  if (path === undefined) return
  const bytes = readFileSync(path)
  const text = bytes.toString('latin1').trimEnd()
  const start = text.lastIndexOf('\n') + 1
  if (!MAY_BE_LOST.test(text.slice(start))) return
  truncateSync(path, start + Math.floor(share * (text.length - start)))
}

/** The operations that no line ends, by the lines alone: what the program makes of them is its own business. */
export function openOperations(records: readonly LedgerRecord[]): readonly OperationRecord[] {
  const ended = new Set(
    records.flatMap((record) => {
      if (record.type === 'settled') return record.result === 'unknown' ? [] : [record.attempt]
      return record.type === 'forgotten' ? record.attempts : []
    }),
  )
  // Who records an instance goes on from what is there, whatever was sent about it before.
  const isAdoptedSince = (id: string, at: number) =>
    records.slice(at).some((each) => each.type === 'adopted' && each.id === id)
  return records.filter(
    (record, at): record is OperationRecord =>
      record.type === 'operation' && !ended.has(record.attempt) && !isAdoptedSince(record.id, at),
  )
}
