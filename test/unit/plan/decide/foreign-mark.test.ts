import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../src/api/remote.ts'
import { type Goal, PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { anInstance, aSpec, owned } from '../../../support/builders.ts'
import { markedBy } from '../../../support/marked-by.ts'
import { complete, expiry, owning, planned } from '../../../support/planning.ts'

const OURS = '0a0a0a0a'
const THEIRS = 'deadbeef'

const a = aSpec('a')
const state = { ...owning([a, owned('1', a)]), ledgerIds: new Set([OURS]) }

const REMOVALS: readonly (readonly [string, Goal, object])[] = [
  ['destroy', { kind: 'destroy', scope: 'files' }, {}],
  [
    'destroy --all-owned',
    { kind: 'destroy', scope: 'all-owned', selection: { only: [], exclude: [] } },
    {},
  ],
  ['reap', { kind: 'reap' }, { expires: expiry('1s') }],
  ['apply --allow destroy', { ...PLAIN_APPLY, endsExpired: true }, { expires: expiry('1s') }],
  ['stop', { kind: 'stop' }, {}],
  ['apply', PLAIN_APPLY, { desiredStatus: 'stopped' }],
]

const under = (goal: Goal, life: object, fields: Partial<RemoteInstance>) =>
  planned({
    specs: [aSpec('a', {}, life)],
    state,
    remote: complete(anInstance('1', 'a', fields)),
    goal,
  })

describe.each(REMOVALS)('a plan of %s', (_what, goal, life) => {
  it('leaves alone what another ledger made, whatever this one says', () => {
    expect(under(goal, life, markedBy(THEIRS, 'a'))).toMatchObject([
      { kind: 'blocked', reason: { code: 'marked-by-another-ledger', id: '1', ledger: THEIRS } },
    ])
  })

  it('leaves alone what was made for another entry', () => {
    expect(under(goal, life, markedBy(OURS, 'b'))).toMatchObject([
      { kind: 'blocked', reason: { code: 'marked-for-another-entry', id: '1' } },
    ])
  })

  it('goes on with its own, and with what has no marker', () => {
    for (const fields of [markedBy(OURS, 'a'), {}, { envs: undefined }]) {
      expect(under(goal, life, fields)).toMatchObject([
        { kind: expect.stringMatching(/^(destroy|change)$/) },
      ])
    }
  })
})

describe('a plan of apply', () => {
  it('prunes nothing that another ledger made', () => {
    const remote = complete(anInstance('1', 'a', markedBy(THEIRS, 'a')))
    const goal: Goal = { ...PLAIN_APPLY, prune: true }
    expect(planned({ state, remote, goal })).toMatchObject([
      { kind: 'blocked', reason: { code: 'marked-by-another-ledger' } },
    ])
  })

  it('has nothing against what another ledger made, and that stays as it is', () => {
    const remote = complete(anInstance('1', 'a', markedBy(THEIRS, 'a')))
    expect(planned({ specs: [a], state, remote })).toMatchObject([{ kind: 'no-op' }])
  })
})
