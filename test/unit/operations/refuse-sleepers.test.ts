import { describe, expect, test } from 'vitest'
import { OWN_PROCESS } from '../../../src/cli/this-process.ts'
import { describeProcess } from '../../../src/ledger/file-store/lock-owner.ts'
import type { LedgerRecord, LockedRecord } from '../../../src/ledger/record.ts'
import { toState } from '../../../src/ledger/state.ts'
import type { LockId } from '../../../src/ledger/store.ts'
import { refuseSleepers } from '../../../src/operations/ledger/refuse-sleepers.ts'
import { attempt, intent, time } from '../../support/ledger-records.ts'

const locked = (lock: string, over: Partial<LockedRecord> = {}): LockedRecord => ({
  type: 'locked',
  time: time(0),
  lock: lock as LockId,
  user: 'ci',
  host: 'runner-7',
  pid: 12,
  command: 'apply',
  leaseMs: 60_000,
  ...over,
})

const unlocked = (lock: string, by: 'holder' | 'person' = 'holder'): LedgerRecord => ({
  type: 'unlocked',
  time: time(9),
  lock: lock as LockId,
  by,
})

function refused(records: readonly LedgerRecord[], holderIsGone = false): Promise<void> {
  const attempts = [...toState(records).entries.values()].flatMap(({ open }) => open)
  return refuseSleepers({ attempts }, records, { label: 'L', own: OWN_PROCESS, holderIsGone })
}

describe('an attempt that is to be forgotten', () => {
  test.each([
    ['in a file, whose lock outlives every pause', [intent()]],
    ['whose run gave the ledger back', [locked('a'), intent(), unlocked('a')]],
    [
      'whose run gave it back after others had it, which cannot be, but does no harm',
      [locked('a'), intent(), locked('b'), unlocked('b'), unlocked('a')],
    ],
  ])('is dropped: %s', async (_what, records) => {
    await refused(records)
  })

  test.each([
    ['whose run was taken over', [locked('a'), intent(), locked('b', { over: 'a' as LockId })]],
    ['whose run a person unlocked', [locked('a'), intent(), unlocked('a', 'person')]],
    [
      'whose run was taken over by one that gave the ledger back',
      [locked('a'), intent(), locked('b'), unlocked('b'), locked('c')],
    ],
  ])('is kept, until a person says that the run is gone: %s', async (_what, records) => {
    await expect(refused(records)).rejects.toThrow('"apply" of ci on runner-7, process 12')
    await refused(records, true)
  })

  test('is dropped where the process is gone from this machine', async () => {
    const self = await describeProcess({ pid: process.pid }, 'apply', new Date(time(0)))
    const { id: _id, time: _time, ...here } = self
    const dead = locked('a', { ...here, pid: 2 ** 22 + 1 })
    await refused([dead, intent(), locked('b')])
    const alive = locked('a', here)
    await expect(refused([alive, intent(), locked('b')])).rejects.toThrow('never gave')
  })

  test('is told from the attempts of other runs', async () => {
    const records = [
      locked('a'),
      intent({ attempt: attempt('of-a') }),
      unlocked('a'),
      locked('b'),
      intent({ attempt: attempt('of-b') }),
      locked('c'),
    ]
    const open = [...toState(records).entries.values()].flatMap((entry) => entry.open)
    const one = (name: string) => ({ attempts: open.filter((each) => each.attempt === name) })
    const asked = { label: 'L', own: OWN_PROCESS }
    await refuseSleepers(one('of-a'), records, asked)
    await expect(refuseSleepers(one('of-b'), records, asked)).rejects.toThrow()
  })
})
