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
})
