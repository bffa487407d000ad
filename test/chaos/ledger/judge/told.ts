import { type Entry, nameOf } from '../worker/journal.ts'
import type { Line } from './lines.ts'

/** What workers asked the ledger to take, by the name of the record. */
export interface Told {
  /** The locks under which it was asked. */
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>
  readonly told: ReadonlySet<string>
  /** Kept on the disk of a machine, so that any later run there may bring it. */
  readonly rescued: ReadonlySet<string>
}

export function toldIn(journal: readonly Entry[]): Told {
  const asked = new Map<string, Set<string>>()
  const [told, rescued] = [new Set<string>(), new Set<string>()]
  for (const entry of journal) {
    switch (entry.entry) {
      case 'asked':
        asked.set(entry.record, (asked.get(entry.record) ?? new Set()).add(entry.lock))
        break
      case 'told':
        told.add(entry.record)
        break
      case 'rescued':
        rescued.add(entry.record)
        break
      default:
        break
    }
  }
  return { asked, told, rescued }
}

/** What a worker was told that is not so, and what is in the ledger though nobody asked for it. */
export function checkTold(lines: readonly Line[], { asked, told }: Told): readonly string[] {
  const stored = new Map<string, number>()
  for (const { record } of lines) {
    stored.set(nameOf(record), (stored.get(nameOf(record)) ?? 0) + 1)
  }
  const wrong: string[] = []
  for (const name of told) {
    if (!stored.has(name)) wrong.push(`"${name}" was told to be in the ledger, and is not there`)
  }
  for (const [name, locks] of asked) {
    const times = stored.get(name) ?? 0
    if (times > locks.size) wrong.push(`"${name}" is in the ledger ${times} times`)
  }
  for (const { at, record } of lines) {
    if (isByWorker(record.type) && !asked.has(nameOf(record))) {
      wrong.push(`nobody asked for line ${at}, "${nameOf(record)}"`)
    }
  }
  return wrong
}

/** Whether a worker writes such a line itself; the others the ledger writes for it. */
export const isByWorker = (type: Line['record']['type']): boolean =>
  type === 'intent' || type === 'created' || type === 'not-sent'
