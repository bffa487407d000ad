import type { OwnProcess } from '../../model/own-process.ts'
import { describeProcess, type Holder } from '../file-store/lock-owner.ts'
import { notLocked, otherLock } from '../ledger-lock.ts'
import type { LockedRecord, UnlockedRecord } from '../record.ts'
import type { Store } from '../store.ts'
import { extend, linkLine, NO_LINES } from './chain.ts'
import { CLOCKS } from './clocks.ts'
import { currentLock, holderOf } from './held.ts'
import { putSurely } from './put-surely.ts'
import { stillAlive } from './refusals.ts'
import { judgeLock, Watch } from './take-over.ts'

/**
 * Gives a ledger back in the place of a holder that a person knows to be gone, and gives who that was. Throws a
 * `UserError` where another lock or none is there, and where the holder gave a sign of life within its lease.
 */
export async function unlockShared(store: Store, id: string, own: OwnProcess): Promise<Holder> {
  const watch = new Watch(CLOCKS)
  for (let chain = NO_LINES; ; ) {
    chain = extend(chain, await store.read(chain.last), store.label)
    const lock = requireLock(currentLock(chain.records), id, store.label)
    const self = await describeProcess(own, 'unlock', new Date())
    const verdict = await judgeLock(lock, { store, watch, own, self })
    // Of a store that knows no time, and where no sign was ever seen, nobody can tell but the person.
    if (verdict.kind === 'held' && verdict.agesFrom === 'its clock') {
      throw stillAlive(verdict.ageMs, lock)
    }
    const record: UnlockedRecord = {
      type: 'unlocked',
      time: new Date().toISOString(),
      lock: lock.lock,
      by: 'person',
    }
    const { bytes, end } = linkLine(record, chain)
    const line = { at: end.last, bytes, timing: 'after-call' } as const
    if ((await putSurely(store, line, CLOCKS)) === 'put') return holderOf(lock)
  }
}

function requireLock(lock: LockedRecord | undefined, id: string, label: string): LockedRecord {
  if (lock === undefined) throw notLocked(label)
  if (lock.lock === id) return lock
  throw otherLock(label, { id: lock.lock, holder: holderOf(lock) })
}
