import { expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'
import { create } from '../../../support/sandbox.ts'

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

it.each(['command', 'entrypoint', 'imageAuthId'])(
  'an instance whose %s the account shows as empty is not the one of a file that has it',
  async (field) => {
    const fleet = await ownedFleet(['a'])
    const specs = [aSpec('b', { [field]: 'serve' })]
    await create(fleet.sandbox, aSpec('b').body as Readonly<Record<string, unknown>>)
    const { plan } = await fleet.run(PLAIN_APPLY, { specs, coversAll: false })
    expect(plan?.actions).toMatchObject([{ kind: 'conflict', changes: [{ field }] }])
    const plain = await fleet.run(PLAIN_APPLY, { specs: [aSpec('b')], coversAll: false })
    expect(plain.plan?.actions).toMatchObject([{ kind: 'exists' }])
  },
)
