import { createHash, randomBytes } from 'node:crypto'
import { UserError } from '../../model/user-error.ts'
import { type Decoded, decode, encodeLinked } from '../codec.ts'
import { newerLedger } from '../file-store/contents.ts'
import type { LedgerRecord } from '../record.ts'
import { type Position, position, type StoredLine } from '../store.ts'

/** Where a chain ends: the next line goes behind it and is tied to it. */
export interface ChainEnd {
  /** Of the last line; 0 where there is none. */
  readonly last: Position
  /** Of the last line. */
  readonly checksum: string | undefined
}

/** The lines of a shared ledger as far as they were read, each tied to the one before it. */
export interface Chain extends ChainEnd {
  readonly records: readonly LedgerRecord[]
}

export const NO_LINES: Chain = { records: [], last: position(0), checksum: undefined }

/** What the next line says of the one before it: 128 bits of its SHA-256. */
export const checksumOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 32)

/** The line of a record that follows a chain, and where the chain ends with it. No two lines are alike. */
export function linkLine(
  record: LedgerRecord,
  { last, checksum }: ChainEnd,
): { readonly bytes: Uint8Array; readonly end: ChainEnd } {
  const uid = randomBytes(8).toString('hex')
  const bytes = Buffer.from(encodeLinked(record, { uid, prev: checksum }))
  return { bytes, end: { last: position(last + 1), checksum: checksumOf(bytes) } }
}

/**
 * Goes on with the lines behind a chain. Throws a `UserError` for a line that is damaged, that a newer ppi-apply wrote, or
 * that does not follow the one before it: then somebody edited the ledger, or put an older copy of it in its place.
 */
export function extend(chain: Chain, lines: readonly StoredLine[], label: string): Chain {
  const records = [...chain.records]
  let { last, checksum } = chain
  for (const line of lines) {
    if (line.position !== last + 1) throw gap(label, position(last + 1))
    records.push(recordOf(line, checksum, label))
    last = line.position
    checksum = checksumOf(line.bytes)
  }
  return { records, last, checksum }
}

function recordOf(
  { position: at, bytes }: StoredLine,
  before: string | undefined,
  label: string,
): LedgerRecord {
  const decoded: Decoded = decode(Buffer.from(bytes).toString())
  switch (decoded.kind) {
    case 'newer':
      throw newerLedger(label, at, decoded)
    case 'damage':
      throw damaged(label, at, decoded.what)
    case 'record':
      if (decoded.link === undefined) throw damaged(label, at, 'is tied to no line before it')
      if (decoded.link.prev !== before) {
        throw damaged(label, at, 'does not follow the line before it')
      }
      return decoded.record
  }
}

const HINT =
  'Somebody edited it, or put an older copy of it in its place. What it recorded is not guessed: it may be an instance that is billed. Restore the whole ledger from a backup; where there is none, begin a new one under another name, and take in what the account shows: ppi-apply recover.'

const damaged = (label: string, at: Position, what: string): UserError =>
  new UserError(`line ${at} of the ledger ${label} ${what}`, { ending: 'ledger', hint: HINT })

const gap = (label: string, at: Position): UserError =>
  new UserError(`the ledger ${label} has no line ${at}, but lines behind it`, {
    ending: 'ledger',
    hint: HINT,
  })
