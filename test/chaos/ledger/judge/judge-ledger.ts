import type { StoredLine } from '../../../../src/ledger/store.ts'
import type { Payment } from '../account.ts'
import type { Entry } from '../worker/journal.ts'
import { checkHolders, checkTurns } from './holders.ts'
import { readLines } from './lines.ts'
import { checkPayments } from './payments.ts'
import { checkTold, toldIn } from './told.ts'

/** All that is left of a run, once every worker is gone. */
export interface Evidence {
  readonly stored: readonly StoredLine[]
  /** Of a shared ledger each line names the one before it, and its locks are lines too. */
  readonly isShared: boolean
  /** The payer's own list, which no ledger knows of. */
  readonly payments: readonly Payment[]
  /** Of all workers, one after the other. */
  readonly journal: readonly Entry[]
}

export interface Verdict {
  readonly takeovers: number
  /** Rounds that ended as another worker had taken the ledger over. */
  readonly fenced: number
  /** How often the store could not be reached, or said no. */
  readonly refused: number
  readonly lines: number
  readonly paid: number
  readonly inDoubt: number
  readonly paidTwice: number
  readonly withoutIntent: number
  readonly gaps: number
  /** Everything that may not be, the figures above that have to be zero included. */
  readonly violations: readonly string[]
}

export function judgeLedger({ stored, isShared, payments, journal }: Evidence): Verdict {
  const { lines, gaps, wrong } = readLines(stored, isShared)
  const told = toldIn(journal)
  const checked = checkPayments(lines, payments)
  const count = (entry: Entry['entry']): number =>
    journal.filter((each) => each.entry === entry).length
  return {
    takeovers: journal.filter((each) => each.entry === 'held' && each.takenOver).length,
    fenced: count('fenced'),
    refused: count('refused'),
    lines: stored.length,
    paid: payments.length,
    inDoubt: checked.inDoubt,
    paidTwice: checked.paidTwice,
    withoutIntent: checked.withoutIntent,
    gaps,
    violations: [
      ...checked.wrong,
      ...wrong,
      ...checkTold(lines, told),
      ...(isShared ? checkHolders : checkTurns)(lines, told),
      ...journal.flatMap(endedBadly),
    ],
  }
}

function endedBadly(entry: Entry): readonly string[] {
  if (entry.entry === 'failed') return [`a worker failed: ${entry.why}`]
  return entry.entry === 'given-up' ? [`a worker gave up: ${entry.why}`] : []
}
