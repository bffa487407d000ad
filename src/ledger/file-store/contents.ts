import { UserError } from '../../model/user-error.ts'
import { decode, type NewerLine, newerLine } from '../codec.ts'
import type { LedgerRecord } from '../record.ts'

/** What the bytes of a ledger say. */
export interface Contents {
  readonly records: readonly LedgerRecord[]
  /** Where the last whole line ends; from there on there is room, or a torn line. */
  readonly end: number
  /** The last whole line has no line feed: an editor took it, or the very last byte was not written. */
  readonly unended: boolean
  readonly torn: TornLine | undefined
}

/** A last line that did not get onto the disk whole: what it tells of was never acted upon, or is in doubt. */
export interface TornLine {
  /** Counted from 1. */
  readonly line: number
  /** Ends "the line …". */
  readonly what: string
  readonly bytes: Uint8Array
}

/**
 * Throws where any line of a ledger is of a newer format. It comes before all that can be said of single lines: what is
 * damage by the rules of this program need not be by those of a newer one.
 */
export function refuseNewer(path: string, bytes: Buffer): void {
  if (!bytes.includes('"v"')) return
  for (const [index, text] of bytes.toString('utf8').split('\n').entries()) {
    const found = newerLine(text)
    if (found !== undefined) throw newerLedger(path, index + 1, found)
  }
}

/**
 * Reads the lines of a ledger. Only the last line can be torn by a crash; anything wrong before it throws, with its
 * line number, since nobody can say what it recorded. Blank lines and trailing spaces mean nothing: they are room
 * that was kept free for an outcome. `adoptWith`: how an instance is recorded by hand, as it can be pasted.
 */
export function parseLedger(path: string, bytes: Buffer, adoptWith = ADOPT): Contents {
  const records: LedgerRecord[] = []
  let end = 0
  let unended = false
  /** Bad so far, but perhaps the last one. */
  let suspect: TornLine | undefined
  let line = 0
  const damage = (where: Pick<TornLine, 'line' | 'what'>): UserError => {
    refuseNewer(path, bytes)
    return damaged(path, where, adoptWith)
  }
  for (let start = 0; start < bytes.length; ) {
    line += 1
    const feed = bytes.indexOf(LINE_FEED, start)
    const stop = feed === -1 ? bytes.length : feed
    const text = bytes.toString('utf8', start, stop).trim()
    if (text !== '') {
      if (suspect !== undefined) throw damage(suspect)
      const decoded = decode(text)
      switch (decoded.kind) {
        case 'record':
          records.push(decoded.record)
          unended = feed === -1
          // Spaces behind an unended line are room, and are written over.
          end = unended ? withoutBlanks(bytes, start, stop) : feed + 1
          break
        case 'newer':
          throw newerLedger(path, line, decoded)
        case 'damage':
          if (MARKER.test(text)) {
            refuseNewer(path, bytes)
            throw unmerged(path, line)
          }
          // A line with a right checksum is as it was written: not torn, but wrong.
          if (decoded.intact) throw damage({ line, what: decoded.what })
          suspect = {
            line,
            what: decoded.what,
            bytes: bytes.subarray(start, withoutBlanks(bytes, start, stop)),
          }
      }
    }
    start = stop + 1
  }
  if (records.length === 0) throw suspect === undefined ? empty(path) : unreadable(path, suspect)
  return { records, end, unended, torn: suspect }
}

const LINE_FEED = 10
const BLANKS: readonly (number | undefined)[] = [32, 9, 13]

/** Where a line ends when the spaces at its end are left out. */
function withoutBlanks(bytes: Buffer, start: number, stop: number): number {
  let end = stop
  while (end > start && BLANKS.includes(bytes[end - 1])) end -= 1
  return end
}

/** What git writes into a file that it could not merge. */
const MARKER = /^(<{7}|\|{7}|>{7})( |$)|^={7}$/

/** How an instance is recorded by hand, where nobody says how this command line has it. */
export const ADOPT = 'ppi-apply adopt NAME ID'

const damaged = (
  path: string,
  { line, what }: Pick<TornLine, 'line' | 'what'>,
  adoptWith: string,
): UserError =>
  new UserError(`line ${line} of the ledger ${path} ${what}`, {
    ending: 'ledger',
    hint: `What it recorded is not known and not guessed: it may be an instance that is billed. Restore the file from version control or a backup. If there is no good copy: look up in the console which instances exist, delete line ${line}, and run "${adoptWith}" for each instance that no other line names.`,
  })

const unmerged = (path: string, line: number): UserError =>
  new UserError(`line ${line} of the ledger ${path} is a conflict marker of an unfinished merge`, {
    ending: 'ledger',
    hint: 'Keep the lines of both sides, in any order, and delete only the marker lines (<<<<<<<, =======, >>>>>>>). With "*.ledger.jsonl merge=union" in .gitattributes git does this by itself.',
  })

/** A ledger that only a newer ppi-apply understands. */
export class NewerLedger extends UserError {}

export const newerLedger = (path: string, line: number, { format, type }: NewerLine): NewerLedger =>
  new NewerLedger(
    `the ledger ${path} was written by a newer ppi-apply (line ${line}: v ${format}${type === undefined ? '' : `, type ${JSON.stringify(type.slice(0, 40))}`})`,
    {
      ending: 'ledger',
      hint: 'Update ppi-apply, then run the command again. Leave the ledger as it is: its lines may name instances that are billed.',
    },
  )

const EMPTY_HINT =
  'Restore the file from version control or a backup. Only if this account never had an instance made by ppi-apply: delete the file, and a new one is begun.'

const empty = (path: string): UserError =>
  new UserError(`the ledger ${path} is empty, which a ledger never is`, {
    ending: 'ledger',
    hint: EMPTY_HINT,
  })

const unreadable = (path: string, { line, what }: TornLine): UserError =>
  new UserError(`the ledger ${path} has no whole line: line ${line} ${what}`, {
    ending: 'ledger',
    hint: EMPTY_HINT,
  })
