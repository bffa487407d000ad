import { describe, expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

describe('what a file says of an instance that is so already', () => {
  it('is recorded once by an apply, which sends nothing, whatever is allowed', async () => {
    const fleet = await ownedFleet(['a'])
    const [made] = fleet.sandbox.instances()
    const fields = { clusterId: made?.clusterId ?? '', billingMode: 'onDemand', month: 0 }
    const apply = () =>
      fleet.run(PLAIN_APPLY, { specs: [aSpec('a', fields)], allow: new Set(['replace']) })
    const { ending } = await apply()
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
    const { body, digest } = aSpec('a', { clusterId: fields.clusterId })
    expect(await fleet.lines()).toMatchObject([
      { type: 'applied', id: fleet.ids[0], spec: body, digest },
    ])
    await apply()
    expect(await fleet.lines()).toHaveLength(1)
    // What the account has from then on is drift, and no change of the definition.
    await fleet.run(PLAIN_APPLY, { specs: [aSpec('a')], allow: new Set(['replace']) })
    expect(await fleet.lines()).toMatchObject([{}, { digest: aSpec('a').digest }])
    expect(fleet.sent()).toEqual([])
  })
})
