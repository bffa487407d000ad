import { expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

/** The list tells no ports, in a form that nobody understands. */
const ODD: FaultRule = { on: 'list', do: { fault: 'list', how: 'odd-types' } }

const fields = { ports: '22/tcp' }

it('what the list does not tell is compared by what asking for the instance tells', async () => {
  const fleet = await ownedFleet(['a'], { fields, faults: [ODD] })
  const { ending, plan } = await fleet.run(PLAIN_APPLY)
  expect({ ending, actions: plan?.actions }).toMatchObject({
    ending: 'done',
    actions: [{ kind: 'no-op', drift: [], unchecked: [] }],
  })
  fleet.sandbox.meanwhile({ change: 'ports', name: 'a', ports: '80/http' })
  const changed = await fleet.run(PLAIN_APPLY)
  expect({ ending: changed.ending, left: changed.left }).toMatchObject({
    ending: 'partial',
    left: [{ kind: 'no-op', drift: [{ field: 'ports' }] }],
  })
  expect(fleet.sent()).toEqual([])
})

it('is told as not checked where asking for the instance does not tell it either', async () => {
  const unasked: FaultRule = { on: 'get', do: { fault: 'answer', at: 'before', status: 500 } }
  const fleet = await ownedFleet(['a'], { fields, faults: [ODD, unasked] })
  const { plan } = await fleet.run(PLAIN_APPLY)
  expect(plan?.actions).toMatchObject([{ kind: 'no-op', unchecked: ['ports'] }])
})

it('nothing is asked for where the list tells all that the files set', async () => {
  const fleet = await ownedFleet(['a'], { fields: { ...fields, tools: [] } })
  await fleet.run(PLAIN_APPLY)
  expect(fleet.sandbox.calls().filter(({ operation }) => operation === 'get')).toEqual([])
})
