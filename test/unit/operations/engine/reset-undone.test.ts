import { describe, expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { Change } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

/** Two instances that are reset in one run. Somebody, or the service, changes the first one while the second is reset. */
async function resets(change?: Change) {
  const fleet = await ownedFleet(['a', 'b'])
  const { ending, left, result } = await fleet.run(PLAIN_APPLY, {
    allow: new Set(['reset']),
    specs: ['a', 'b'].map((name) => aSpec(name, { imageUrl: 'pytorch:3' })),
    onEvent(event) {
      if (event.kind === 'start' && event.action.name === 'b' && change !== undefined) {
        fleet.sandbox.meanwhile(change)
      }
    },
  })
  return { ending, left, done: result.done.length }
}

describe('what was reset', () => {
  it('is looked at once more at the end of the run', async () => {
    expect(await resets()).toEqual({ ending: 'done', left: [], done: 2 })
  })

  it.each<[string, Change]>([
    ['does not run any more', { change: 'stop', name: 'a' }],
    ['has another image by then', { change: 'image', name: 'a', imageUrl: 'other:1' }],
  ])('is no success where it %s', async (_what, change) => {
    const { ending, left } = await resets(change)
    expect({ ending, left }).toMatchObject({ ending: 'partial', left: [{ name: 'a' }] })
  })
})
