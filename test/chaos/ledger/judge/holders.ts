import type { LockedRecord } from '../../../../src/ledger/record.ts'
import { nameOf } from '../worker/journal.ts'
import type { Line } from './lines.ts'
import { isByWorker, type Told } from './told.ts'

/** Lines of a shared ledger that were written by one who did not hold it. */
export function checkHolders(lines: readonly Line[], told: Told): readonly string[] {
  const wrong: string[] = []
  let holder: LockedRecord | undefined
  for (const { at, record } of lines) {
    const is = (what: string): void => void wrong.push(`line ${at} (${record.type}) ${what}`)
    switch (record.type) {
      case 'locked':
        if (record.over !== holder?.lock) is('takes the ledger, and not from its holder')
        holder = record
        break
      case 'unlocked':
        if (record.lock !== holder?.lock) is('gives back what its writer did not hold')
        holder = undefined
        break
      case 'still':
        if (record.lock !== holder?.lock) is('is not by the holder')
        break
      default:
        if (holder === undefined) is('is there though nobody held the ledger')
        else if (isByWorker(record.type) && !mayBeBy(holder.lock, nameOf(record), told)) {
          is('is not by the holder')
        }
    }
  }
  return wrong
}

/** Lines of a ledger file between those of another one, who had taken the lock since. */
export function checkTurns(lines: readonly Line[], told: Told): readonly string[] {
  const wrong: string[] = []
  const over = new Set<string>()
  let holder: string | undefined
  for (const { at, record } of lines) {
    const name = nameOf(record)
    if (!isByWorker(record.type) || told.rescued.has(name)) continue
    const by = told.asked.get(name) ?? new Set()
    if (holder !== undefined && by.has(holder)) continue
    if (holder !== undefined) over.add(holder)
    holder = [...by].find((lock) => !over.has(lock))
    if (holder === undefined) wrong.push(`line ${at} (${record.type}) is not by the holder`)
  }
  return wrong
}

const mayBeBy = (lock: string, name: string, { asked, rescued }: Told): boolean =>
  rescued.has(name) || asked.get(name)?.has(lock) === true
