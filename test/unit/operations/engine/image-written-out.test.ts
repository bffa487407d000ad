import { describe, expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

/** A service that shows an image under this name once it was set by a reset. */
const writesOut = (imageUrl: string): FaultRule => ({
  on: 'upgrade',
  do: { fault: 'meanwhile', at: 'after', change: { change: 'image', name: 'a', imageUrl } },
})

async function resetTo(image: string, shown: string, more: readonly FaultRule[] = []) {
  const fields = { imageUrl: 'nginx:1.25' }
  const fleet = await ownedFleet(['a'], { fields, faults: [...more, writesOut(shown)] })
  const apply = () =>
    fleet.run(PLAIN_APPLY, {
      allow: new Set(['reset']),
      specs: [aSpec('a', { imageUrl: image })],
      changeMs: 100,
    })
  return { fleet, apply }
}

const WRITTEN_OUT = [
  ['nginx:1.26', 'docker.io/library/nginx:1.26'],
  ['org/app', 'index.docker.io/org/app:latest'],
  ['docker.io/library/nginx:1.26', 'nginx:1.26'],
] as const

describe('an image that the service writes in another way', () => {
  it.each(WRITTEN_OUT)('is what the reset was for: %s as %s', async (image, shown) => {
    const { fleet, apply } = await resetTo(image, shown)
    expect((await apply()).ending).toBe('done')
    const again = await apply()
    expect({ ending: again.ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['upgrade a'],
    })
    expect(again.plan?.actions).toMatchObject([{ kind: 'no-op', drift: [] }])
  })

  it.each(WRITTEN_OUT)('needs no reset where it is there: %s as %s', async (image, imageUrl) => {
    const { fleet, apply } = await resetTo(image, imageUrl)
    fleet.sandbox.meanwhile({ change: 'image', name: 'a', imageUrl })
    expect({ ending: (await apply()).ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: [],
    })
  })

  it.each(WRITTEN_OUT)('is told by the ledger too: %s as %s', async (image, shown) => {
    const { fleet, apply } = await resetTo(image, shown)
    const killed = fleet.run(PLAIN_APPLY, {
      specs: [aSpec('a', { imageUrl: image })],
      onEvent: ({ kind }) => {
        if (kind === 'accepted') throw new Error('killed')
      },
    })
    await expect(killed).rejects.toThrow('killed')
    fleet.pass(60_000)
    expect({ ending: (await apply()).ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['upgrade a'],
    })
  })

  it('is another one where its tag, its host or its owner is', async () => {
    for (const shown of ['nginx:1.27', 'ghcr.io/nginx:1.26', 'org/nginx:1.26']) {
      const { apply } = await resetTo('nginx:1.26', shown)
      expect((await apply()).ending).toBe('unknown')
    }
  })
})
