import { unreachable } from '../../model/unreachable.ts'
import type { AttemptId, LedgerRecord, LockedRecord, SenderRecord } from '../record.ts'
import type { LockId } from '../store.ts'

/** A run that never said that it was done: by the ledger that it held, or by a copy of that one. */
export type Sender = LockedRecord | SenderRecord

/**
 * The runs that sent attempts and never said that they were done: each may be asleep, and send its call when it wakes.
 * Attempts of a run that gave the ledger back are not there, nor those of a ledger file, whose lock outlives every pause.
 */
export function unendedSenders(records: readonly LedgerRecord[]): ReadonlyMap<AttemptId, Sender> {
  const senders = new Map<AttemptId, Sender>()
  const ended = new Set<LockId>()
  let current: LockedRecord | undefined
  // Who copies lines did not send what they tell of.
  let isCopying = false
  for (const record of records) {
    switch (record.type) {
      case 'locked':
        current = record
        break
      case 'unlocked':
        // A person cannot speak for the holder: it may be asleep.
        if (record.by === 'holder') ended.add(record.lock)
        if (record.lock === current?.lock) current = undefined
        break
      case 'copied':
        isCopying = record.way === 'begun'
        break
      case 'sender':
        for (const attempt of record.attempts) senders.set(attempt, record)
        break
      case 'intent':
      case 'operation':
        if (current !== undefined && !isCopying) senders.set(record.attempt, current)
        break
      case 'opened':
      case 'still':
      case 'created':
      case 'rejected':
      case 'not-sent':
      case 'unknown':
      case 'adopted':
      case 'forgotten':
      case 'settled':
      case 'protected':
      case 'moved':
      case 'applied':
        break
      default:
        unreachable(record)
    }
  }
  return new Map([...senders].filter(([, { lock }]) => !ended.has(lock)))
}

/**
 * What a copy of a ledger has to say of these senders, one line for each: the locks of that ledger are not in it. `label`:
 * what messages call the ledger that is copied.
 */
export function senderRecords(
  senders: Iterable<readonly [AttemptId, Sender]>,
  label: string,
): readonly SenderRecord[] {
  const records = new Map<LockId, SenderRecord>()
  for (const [attempt, sender] of senders) {
    const attempts = [...(records.get(sender.lock)?.attempts ?? []), attempt]
    records.set(sender.lock, { ...senderRecord(sender, label), attempts })
  }
  return [...records.values()]
}

function senderRecord(sender: Sender, label: string): Omit<SenderRecord, 'attempts'> {
  const { time, lock, user, host, pid, command, machine, boot, space, started } = sender
  const ledger = sender.type === 'sender' ? sender.ledger : label
  const holder = { lock, user, host, pid, command, machine, boot, space, started }
  return { type: 'sender', time, ...holder, ledger }
}
