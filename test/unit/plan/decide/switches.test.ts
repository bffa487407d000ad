import { describe, expect, it } from 'vitest'
import type { Remote } from '../../../../src/api/remote.ts'
import { EMPTY_STATE, type State } from '../../../../src/ledger/state.ts'
import {
  anInstance,
  aSpec,
  aState,
  entryOf,
  openAttempt,
  owned,
} from '../../../support/builders.ts'
import { openOperation } from '../../../support/change-world.ts'
import { complete, ended, owning, partial, planned, replaced } from '../../../support/planning.ts'

const a = aSpec('a')
const mine = owned('1', a)
const ours = owning([a, mine])

const switching = (kind: 'start' | 'stop', state: State, remote: Remote) =>
  planned({ specs: [a], state, remote, goal: { kind } })

const shown = (status: string, fields: object = {}) =>
  complete(anInstance('1', 'a', { status, ...fields }))

describe.each(['start', 'stop'] as const)('a plan of %s', (kind) => {
  const from = kind === 'start' ? 'exited' : 'running'
  const to = kind === 'start' ? 'running' : 'stopped'
  const so = kind === 'start' ? 'running' : 'exited'

  it('has one step for what is not so yet, because of the command', () => {
    expect(switching(kind, ours, shown(from))).toMatchObject([
      { kind: 'change', steps: [{ operation: kind, from, to, because: 'command' }], changes: [] },
    ])
  })

  it('has nothing to do for what is so, and waits for what is on its way', () => {
    const code = kind === 'start' ? 'started-as-asked' : 'stopped-as-asked'
    expect(switching(kind, ours, shown(so))).toMatchObject([{ kind: 'no-op', reason: { code } }])
    const onItsWay = kind === 'start' ? 'toStart' : 'toStop'
    const coming = kind === 'start' ? 'coming-to-run' : 'coming-to-stop'
    expect(switching(kind, ours, shown(onItsWay))).toMatchObject([
      { kind: 'change', reason: { code: coming }, steps: [{ operation: kind }] },
    ])
  })

  it('waits for what is on its way elsewhere', () => {
    const elsewhere = kind === 'start' ? 'stopping' : 'starting'
    expect(switching(kind, ours, shown(elsewhere))).toMatchObject([
      { kind: 'change', steps: [], reason: { code: `to-${kind}-later` } },
    ])
  })

  it('says what has failed, in the words of the service', () => {
    const reclaimed = shown('exited', { spotStatus: 'terminated' })
    expect(switching(kind, ours, reclaimed)).toMatchObject([
      {
        kind: 'failed',
        reason: { code: 'spot-reclaimed', spotStatus: 'terminated', isOver: true },
      },
    ])
  })

  it('leaves alone what only has the name of an entry', () => {
    const stranger = complete(anInstance('9', 'a', { status: from }))
    expect(switching(kind, EMPTY_STATE, stranger)).toMatchObject([
      { kind: 'blocked', reason: { code: 'not-ours', id: '9' } },
    ])
  })

  it.each<[string, State]>([
    ['ended', ended(owning(), [a, mine, 'destroy'])],
    ['replaced', replaced(owning(), [a, mine, '2'])],
  ])('leaves to a person what was %s and is there again', (_what, state) => {
    expect(switching(kind, state, shown(from))).toMatchObject([
      { kind: 'conflict', strangers: [{ id: '1' }] },
    ])
  })

  it('does nothing where it cannot tell which one is meant', () => {
    const state = owning([a, mine, owned('2', a)])
    const remote = complete(anInstance('1', 'a'), anInstance('2', 'a'))
    expect(switching(kind, state, remote)).toMatchObject([
      { kind: 'blocked', reason: { code: 'not-unique', ids: ['1', '2'] } },
    ])
  })

  it('does nothing while an attempt or another change is in doubt', () => {
    const attempt = aState(entryOf(a, [mine], [openAttempt(a, [])]))
    expect(switching(kind, attempt, shown(from))).toMatchObject([{ kind: 'in-doubt' }])
    const change = owning([a, { ...mine, open: openOperation('delete') }])
    expect(switching(kind, change, shown(from))).toMatchObject([
      { kind: 'in-doubt', reason: { code: 'change-unsettled', operation: 'delete' } },
    ])
  })

  it('does nothing to what it cannot see', () => {
    expect(switching(kind, ours, partial())).toMatchObject([
      { kind: 'blocked', reason: { code: 'not-there' } },
    ])
  })
})

describe('what is not there', () => {
  it('is stopped, and cannot be started', () => {
    expect(switching('stop', ours, complete())).toEqual([])
    expect(switching('start', ours, complete())).toMatchObject([
      { kind: 'blocked', reason: { code: 'not-there' } },
    ])
  })
})

describe('desiredStatus', () => {
  it('makes a step because of the definition, beside what differs otherwise', () => {
    const stopped = aSpec('a', { rootfsSize: 80 }, { desiredStatus: 'stopped' })
    expect(planned({ specs: [stopped], state: ours, remote: shown('running') })).toMatchObject([
      {
        kind: 'change',
        reason: { code: 'definition-changed', fields: ['rootfsSize'] },
        steps: [{ operation: 'grow-disk' }, { operation: 'stop', because: 'definition' }],
      },
    ])
    const other = aSpec('a', { gpuNum: 2 }, { desiredStatus: 'stopped' })
    expect(planned({ specs: [other], state: ours, remote: shown('running') })).toMatchObject([
      { kind: 'change', changes: [{ field: 'gpuNum' }], steps: [{ operation: 'stop' }] },
    ])
    expect(planned({ specs: [other], state: ours, remote: shown('exited') })).toMatchObject([
      { kind: 'blocked', reason: { code: 'replaced-while-stopped' } },
    ])
  })

  it('is satisfied by what is stopped, and tells of it where nobody asked for it', () => {
    const stopped = aSpec('a', {}, { desiredStatus: 'stopped' })
    expect(planned({ specs: [stopped], state: ours, remote: shown('exited') })).toMatchObject([
      { kind: 'no-op', reason: { code: 'stopped-as-asked' }, drift: [] },
    ])
    expect(planned({ specs: [a], state: ours, remote: shown('exited') })).toMatchObject([
      { kind: 'no-op', reason: { code: 'as-applied-but-stopped' }, drift: [{ field: 'status' }] },
    ])
  })

  it('tells of what is stopped whether it is paid in advance', () => {
    const remote = shown('exited', { billingMode: 'monthly' })
    const stopped = aSpec('a', {}, { desiredStatus: 'stopped' })
    for (const specs of [[a], [stopped]]) {
      expect(planned({ specs, state: ours, remote })).toMatchObject([{ reason: { isPaid: true } }])
    }
    expect(planned({ specs: [a], remote })).toMatchObject([{ reason: { isPaid: true } }])
    expect(switching('stop', ours, remote)).toMatchObject([{ reason: { isPaid: true } }])
    const running = shown('running', { billingMode: 'monthly' })
    const [there] = planned({ specs: [a], state: ours, remote: running })
    expect(there?.reason).not.toHaveProperty('isPaid')
  })
})
