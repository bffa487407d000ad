import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import type { InstanceSpec } from '../../../src/definitions/instance-spec.ts'
import type { AttemptId, DefinitionFile } from '../../../src/ledger/record.ts'
import { EMPTY_STATE, type State } from '../../../src/ledger/state.ts'
import { Secret } from '../../../src/model/secret.ts'
import { countElsewhere, countUnseenOwned, plan } from '../../../src/plan/make-plan.ts'
import { MARKER_KEY, markerText } from '../../../src/plan/marker.ts'
import { anInstance, aSpec, aState, entryOf, openAttempt, owned } from '../../support/builders.ts'
import { ended, replaced } from '../../support/planning.ts'

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})
const notAsked: Remote = { kind: 'not-asked', why: 'no key' }
const partial = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'partial',
  instances,
  why: 'HTTP 500',
})

const NOW = Date.parse('2026-11-24T12:00:00Z')

const planOf = (spec: InstanceSpec, state: State, remote: Remote) =>
  plan({ specs: [spec], state, remote, coversAll: true, now: NOW })

describe('plan', () => {
  const a = aSpec('a')

  it('creates what is neither in the ledger nor in the account', () => {
    expect(planOf(a, EMPTY_STATE, complete())).toMatchObject([
      { kind: 'create', presence: 'absent' },
    ])
  })

  it.each([notAsked, partial()])(
    'does not call an account empty that it could not see: $kind',
    (remote) => {
      expect(planOf(a, EMPTY_STATE, remote)).toMatchObject([
        { kind: 'create', presence: 'unknown' },
      ])
    },
  )

  it('says of what it destroyed that it is still in the file', () => {
    const older = { ...owned('1', a), since: '2026-10-01T10:00:00.000Z' }
    const state = ended(aState(), [a, older, 'destroy'], [a, owned('2', a), 'prune'])
    const at = '2026-11-01T10:30:00.000Z'
    const reason = { code: 'destroyed-before', ids: ['1', '2'], at }
    expect(planOf(a, state, complete())).toMatchObject([{ kind: 'create', reason }])
    expect(planOf(aSpec('b'), state, complete())).toMatchObject([
      { kind: 'create', reason: { code: 'not-in-ledger' } },
    ])
    // It may be there after all.
    expect(planOf(a, state, partial())).toMatchObject([
      { kind: 'create', reason: { code: 'not-in-ledger', seen: 'failed' } },
    ])
  })

  it('does nothing for what is ours, there and unchanged', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    expect(planOf(a, state, complete(anInstance('1', 'a')))).toMatchObject([{ kind: 'no-op' }])
    expect(planOf(a, state, notAsked)).toMatchObject([{ kind: 'no-op', remote: undefined }])
  })

  it('says field by field what changed since it was applied, and what each change would take', () => {
    const now = aSpec('a', { rootfsSize: 80, gpuNum: 2, imageUrl: 'pytorch:3' })
    const state = aState(entryOf(a, [owned('1', a)]))
    const [action] = planOf(now, state, complete(anInstance('1', 'a')))
    expect(action).toMatchObject({
      kind: 'replace',
      reason: { code: 'takes-new-instance', fields: ['gpuNum'] },
      changes: [
        { field: 'gpuNum', from: 1, to: 2, takes: 'replace' },
        { field: 'rootfsSize', from: 60, to: 80, takes: 'edit' },
        { field: 'imageUrl', from: 'pytorch:2.7', to: 'pytorch:3', takes: 'upgrade' },
      ],
    })
  })

  it('notes drift beside an action', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    const stopped = anInstance('1', 'a', { status: 'exited', gpuNum: 4 })
    expect(planOf(a, state, complete(stopped))).toMatchObject([
      {
        kind: 'no-op',
        drift: [
          { field: 'status', account: 'exited' },
          { field: 'gpuNum', applied: 1, account: 4 },
        ],
      },
    ])
  })

  it('recreates what a complete list no longer has, and only then', () => {
    const state = aState(entryOf(a, [owned('1', a)]))
    expect(planOf(a, state, complete())).toMatchObject([{ kind: 'recreate', gone: ['1'] }])
    const removed = anInstance('1', 'a', { status: 'removed' })
    expect(planOf(a, state, complete(removed))).toMatchObject([{ kind: 'recreate' }])
    expect(planOf(a, state, partial())).toMatchObject([{ kind: 'no-op' }])
  })

  it('counts one agreeing instance of the same name as there, but not as ours', () => {
    expect(planOf(a, EMPTY_STATE, complete(anInstance('9', 'a')))).toMatchObject([
      { kind: 'exists', remote: { id: '9' } },
    ])
    expect(planOf(a, EMPTY_STATE, complete(anInstance('9', 'b')))).toMatchObject([
      { kind: 'create' },
    ])
  })

  it.each([
    ['letter case', 'trainer', 'Trainer'],
    ['blanks around it', 'trainer', ' trainer '],
    ['blanks in it', 'my trainer', 'my  trainer'],
    ['composed accents', 'caf\u00e9', 'cafe\u0301'],
    ['width', 'gpu-1', 'ｇｐｕ-1'],
    ['capitals of one letter that are two', 'straße', 'STRASSE'],
    ['a character that nobody sees', 'web', 'we\u200bb'],
  ])(
    'suspects a name that a service spells in another way, and never creates beside it: %s',
    (_what, written, shown) => {
      const spec = aSpec(written)
      const [action] = planOf(spec, EMPTY_STATE, complete(anInstance('9', shown)))
      expect(action).toMatchObject({ kind: 'conflict', strangers: [{ id: '9' }] })
      expect(action?.reason).toEqual({
        code: 'name-spelled-otherwise',
        instances: [{ id: '9', name: shown }],
      })
      const lost = aState(entryOf(spec, [owned('1', spec)]))
      expect(planOf(spec, lost, complete(anInstance('9', shown)))).toMatchObject([
        { kind: 'conflict' },
      ])
    },
  )

  it('suspects nothing where two entries have such names, each with its instance', () => {
    const one = aSpec('web')
    const other = aSpec('WEB')
    const state = aState(entryOf(one, [owned('1', one)]))
    const remote = complete(anInstance('1', 'web'))
    const actions = plan({ specs: [one, other], state, remote, coversAll: true, now: NOW })
    expect(actions).toMatchObject([{ kind: 'no-op' }, { kind: 'create' }])
  })

  it('suspects what has the spelling of two entries, and that the ledger does not hold', () => {
    const specs = [aSpec('Web'), aSpec('web')]
    const remote = complete(anInstance('1', 'web'), anInstance('2', 'web'))
    const actions = plan({ specs, state: EMPTY_STATE, remote, coversAll: true, now: NOW })
    expect(actions).toMatchObject([
      { kind: 'conflict', reason: { code: 'name-spelled-otherwise' } },
      { kind: 'conflict', reason: { code: 'several-of-this-name' } },
    ])
  })

  it.each([
    ['does-not-run', { statusError: 'the image could not be pulled' }],
    ['does-not-run', { status: 'freezing' }],
    ['does-not-run', { status: 'createFailed' }],
    ['spot-reclaimed', { status: 'exited', spotStatus: 'terminated' }],
  ])(
    'calls what the service reports as failed or ended failed, ours or not: %s %j',
    (code, fields) => {
      const remote = complete(anInstance('1', 'a', fields))
      const mine = planOf(a, aState(entryOf(a, [owned('1', a)])), remote)
      expect(mine).toMatchObject([{ kind: 'failed', owned: { id: '1' } }])
      expect(mine[0]?.reason).toMatchObject({ code, id: '1', ...fields })
      const found = planOf(a, EMPTY_STATE, remote)
      expect(found).toMatchObject([{ kind: 'failed', owned: undefined }])
      expect(found[0]?.reason).toMatchObject({ code: `same-name-${code}`, id: '1', ...fields })
    },
  )

  it('says of an instance that was stopped that it is, and that it may cost', () => {
    const remote = complete(anInstance('1', 'a', { status: 'exited', spotStatus: '' }))
    expect(planOf(a, aState(entryOf(a, [owned('1', a)])), remote)).toMatchObject([
      { kind: 'no-op', reason: { code: 'as-applied-but-stopped', id: '1' } },
    ])
    expect(planOf(a, EMPTY_STATE, remote)).toMatchObject([
      {
        kind: 'exists',
        reason: { code: 'same-name-not-created-here', id: '1', stopped: 'exited' },
      },
    ])
  })

  it('knows an instance that is back after it was replaced, whatever it is called', () => {
    const state = replaced(aState(entryOf(a, [owned('2', a)])), [a, owned('1', a), '2'])
    for (const name of ['a', 'renamed']) {
      const [action] = planOf(a, state, complete(anInstance('1', name), anInstance('2', 'a')))
      const departure = { kind: 'replaced', at: '2026-11-01T10:30:00.000Z', by: '2' }
      expect(action).toMatchObject({ kind: 'conflict', returned: new Map([['1', departure]]) })
      expect(action?.reason).toEqual({ code: 'replaced-is-back', id: '1', replacedBy: '2' })
    }
  })

  it('leaves what the files of another fleet define to them', () => {
    const other = aSpec('other')
    const entry = { ...entryOf(other, [owned('1', other)]), file: 'prod.yaml' as DefinitionFile }
    const observed = {
      specs: [a],
      state: aState(entry),
      remote: complete(anInstance('1', 'other'), anInstance('2', 'a')),
      coversAll: true,
      now: NOW,
    }
    const elsewhere = { ...observed, isElsewhere: (file: string) => file === 'prod.yaml' }
    expect(plan(elsewhere).map(({ kind }) => kind)).toEqual(['exists'])
    expect(countElsewhere(elsewhere)).toBe(1)
    const gone = { ...observed, isElsewhere: () => false }
    expect(plan(gone).map(({ kind }) => kind)).toEqual(['exists', 'orphan'])
    expect(countElsewhere(gone)).toBe(0)
  })

  it('counts what the ledger holds where an account shows none of two or more', () => {
    const b = aSpec('b')
    const two = aState(entryOf(a, [owned('1', a)]), entryOf(b, [owned('2', b)]))
    expect(countUnseenOwned(two, complete())).toBe(2)
    expect(countUnseenOwned(two, complete(anInstance('2', 'b', { status: 'removed' })))).toBe(0)
    expect(countUnseenOwned(two, partial())).toBe(0)
    expect(countUnseenOwned(aState(entryOf(a, [owned('1', a)])), complete())).toBe(0)
  })

  it.each([
    ['it differs', EMPTY_STATE, [anInstance('9', 'a', { gpuNum: 8 })]],
    ['there are several', EMPTY_STATE, [anInstance('8', 'a'), anInstance('9', 'a')]],
    [
      'there is one beside ours',
      aState(entryOf(a, [owned('1', a)])),
      [anInstance('1', 'a'), anInstance('9', 'a')],
    ],
  ])('sees a conflict in a stranger of the same name: %s', (_why, state, instances) => {
    expect(planOf(a, state, complete(...instances))).toMatchObject([{ kind: 'conflict' }])
  })

  it.each([
    ['the account has it alone', EMPTY_STATE, [anInstance('9', 'a')]],
    ['it differs', EMPTY_STATE, [anInstance('9', 'a', { gpuNum: 8 })]],
    ['a stranger stands beside it', EMPTY_STATE, [anInstance('9', 'a'), anInstance('8', 'a')]],
    ['ours is gone', aState(entryOf(a, [owned('1', a)])), [anInstance('9', 'a')]],
    [
      'ours is there too',
      aState(entryOf(a, [owned('1', a)])),
      [anInstance('1', 'a'), anInstance('9', 'a')],
    ],
  ])(
    'never creates beside an instance that another entry of the ledger owns: %s',
    (_why, state, instances) => {
      const b = aSpec('b')
      const { entries } = aState(entryOf(b, [owned('9', b)]))
      const tampered = { ...state, entries: new Map([...state.entries, ...entries]) }
      const [action] = planOf(a, tampered, complete(...instances))
      expect(action).toMatchObject({ kind: 'conflict', holders: new Map([['9', 'b']]) })
      expect(planOf(a, tampered, { ...partial(...instances) })[0]).toMatchObject({
        kind: 'conflict',
      })
    },
  )

  it('creates beside what another entry owned once', () => {
    const b = aSpec('b')
    const state = aState(entryOf(b, [owned('9', b)]))
    const gone = anInstance('9', 'a', { status: 'removed' })
    expect(planOf(a, state, complete(gone))[0]).toMatchObject({ kind: 'create' })
  })

  it('never creates an entry whose attempt has no outcome', () => {
    const state = aState(entryOf(a, [], [openAttempt(a, [])]))
    const createdAt = Date.parse('2026-11-01T10:00:00.000Z') / 1000
    expect(planOf(a, state, complete())).toMatchObject([{ kind: 'in-doubt', candidates: [] }])
    expect(planOf(a, state, complete(anInstance('9', 'a')))).toMatchObject([
      { kind: 'in-doubt', candidates: [{ instance: { id: '9' } }] },
    ])
    const removed = planOf(
      a,
      state,
      complete(anInstance('9', 'a', { status: 'removed', createdAt })),
    )
    expect(removed).toMatchObject([
      {
        kind: 'in-doubt',
        candidates: [{ instance: { id: '9' } }],
        reason: { code: 'attempt-with-candidates', ids: ['9'], by: 'name', verdict: 'removed' },
      },
    ])
    const before = aState(entryOf(a, [], [openAttempt(a, ['9'])]))
    expect(planOf(a, before, complete(anInstance('9', 'a')))).toMatchObject([
      { kind: 'in-doubt', candidates: [] },
    ])
  })

  it('names what is in the ledger and alive but in no file, when the run covers all files', () => {
    const b = aSpec('b')
    const state = aState(entryOf(a, [owned('1', a)]), entryOf(b, [owned('2', b)]))
    const remote = complete(anInstance('1', 'a'), anInstance('2', 'b'))
    expect(planOf(a, state, remote)).toMatchObject([
      { kind: 'no-op' },
      { kind: 'orphan', name: 'b' },
    ])
    const part = plan({ specs: [a], state, remote, coversAll: false, now: NOW })
    expect(part).toMatchObject([{ kind: 'no-op' }])
    expect(planOf(a, state, complete(anInstance('1', 'a')))).toHaveLength(1)
  })

  it('recognises an entry without a name by the ledger alone', () => {
    const unnamed = aSpec(undefined)
    const state = aState(entryOf(unnamed, [owned('1', unnamed)]))
    expect(planOf(unnamed, state, complete(anInstance('1', '')))).toMatchObject([{ kind: 'no-op' }])
    expect(planOf(unnamed, EMPTY_STATE, complete(anInstance('1', '')))).toMatchObject([
      { kind: 'create' },
    ])
  })

  it('creates nothing that another ledger has made for the same entry, whatever it is called', () => {
    for (const spec of [aSpec(undefined), a]) {
      const value = new Secret(markerText('01234567', spec.key, 'x' as AttemptId), '(secret)')
      const made = anInstance('9', 'renamed', { envs: [{ key: MARKER_KEY, value }] })
      expect(planOf(spec, EMPTY_STATE, complete(made))).toMatchObject([
        {
          kind: 'conflict',
          strangers: [{ id: '9' }],
          reason: {
            code: 'marker-of-another-ledger',
            instances: [{ id: '9', ledger: '01234567' }],
          },
        },
      ])
      const gone = anInstance('9', 'renamed', { ...made, status: 'removed' })
      expect(planOf(spec, EMPTY_STATE, complete(gone))).toMatchObject([{ kind: 'create' }])
      const state = aState(entryOf(spec, [owned('1', spec)]))
      expect(planOf(spec, state, complete(made))).toMatchObject([{ kind: 'recreate' }])
    }
  })
})
