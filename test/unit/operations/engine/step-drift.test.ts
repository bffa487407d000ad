import { expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

it('a step that leaves what others changed in another field is no full success', async () => {
  const fleet = await ownedFleet(['a'], { fields: { rootfsSize: 60, ports: '22/tcp' } })
  fleet.sandbox.meanwhile({ change: 'resize', name: 'a', rootfsSize: 77 })
  const specs = [aSpec('a', { rootfsSize: 60, ports: '80/http' })]
  const run = { allow: new Set(['update'] as const), specs }
  const { ending, left } = await fleet.run(PLAIN_APPLY, run)
  expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: ['edit a'] })
  expect(left).toMatchObject([{ kind: 'change', drift: [{ field: 'rootfsSize' }] }])
  expect((await fleet.run(PLAIN_APPLY, run)).ending).toBe('partial')
})
