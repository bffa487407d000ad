import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { LedgerRecord } from '../../../../src/ledger/record.ts'

/** What a worker says of itself, for the judge. Each line is in the file before what it announces is done. */
export type Entry =
  | { readonly entry: 'round'; readonly round: number }
  | { readonly entry: 'held'; readonly lock: string; readonly takenOver: boolean }
  /** It asks the ledger to take a record; `told`: the ledger said that it has it. */
  | { readonly entry: 'asked' | 'told' | 'rescued'; readonly lock: string; readonly record: string }
  /** The ledger is another run's by now. */
  | { readonly entry: 'fenced' }
  | { readonly entry: 'refused'; readonly why: string }
  /** It was refused so often that it has no ledger any more. */
  | { readonly entry: 'given-up'; readonly why: string }
  /** Something that is no refusal, so that the program has a fault. */
  | { readonly entry: 'failed'; readonly why: string }
  | { readonly entry: 'done' }

/** What tells a record from all others that workers write. */
export const nameOf = (record: LedgerRecord): string =>
  `${record.type} ${'attempt' in record ? record.attempt : ''} ${record.time}`

/** Writes the journal of one worker. One that dies leaves what it wrote. */
export const journalIn =
  (path: string) =>
  (entry: Entry): void =>
    appendFileSync(path, `${JSON.stringify(entry)}\n`)

export const readJournal = (path: string): readonly Entry[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Entry)
    : []
