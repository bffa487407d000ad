import { describe, expect, it } from 'vitest'
import { lifetimesIn } from '../../../../src/ledger/lifetime/lifetimes.ts'
import type { LedgerRecord } from '../../../../src/ledger/record.ts'
import { toState } from '../../../../src/ledger/state.ts'
import { costByLife } from '../../../../src/pricing/spending/cost-by-life.ts'
import { anInstance } from '../../../support/builders.ts'
import {
  attempt,
  created,
  intent,
  operation,
  settled,
  time,
} from '../../../support/ledger-records.ts'

/** What the instance of these lines has cost at the 100th second of the day, in a state of the account. */
function costOf(records: readonly LedgerRecord[], status: string) {
  const [entry] = [...toState(records).entries.values()]
  const [owned] = entry?.instances ?? []
  if (owned === undefined) throw new Error('the lines own nothing')
  return costByLife(owned, anInstance(owned.id, 'a', { status }), {
    catalog: undefined,
    now: Date.parse(time(100)),
    life: lifetimesIn(records)[0],
  })
}

// 1 for each second, from the 2nd on.
const MADE = [intent({ hourly: 3600 }), created()]

const STOPPED = [
  operation({ time: time(10), attempt: attempt('s'), operation: 'stop' }),
  settled({ time: time(12), attempt: attempt('s'), operation: 'stop' }),
]

const STARTED = [
  operation({
    time: time(50),
    attempt: attempt('t'),
    operation: 'start',
    from: { status: 'exited' },
  }),
  settled({ time: time(52), attempt: attempt('t'), operation: 'start' }),
]

describe('costByLife', () => {
  it('is price times age where it was never stopped', () => {
    expect(costOf(MADE, 'running')).toMatchObject({ age: 98, soFar: 98 })
    expect(costOf(MADE, 'running')).not.toHaveProperty('wasStopped')
  })

  it('leaves out the time in which it was stopped, and says so', () => {
    expect(costOf([...MADE, ...STOPPED], 'exited')).toMatchObject({
      age: 98,
      soFar: 10,
      wasStopped: true,
    })
    expect(costOf([...MADE, ...STOPPED, ...STARTED], 'running')).toMatchObject({
      age: 98,
      soFar: 58,
      wasStopped: true,
    })
  })

  it('knows nothing of what is found stopped, since nobody knows since when', () => {
    expect(costOf(MADE, 'exited')).toMatchObject({ age: 98, soFar: undefined, wasStopped: true })
  })

  it('counts what is on its way out until it is gone', () => {
    expect(costOf(MADE, 'removing')).toMatchObject({ soFar: 98 })
  })
})
