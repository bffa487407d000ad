import { decode, type Link } from '../../../../src/ledger/codec.ts'
import type { LedgerRecord } from '../../../../src/ledger/record.ts'
import type { StoredLine } from '../../../../src/ledger/store.ts'
import { prevOf } from './link.ts'

/** A line that is whole. */
export interface Line {
  readonly at: number
  readonly record: LedgerRecord
}

/** The lines of a ledger, and what is wrong with them whoever wrote them. */
export interface ReadLines {
  readonly lines: readonly Line[]
  /** Positions without a line before the last one. */
  readonly gaps: number
  readonly wrong: readonly string[]
}

/** Reads what a store holds. `isLinked`: each line has to say what the one before it is. */
export function readLines(stored: readonly StoredLine[], isLinked: boolean): ReadLines {
  const lines: Line[] = []
  const wrong: string[] = []
  let gaps = 0
  let last = 0
  let before: Uint8Array | undefined
  for (const { position: at, bytes } of stored) {
    if (at <= last) wrong.push(`line ${at} comes behind line ${last}`)
    gaps += Math.max(0, at - last - 1)
    const decoded = decode(Buffer.from(bytes).toString())
    if (decoded.kind === 'record') {
      lines.push({ at, record: decoded.record })
      if (isLinked && !follows(decoded.link, before)) {
        wrong.push(`line ${at} (${decoded.record.type}) does not follow the line before it`)
      }
    } else wrong.push(`line ${at} is ${decoded.kind === 'damage' ? 'damaged' : 'newer'}`)
    last = at
    before = bytes
  }
  if (gaps > 0) wrong.push(`${gaps} positions have no line`)
  return { lines, gaps, wrong }
}

const follows = (link: Link | undefined, before: Uint8Array | undefined): boolean =>
  link !== undefined && link.prev === prevOf(before)
