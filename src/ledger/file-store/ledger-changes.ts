import { decode } from '../codec.ts'
import type { LedgerRecord } from '../record.ts'

/** Which records one string of a ledger has and the other has not. A line that cannot be read counts as one of no kind. */
export interface LedgerChanges {
  readonly added: readonly (LedgerRecord | undefined)[]
  readonly removed: readonly (LedgerRecord | undefined)[]
}

/** What is different in a ledger, record by record, whatever their order. */
export function ledgerChanges(before: string, now: string): LedgerChanges {
  return { added: without(now, before), removed: without(before, now) }
}

function without(text: string, other: string): LedgerChanges['added'] {
  const known = new Set(linesOf(other))
  return linesOf(text)
    .filter((line) => !known.has(line))
    .map((line) => {
      const decoded = decode(line)
      return decoded.kind === 'record' ? decoded.record : undefined
    })
}

const linesOf = (text: string): readonly string[] =>
  text.split(/\r?\n/).filter((line) => line.trim() !== '')
