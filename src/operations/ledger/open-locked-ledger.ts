import type { Remote } from '../../api/remote.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { LedgerBusy, type Lock, type Waiting } from '../../ledger/ledger-lock.ts'
import type { LedgerNews } from '../../ledger/ledger-news.ts'
import type { OwnProcess } from '../../model/own-process.ts'
import { UserError } from '../../model/user-error.ts'
import { type RefreshOptions, refresh } from '../account/refresh.ts'
import { refuseAborted } from '../cancellation.ts'
import type { Target } from '../target.ts'
import { requireOwnLedger, requireTakenKey } from './check-ledger-identity.ts'
import { newsOf } from './rescued-news.ts'

export interface OpenLedgerOptions extends RefreshOptions {
  readonly target: Target
  /** What the lock says that its holder is doing. */
  readonly command: string
  /** What an error before the work begins says was not done. */
  readonly nothingDone: 'sent' | 'changed'
  /** The process of this run, for the lock. */
  readonly own: OwnProcess
  /** Of this ppi-apply, for the `opened` record. */
  readonly version: string
  /** A person says that a key which is new to the ledger is one of the same account. */
  readonly acceptAccount: boolean
  readonly byHand?: ByHand
  /**
   * How long to wait for a ledger that another run holds, in milliseconds; where it is not given, only to learn whether a run
   * that seems to be gone is so.
   */
  readonly lockTimeoutMs?: number | undefined
  readonly report: (news: LedgerNews) => void
  readonly signal?: AbortSignal
}

/** How a person fixes a ledger, as commands that can be pasted. */
export interface ByHand {
  /** With `NAME` and `ID` in their places. */
  readonly adopt: string
  readonly unlock: (lockId: string) => string
}

/** A ledger that is open for writing. */
interface Opened {
  readonly ledger: Ledger
  /** The account, where it was listed for this: always before a ledger is begun. */
  readonly remote: Remote | undefined
}

/** Runs something with the ledger open for writing and locked, and gives both back whatever happens. */
export async function withLedger<Result>(
  options: OpenLedgerOptions,
  work: (ledger: Ledger, remote: Remote | undefined) => Promise<Result>,
): Promise<Result> {
  const { lock, ledger, remote } = await open(options)
  try {
    try {
      return await work(ledger, remote)
    } finally {
      await ledger.close()
    }
  } finally {
    await giveBack(lock, options)
  }
}

/** Whatever goes wrong up to here went wrong before anything was sent or changed, and the words say so. */
async function open(options: OpenLedgerOptions): Promise<Opened & { readonly lock: Lock }> {
  const { target, command, byHand, report } = options
  try {
    const lock = await target.ledger.lock({
      own: options.own,
      command,
      ...(byHand === undefined ? {} : { unlockWith: byHand.unlock }),
      waiting: waitingOf(options),
    })
    try {
      if (lock.takenOver !== undefined) report({ kind: 'lock-taken-over', from: lock.takenOver })
      return { lock, ...(await openWhole(options)) }
    } catch (error) {
      await giveBack(lock, options)
      throw error
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    if (error instanceof LedgerBusy) refuseAborted(options.signal)
    throw error.withNothingDone(options.nothingDone)
  }
}

/** How a run waits for a ledger, and tells that it does. */
export const waitingOf = ({
  lockTimeoutMs = 0,
  signal,
  report,
}: Pick<OpenLedgerOptions, 'lockTimeoutMs' | 'signal' | 'report'>): Waiting => ({
  limitMs: lockTimeoutMs,
  signal,
  begun: (why) => report({ kind: 'lock-awaited', why }),
})

/** A lock that stays must not hide how the run ended; its process is gone soon, and then it is taken over. */
async function giveBack(lock: Lock, { report }: OpenLedgerOptions): Promise<void> {
  try {
    await lock.release()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    report({ kind: 'lock-left', why: error.message })
  }
}

async function openWhole(options: OpenLedgerOptions): Promise<Opened> {
  const { target, version, acceptAccount, byHand, report, signal } = options
  const { ledger: location, apiKey } = target
  const adoptWith = byHand?.adopt
  const read = await location.read({ adoptWith, apiKey: apiKey?.reveal() })
  const { records } = read
  let listing: Promise<Remote> | undefined
  const list = () => {
    listing ??= refresh(target.client, options, { records, signal })
    return listing
  }
  const isNewKey = await requireOwnLedger(target, { records, acceptAccount, list }, report)
  const remote = read.exists ? undefined : await requireTakenKey(list)
  const ledger = await location.open({
    service: target.name,
    apiKey: apiKey?.reveal(),
    version,
    acceptKey: isNewKey,
    adoptWith,
  })
  if (ledger.torn !== undefined) {
    const { line, keptAt } = ledger.torn
    report({ kind: 'torn', line, keptAt })
  }
  for (const file of ledger.rescued) report(newsOf(file))
  return { ledger, remote }
}
