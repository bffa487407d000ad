import { describe, expect, it } from 'vitest'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { protectionsIn } from '../../../../src/plan/decide/protection.ts'
import { anInstance, aSpec, owned } from '../../../support/builders.ts'
import { openOperation } from '../../../support/change-world.ts'
import { complete, expiry, owning, planned } from '../../../support/planning.ts'

const kept = aSpec('a', {}, { protect: true })
const free = aSpec('a', {}, { protect: false })
const silent = aSpec('a')
const mine = owned('1', free)

describe('protectionsIn', () => {
  it('gives what the file says otherwise than the ledger', () => {
    const remote = complete(anInstance('1', 'a'))
    const given = (spec: typeof free, protect: boolean) =>
      protectionsIn(planned({ specs: [spec], state: owning([spec, { ...mine, protect }]), remote }))
    expect(given(kept, false)).toEqual([{ key: 'a', name: 'a', id: '1', protect: true }])
    expect(given(free, true)).toEqual([{ key: 'a', name: 'a', id: '1', protect: false }])
    expect(given(kept, true)).toEqual([])
    expect(given(free, false)).toEqual([])
    expect([given(silent, true), given(silent, false)]).toEqual([[], []])
  })

  it.each([
    ['changed', aSpec('a', { gpuNum: 2 }, { protect: false }), 'running', false],
    ['has failed', free, 'freezing', false],
    ['has expired', aSpec('a', {}, { protect: false, expires: expiry('1s') }), 'running', false],
    [
      'has expired, and may end',
      aSpec('a', {}, { protect: false, expires: expiry('1s') }),
      'running',
      true,
    ],
  ])('lets go of what %s, too', (_what, spec, status, endsExpired) => {
    const actions = planned({
      specs: [spec],
      state: owning([spec, { ...mine, protect: true }]),
      remote: complete(anInstance('1', 'a', { status })),
      goal: { ...PLAIN_APPLY, endsExpired },
    })
    expect(protectionsIn(actions)).toMatchObject([{ id: '1', protect: false }])
  })

  it('says nothing of what is in no file, not ours, or in doubt', () => {
    const state = owning([free, { ...mine, protect: true }])
    const remote = complete(anInstance('1', 'a'))
    expect(protectionsIn(planned({ state, remote }))).toEqual([])
    expect(protectionsIn(planned({ specs: [kept], remote }))).toEqual([])
    const open = owning([free, { ...mine, protect: true, open: openOperation('stop') }])
    expect(protectionsIn(planned({ specs: [free], state: open, remote }))).toEqual([])
  })
})
