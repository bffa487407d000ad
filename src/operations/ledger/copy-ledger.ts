import { encode } from '../../ledger/codec.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { ledgerIdOf } from '../../ledger/ledger-id.ts'
import type { LedgerLocation } from '../../ledger/ledger-location.ts'
import type { Opening } from '../../ledger/opening.ts'
import {
  type CopiedRecord,
  isKeeping,
  type LedgerRecord,
  type SenderRecord,
} from '../../ledger/record.ts'
import { senderRecords, unendedSenders } from '../../ledger/shared/senders.ts'
import { isSameLedger, type Trusts, whereabouts } from '../../ledger/whereabouts.ts'
import { UserError } from '../../model/user-error.ts'
import { refuseUnfit } from './fit-for-copy.ts'
import { type OpenLedgerOptions, waitingOf } from './open-locked-ledger.ts'

export interface CopyOptions
  extends Opening,
    Pick<OpenLedgerOptions, 'own' | 'lockTimeoutMs' | 'report'> {
  /** Which addresses of ledgers the person trusts, so that messages may advise them; without it, none. */
  readonly trusts?: Trusts
}

/** What a copy did. */
export interface LedgerCopied {
  /** Records that the target lacked. */
  readonly added: number
  /** All that it holds now, without those about the ledger itself. */
  readonly records: number
}

/**
 * Moves a ledger: copies what `from` holds to `to`, and closes `from`, so that no run goes on there. `to` has to be empty, or
 * hold the beginning of `from`, so that a ledger can move back, and a copy that broke off can be ended. Throws a
 * `UserError` for whatever forbids it, before anything is changed. Wherever it breaks off, runs go on in one of the two at
 * most: in `to` not before it is ended, and in `from` until `to` has all of it.
 */
export async function copyLedger(
  from: LedgerLocation,
  to: LedgerLocation,
  options: CopyOptions,
): Promise<LedgerCopied> {
  if (isSameLedger(from.address, to.address)) {
    throw new UserError('a ledger cannot be copied to itself', { ending: 'usage' })
  }
  const refuseWhateverForbidsIt = async () => {
    const contents = { source: await from.read(), target: await to.read() }
    refuseUnfit(from, to, { ...contents, trusts: options.trusts })
  }
  // A lock is a line already, in a ledger that machines share.
  await refuseWhateverForbidsIt()
  return whileLocked(from, options, () =>
    whileLocked(to, options, async () => {
      await refuseWhateverForbidsIt()
      const old = await from.open(options)
      try {
        const copy = await to.open(options)
        try {
          return await move(old, copy, { from, to })
        } finally {
          await copy.close()
        }
      } finally {
        await old.close()
      }
    }),
  )
}

async function whileLocked<Result>(
  location: LedgerLocation,
  options: CopyOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await location.lock({
    own: options.own,
    command: 'ledger copy',
    waiting: waitingOf(options),
  })
  try {
    if (lock.takenOver !== undefined) {
      options.report({ kind: 'lock-taken-over', from: lock.takenOver })
    }
    return await work()
  } finally {
    await lock.release()
  }
}

/** The copy is marked as begun until it is ended, and the source is closed only once all of it is there. */
async function move(
  old: Ledger,
  copy: Ledger,
  { from, to }: { readonly from: LedgerLocation; readonly to: LedgerLocation },
): Promise<LedgerCopied> {
  await copy.append(copied('begun', from.address))
  for (const sender of missingSenders(old.records, copy.records, from.label)) {
    await copy.append(sender)
  }
  const known = new Set(copy.records.map(encode))
  const missing = old.records.filter((record) => isToCopy(record) && !known.has(encode(record)))
  for (const record of missing) await copy.append(record)
  await keepLedgerId(old.records, copy)
  if (whereabouts(old.records).kind === 'here') await old.append(copied('to', to.address))
  await copy.append(copied('from', from.address))
  const records = copy.records.filter((record) => !isKeeping(record)).length
  return { added: missing.filter((record) => !isKeeping(record)).length, records }
}

/** Markers in the account know a ledger by its id, which else follows from the first line of the copy. */
async function keepLedgerId(source: readonly LedgerRecord[], copy: Ledger): Promise<void> {
  const ledgerId = ledgerIdOf(source)
  const opened = copy.records.find((record) => record.type === 'opened')
  if (opened === undefined || ledgerId === ledgerIdOf(copy.records)) return
  const { seq: _seq, ...first } = opened
  await copy.append({ ...first, time: new Date().toISOString(), ledgerId })
}

const copied = (way: CopiedRecord['way'], ledger: string): CopiedRecord => ({
  type: 'copied',
  time: new Date().toISOString(),
  way,
  ledger,
})

/** Which attempts may still be sent, as far as the target does not tell it: that goes by the locks of the source. */
function missingSenders(
  source: readonly LedgerRecord[],
  target: readonly LedgerRecord[],
  label: string,
): readonly SenderRecord[] {
  const told = unendedSenders(target)
  const untold = [...unendedSenders(source)].filter(([attempt]) => !told.has(attempt))
  return senderRecords(untold, label)
}

/** Locks are of the ledger they are in; whose the ledger is, and what it tells, go along. */
const isToCopy = (record: LedgerRecord): boolean => record.type === 'opened' || !isKeeping(record)
