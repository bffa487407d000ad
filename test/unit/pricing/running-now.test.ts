import { describe, expect, it } from 'vitest'
import { runningNowIn } from '../../../src/pricing/running-now.ts'
import { anInstance, aState } from '../../support/builders.ts'

const CATALOG = { lists: new Map(), askedAt: 0 } as unknown as Parameters<typeof runningNowIn>[2]

describe('what runs now', () => {
  it('may be more than a list shows that leaves something out', () => {
    const leftOut = 'the list does not show 1, which is there'
    const remote = { kind: 'complete', instances: [], leftOut } as const
    expect(runningNowIn(remote, aState(), CATALOG)).toEqual({ instances: [], unseen: leftOut })
  })

  it('is known by a list that leaves nothing out', () => {
    const stopped = anInstance('1', 'a', { status: 'exited' })
    const remote = { kind: 'complete', instances: [stopped] } as const
    expect(runningNowIn(remote, aState(), CATALOG)).toEqual({ instances: [], unseen: undefined })
  })
})
