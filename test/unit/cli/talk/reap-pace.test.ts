import { describe, expect, it } from 'vitest'
import { leftBy, QUICK_RUNS, reapPace, SLOW_PAUSE_MS } from '../../../../src/cli/talk/reap-pace.ts'
import type { FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { id } from '../../../support/ledger-records.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'
import { expiry } from '../../../support/planning.ts'

it('tries what runs leave at each look at first, then less often, and never gives up', () => {
  let clock = 0
  const pace = reapPace(() => clock)
  const told = []
  for (let run = 1; run <= QUICK_RUNS; run += 1) {
    expect(pace.isDue(id('a'))).toBe(true)
    told.push(pace.leave(id('a')))
  }
  expect(told).toEqual([false, false, false, false, true])
  for (let pause = 0; pause < 3; pause += 1) {
    clock += SLOW_PAUSE_MS - 1
    expect(pace.isDue(id('a'))).toBe(false)
    clock += 1
    expect(pace.isDue(id('a'))).toBe(true)
    expect(pace.leave(id('a'))).toBe(false)
  }
  expect(pace.isDue(id('b'))).toBe(true)
})

describe('what a reap leaves', () => {
  const HOUR = 3_600_000
  const reaped = async (life: string, faults: readonly FaultRule[] = [], renamed = false) => {
    const fleet = await ownedFleet(['a'], {
      madeAgoMs: 2 * HOUR,
      life: { expires: expiry(life) },
      faults,
    })
    if (renamed) fleet.sandbox.meanwhile({ change: 'rename', name: 'a', to: 'theirs' })
    const left = leftBy(await fleet.run({ kind: 'reap' }))
    return [...left].map(([id, why]) => [fleet.ids.indexOf(id), why])
  }

  it('is what the service refuses to delete, and what the run may not end', async () => {
    const busy: FaultRule = {
      on: 'delete',
      do: { fault: 'answer', at: 'before', status: 409, reason: 'BUSY', message: 'maintenance' },
    }
    expect(await reaped('1h', [busy])).toEqual([[0, expect.stringContaining('maintenance')]])
    expect(await reaped('1h', [], true)).toEqual([[0, expect.stringContaining('another')]])
  })

  it('is nothing that it ended, and nothing that it had no reason to end', async () => {
    expect(await reaped('1h')).toEqual([])
    expect(await reaped('3h')).toEqual([])
  })
})
