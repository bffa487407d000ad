import { expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

const UNKNOWN = {
  fault: 'answer',
  at: 'before',
  status: 404,
  reason: 'RESOURCE_NOT_FOUND',
} as const

/** The service denies the instance to every look of a run after the first. */
const DENIED: FaultRule = {
  on: 'get',
  when: { nth: Array.from({ length: 40 }, (_, at) => at + 2) },
  do: UNKNOWN,
}

const growth = async (...faults: readonly FaultRule[]) => {
  const fleet = await ownedFleet(['a'], { faults })
  const specs = [aSpec('a', { rootfsSize: 100 })]
  const apply = () => fleet.run(PLAIN_APPLY, { allow: new Set(['update']), specs, changeMs: 40 })
  return { fleet, apply, size: () => fleet.sandbox.instances()[0]?.rootfsSize }
}

it('a disk is not given up for an instance that the service denies while its list shows it', async () => {
  const late: FaultRule = { on: 'edit', when: { nth: 1 }, do: { fault: 'late', ms: 5000 } }
  const { fleet, apply, size } = await growth(DENIED, late)
  expect((await apply()).ending).toBe('unknown')
  expect((await apply()).ending).toBe('unknown')
  fleet.pass(6000)
  fleet.sandbox.replaceFaults([])
  expect((await apply()).ending).toBe('done')
  expect({ sent: fleet.sent(), size: size() }).toEqual({ sent: ['edit a'], size: 100 })
})

it('a disk is given up for an instance that is gone', async () => {
  const late: FaultRule = { on: 'edit', when: { nth: 1 }, do: { fault: 'late', ms: 5000 } }
  const gone: FaultRule = {
    on: 'edit',
    when: { nth: 1 },
    do: { fault: 'meanwhile', at: 'before', change: { change: 'vanish', name: 'a' } },
  }
  const { fleet, apply } = await growth(late, gone)
  expect((await apply()).ending).toBe('unknown')
  const results = (await fleet.lines()).flatMap((line) =>
    line.type === 'settled' ? [line.result] : [],
  )
  expect(results).toEqual(['unknown', 'given-up'])
})
