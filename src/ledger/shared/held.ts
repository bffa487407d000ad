import type { Holder } from '../file-store/lock-owner.ts'
import type { LedgerRecord, LockedRecord, SenderRecord } from '../record.ts'

/** The lock that nobody gave back and nobody took over; `undefined` where a shared ledger is free. */
export function currentLock(records: readonly LedgerRecord[]): LockedRecord | undefined {
  let current: LockedRecord | undefined
  for (const record of records) {
    if (record.type === 'locked') current = record
    else if (record.type === 'unlocked' && record.lock === current?.lock) current = undefined
  }
  return current
}

/** The run that a lock names, as a lock file would. */
export const holderOf = ({ lock, ...rest }: LockedRecord | SenderRecord): Holder => ({
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
