import { describe, expect, it } from 'vitest'
import { aSpec } from '../../../support/builders.ts'
import { id } from '../../../support/ledger-records.ts'
import { DESTROY, ownedFleet, PRUNE } from '../../../support/owned-fleet.ts'

const kept = aSpec('a', {}, { protect: true })
const free = aSpec('a', {}, { protect: false })
const silent = aSpec('a')
const ALL = {
  kind: 'destroy',
  scope: 'all-owned',
  selection: { only: [], exclude: [] },
} as const

describe('protection', () => {
  it('is recorded by an apply, which does not touch the instance', async () => {
    const fleet = await ownedFleet(['a'])
    const { ending } = await fleet.run(undefined, { specs: [kept] })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
    expect(await fleet.lines()).toMatchObject([
      { type: 'protected', id: fleet.ids[0], protect: true },
    ])
    // Said once.
    await fleet.run(undefined, { specs: [kept] })
    expect(await fleet.lines()).toHaveLength(1)
    await fleet.run(undefined, { specs: [free] })
    expect(await fleet.lines()).toMatchObject([{ protect: true }, { protect: false }])
    expect(fleet.sent()).toEqual([])
  })

  it('is not recorded by an apply that was not approved, nor by another command', async () => {
    const fleet = await ownedFleet(['a'])
    await fleet.run(undefined, { specs: [kept], approve: async () => false })
    for (const goal of [DESTROY, { kind: 'stop' } as const, { kind: 'reap' } as const]) {
      await fleet.run(goal, { specs: [kept], approve: async () => false })
    }
    expect(await fleet.lines()).toEqual([])
  })

  it('outlives the file: what is protected by the ledger is not ended, whatever the file says', async () => {
    const fleet = await ownedFleet(['a', 'b'], { life: { protect: true } })
    const others = fleet.specs.slice(1)
    const runs = [
      await fleet.run(PRUNE, { specs: others }),
      await fleet.run(ALL, { specs: [] }),
      await fleet.run(DESTROY, { specs: [free] }),
    ]
    // It is what was asked for: said, and no failure.
    expect(runs.map(({ ending }) => ending)).toEqual(['done', 'done', 'done'])
    for (const { plan } of runs) {
      expect(plan?.actions).toContainEqual(
        expect.objectContaining({
          kind: 'blocked',
          reason: { code: 'protected', id: fleet.ids[0] },
        }),
      )
    }
    expect(fleet.sent()).toEqual([])
  })

  it('outlives its key: an entry that says nothing of it changes nothing', async () => {
    const fleet = await ownedFleet(['a'], { life: { protect: true } })
    const applied = await fleet.run(undefined, { specs: [silent] })
    const destroyed = await fleet.run(DESTROY, { specs: [silent] })
    expect([applied.ending, destroyed.ending]).toEqual(['done', 'done'])
    expect({ lines: await fleet.lines(), sent: fleet.sent() }).toEqual({ lines: [], sent: [] })
  })

  it('ends with an apply that says so, and then the instance can end', async () => {
    const fleet = await ownedFleet(['a'], { life: { protect: true } })
    await fleet.run(undefined, { specs: [free] })
    const { ending } = await fleet.run(DESTROY, { specs: [free] })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['delete a'] })
  })

  it('of the file alone keeps an instance as well', async () => {
    const fleet = await ownedFleet(['a'])
    const { ending } = await fleet.run(DESTROY, { specs: [kept] })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
  })

  it('keeps nothing from being stopped', async () => {
    const fleet = await ownedFleet(['a'], { life: { protect: true } })
    const { ending } = await fleet.run({ kind: 'stop' })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['stop a'] })
  })

  it('is that of a new instance from its first moment on', async () => {
    const fleet = await ownedFleet([])
    const specs = [aSpec('a', { imageUrl: 'alpine:3' }, { protect: true })]
    await fleet.run(undefined, { specs })
    expect(await fleet.lines()).toMatchObject([{ type: 'intent', protect: true }, {}])
    await fleet.run(ALL, { specs: [] })
    expect(fleet.sent()).toEqual(['create a'])
    const [made] = fleet.sandbox.instances()
    expect((await fleet.state()).departed.has(id(made?.id ?? ''))).toBe(false)
  })
})
