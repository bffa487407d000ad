import { unreachable } from '../../model/unreachable.ts'
import type { Holder } from '../file-store/lock-owner.ts'
import type { AttemptId, LedgerRecord, LockedRecord } from '../record.ts'

/** The lock that nobody gave back and nobody took over; `undefined` where a shared ledger is free. */
export function currentLock(records: readonly LedgerRecord[]): LockedRecord | undefined {
  let current: LockedRecord | undefined
  for (const record of records) {
    if (record.type === 'locked') current = record
    else if (record.type === 'unlocked' && record.lock === current?.lock) current = undefined
  }
  return current
}

/**
 * The run that sent an attempt, where it never said that it was done: it may be asleep, and send the call when it
 * wakes. `undefined` where it gave the ledger back, and in a ledger that is not shared.
 */
export function unendedHolderOf(
  attempt: AttemptId,
  records: readonly LedgerRecord[],
): LockedRecord | undefined {
  let current: LockedRecord | undefined
  let sender: LockedRecord | undefined
  for (const record of records) {
    switch (record.type) {
      case 'locked':
        current = record
        break
      case 'unlocked':
        // A person cannot speak for the holder: it may be asleep.
        if (record.by === 'holder' && record.lock === sender?.lock) return undefined
        if (record.lock === current?.lock) current = undefined
        break
      case 'intent':
      case 'operation':
        if (record.attempt === attempt) sender = current
        break
      case 'opened':
      case 'still':
      case 'copied':
      case 'created':
      case 'rejected':
      case 'not-sent':
      case 'unknown':
      case 'adopted':
      case 'forgotten':
      case 'settled':
      case 'protected':
      case 'moved':
        break
      default:
        unreachable(record)
    }
  }
  return sender
}

/** The run that a lock names, as a lock file would. */
export const holderOf = ({
  lock,
  leaseMs: _lease,
  over: _over,
  ...rest
}: LockedRecord): Holder => ({
  id: lock,
  user: shown(rest.user),
  host: shown(rest.host),
  pid: rest.pid,
  command: shown(rest.command),
  time: rest.time,
  machine: rest.machine,
  boot: rest.boot,
  space: rest.space,
  started: rest.started,
})

/** Whoever may write into the ledger chose these words. */
const shown = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 200)
