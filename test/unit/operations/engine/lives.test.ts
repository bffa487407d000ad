import { describe, expect, it } from 'vitest'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'
import { expiry } from '../../../support/planning.ts'

const WORKS = { imageUrl: 'alpine:3' }
const over = aSpec('over', WORKS, { expires: expiry('2020-01-01T00:00:00Z') })
const stopped = aSpec('stopped', WORKS, { desiredStatus: 'stopped' })
const fine = aSpec('fine', WORKS)

describe('an entry that can never be as it says', () => {
  it.each([
    ['expires-in-the-past', over],
    ['stopped-before-created', stopped],
  ])('keeps an apply from creating anything: %s', async (code, spec) => {
    const fleet = await ownedFleet([])
    let found: readonly string[] = []
    const run = fleet.run(undefined, {
      specs: [fine, spec],
      reporter: {
        plan: ({ diagnostics }) => {
          found = diagnostics.map((each) => each.code)
        },
      },
    })
    await expect(run).rejects.toThrow('cannot be created as it is: nothing was sent')
    expect({ sent: fleet.sent(), found }).toEqual({ sent: [], found: [code] })
  })

  it('is left alone where it is there', async () => {
    const fleet = await ownedFleet(['a'])
    fleet.sandbox.meanwhile({ change: 'stop', name: 'a' })
    const { ending } = await fleet.run(undefined, {
      specs: [aSpec('a', {}, { desiredStatus: 'stopped' })],
    })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
  })

  it.each<[string, number | undefined]>([
    ['who waits', 60_000],
    ['who does not', undefined],
  ])('is no success before its stop was seen, for %s', async (_who, waitMs) => {
    const fleet = await ownedFleet(['a'], { faults: [{ on: 'stop', do: { fault: 'stuck' } }] })
    const specs = [aSpec('a', {}, { desiredStatus: 'stopped' })]
    const first = await fleet.run(undefined, { specs })
    const again = await fleet.run(undefined, { specs, waitMs })
    expect([first.ending, again.ending]).toEqual(['partial', 'partial'])
    expect(fleet.sent()).toEqual(['stop a'])
    expect(again).toMatchObject({
      left: [{ kind: 'change', steps: [], reason: { code: 'stop-under-way' } }],
      wait: undefined,
    })
  })

  it('is no success before its stop was seen, whatever else is done about it', async () => {
    const fleet = await ownedFleet(['a'], { faults: [{ on: 'stop', do: { fault: 'stuck' } }] })
    const life = { desiredStatus: 'stopped' } as const
    await fleet.run(undefined, { specs: [aSpec('a', {}, life)] })
    const monthly = aSpec('a', { billingMode: 'monthly', month: 1 }, life)
    const { ending, result, left } = await fleet.run(undefined, { specs: [monthly] })
    expect({ ending, done: result.done.map(({ operation }) => operation) }).toEqual({
      ending: 'partial',
      done: ['subscribe'],
    })
    expect(left).toMatchObject([{ kind: 'change', steps: [], reason: { code: 'stop-under-way' } }])
  })
})
