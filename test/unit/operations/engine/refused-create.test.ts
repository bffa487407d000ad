import { describe, expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet, SETTLE_MS } from '../../../support/owned-fleet.ts'

/** A fleet of one entry whose first create is refused, and whose run ends before it could look whether that is true. */
async function refusedAndEnded(at: 'before' | 'after', faults: readonly FaultRule[] = []) {
  const refusal: FaultRule = {
    on: 'create',
    when: { nth: 1 },
    do: { fault: 'answer', at, status: 400 },
  }
  const fleet = await ownedFleet([], { faults: [refusal, ...faults] })
  const apply = (more = {}) =>
    fleet.run(PLAIN_APPLY, { specs: [aSpec('a')], marker: false, ...more })
  let isOver = false
  await apply({
    onEvent: ({ kind }: { kind: string }) => {
      if (kind === 'rejected') isOver = true
    },
    interrupted: () => isOver,
  })
  expect(fleet.sent()).toEqual(['create a'])
  return { fleet, apply }
}

describe('a create that was refused, by a run that ended before its look', () => {
  it('is found by the next run, though the list hides it for a time', async () => {
    const hidden: FaultRule = { on: 'list', do: { fault: 'list', how: 'lag', ms: SETTLE_MS / 2 } }
    const { fleet, apply } = await refusedAndEnded('after', [hidden])
    const { ending } = await apply()
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['create a'] })
    expect(fleet.sandbox.instances()).toHaveLength(1)
  })

  it('is made by the next run where the refusal was true', async () => {
    const { fleet, apply } = await refusedAndEnded('before')
    const { ending } = await apply()
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['create a', 'create a'],
    })
    expect(fleet.sandbox.instances()).toHaveLength(1)
  })

  it('is not made again while the account is seen in part only', async () => {
    const { fleet, apply } = await refusedAndEnded('before')
    fleet.sandbox.replaceFaults([{ on: 'list', do: { fault: 'list', how: 'missing' } }])
    await apply().catch(() => undefined)
    expect(fleet.sent()).toEqual(['create a'])
  })
})
