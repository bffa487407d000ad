import { expect, it } from 'vitest'
import type { ChangeFinding } from '../../../../src/apply/change/settle-changes.ts'
import type { ApplyReporter } from '../../../../src/operations/reporter.ts'
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
  const apply = (reporter: Partial<ApplyReporter> = {}) =>
    fleet.run(PLAIN_APPLY, { allow: new Set(['update']), specs, changeMs: 40, reporter })
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

it('a disk that somebody else changed since stays open, and every word of it says what it has', async () => {
  const before: FaultRule = { on: 'edit', when: { nth: 1 }, do: { fault: 'reset', at: 'before' } }
  const meanwhile: FaultRule = {
    on: 'edit',
    when: { nth: 1 },
    do: {
      fault: 'meanwhile',
      at: 'before',
      change: { change: 'resize', name: 'a', rootfsSize: 70 },
    },
  }
  const { fleet, apply, size } = await growth(meanwhile, before)
  const has = [{ field: 'rootfsSize', account: 70 }]
  const first = await apply()
  expect(first.ending).toBe('unknown')
  expect(first.result.inDoubt).toMatchObject([
    { reason: { code: 'change-by-others', operation: 'grow-disk', has } },
  ])
  const findings: ChangeFinding[] = []
  const next = await apply({ changeSettled: (finding) => findings.push(finding) })
  expect(findings).toMatchObject([{ outcome: 'open', progress: 'other', has }])
  expect(next.plan?.actions).toMatchObject([
    { kind: 'in-doubt', reason: { code: 'change-unsettled', has } },
  ])
  expect({ sent: fleet.sent(), size: size() }).toEqual({ sent: ['edit a'], size: 70 })
})
