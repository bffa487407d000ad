import { describe, expect, it } from 'vitest'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import type { Life } from '../../../../src/definitions/life.ts'
import { type Goal, PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { aSpec } from '../../../support/builders.ts'
import { DESTROY, ownedFleet } from '../../../support/owned-fleet.ts'

const CASES: readonly [string, Goal, CreateBody, Partial<Life>][] = [
  ['a replacement', PLAIN_APPLY, { gpuNum: 2 }, {}],
  ['a change of ports', PLAIN_APPLY, { ports: '80/http' }, {}],
  ['a larger disk', PLAIN_APPLY, { rootfsSize: 100 }, {}],
  ['a reset', PLAIN_APPLY, { command: 'train' }, {}],
  ['a stop in the file', PLAIN_APPLY, {}, { desiredStatus: 'stopped' }],
  ['a stop', { kind: 'stop' }, {}, {}],
  ['a destroy', DESTROY, {}, {}],
]

describe('an instance of ours that somebody gave another name', () => {
  it.each(CASES)('is left alone from the plan on, whole: %s', async (_what, goal, fields, life) => {
    const fleet = await ownedFleet(['a'])
    fleet.pass(1000)
    const id = fleet.ids[0]
    fleet.sandbox.meanwhile({ change: 'rename', name: 'a', to: 'theirs' })
    const { plan, ending } = await fleet.run(goal, { specs: [aSpec('a', fields, life)] })
    expect(plan?.actions).toMatchObject([
      { kind: 'blocked', owned: { id }, reason: { code: 'became-another', id } },
    ])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [] })
  })
})
