import { describe, expect, it } from 'vitest'
import { isAtRest } from '../../../src/api/instance-phase.ts'
import { spotReclaim } from '../../../src/api/spot-reclaim.ts'
import { anInstance } from '../../support/builders.ts'

const AT = 1_795_860_000
const [BEFORE, AFTER] = [(AT - 60) * 1000, (AT + 60) * 1000]

describe('what the service says of a spot instance', () => {
  it.each([
    ['running', undefined, undefined, AFTER, undefined],
    ['running', 'notified', AT, BEFORE, { kind: 'announced', at: AT * 1000 }],
    ['running', 'notified', AT, AFTER, { kind: 'due', at: AT * 1000 }],
    ['running', 'reclaiming', AT, AFTER, { kind: 'begun', at: AT * 1000 }],
    ['exited', 'reclaiming', AT, AFTER, { kind: 'over', at: AT * 1000 }],
    ['exited', 'terminated', undefined, BEFORE, { kind: 'over', at: undefined }],
  ] as const)('%s, %s, %s', (status, spotStatus, spotReclaimAt, now, said) => {
    const instance = anInstance('i', 'a', { status, spotStatus, spotReclaimAt })
    expect(spotReclaim(instance, now)).toEqual(said)
    expect(isAtRest(instance)).toBe(said?.kind === 'over')
  })

  it('leaves what is removed out of those at rest', () => {
    expect(isAtRest(anInstance('i', 'a', { status: 'removed', spotStatus: 'terminated' }))).toBe(
      false,
    )
  })
})
