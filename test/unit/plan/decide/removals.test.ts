import { describe, expect, it } from 'vitest'
import type { DefinitionFile } from '../../../../src/ledger/record.ts'
import type { OwnedInstance } from '../../../../src/ledger/state.ts'
import { type Goal, PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import {
  anInstance,
  aSpec,
  aState,
  entryOf,
  openAttempt,
  owned,
} from '../../../support/builders.ts'
import { openOperation } from '../../../support/change-world.ts'
import {
  complete,
  ended,
  expiry,
  NOW,
  owning,
  partial,
  planned,
  replaced,
} from '../../../support/planning.ts'

const DESTROY: Goal = { kind: 'destroy', scope: 'files' }
const ALL: Goal = {
  kind: 'destroy',
  scope: 'all-owned',
  selection: { only: [], exclude: [] },
}
const PRUNE: Goal = { ...PLAIN_APPLY, prune: true }

const a = aSpec('a')
const b = aSpec('b')
const one = (fields: Partial<OwnedInstance> = {}) => ({ ...owned('1', a), ...fields })

const shortly = (actions: readonly { kind: string; reason: { code: string } }[]) =>
  actions.map(({ kind, reason }) => `${kind} ${reason.code}`)

describe('a plan of destroy', () => {
  it('ends what the ledger owns for the entries of the run, in file order', () => {
    const state = owning([a, one()], [b, owned('2', b)])
    const remote = complete(anInstance('1', 'a'), anInstance('2', 'b'))
    const observed = { state, remote, goal: DESTROY }
    expect(planned({ ...observed, specs: [b, a] })).toMatchObject([
      { kind: 'destroy', key: 'b', owned: { id: '2' }, because: 'destroy', spec: b },
      { kind: 'destroy', key: 'a', owned: { id: '1' }, reason: { code: 'destroy-asked' } },
    ])
    expect(planned({ ...observed, specs: [a] })).toHaveLength(1)
  })

  it('ends every instance that an entry owns', () => {
    const state = owning([a, one(), owned('2', a)])
    const remote = complete(anInstance('1', 'a'), anInstance('2', 'a'))
    expect(planned({ specs: [a], state, remote, goal: DESTROY })).toMatchObject([
      { kind: 'destroy', owned: { id: '1' } },
      { kind: 'destroy', owned: { id: '2' } },
    ])
  })

  it('leaves alone what only has the name of an entry', () => {
    const remote = complete(anInstance('1', 'a'), anInstance('9', 'a'))
    const actions = planned({ specs: [a], state: owning([a, one()]), remote, goal: DESTROY })
    expect(shortly(actions)).toEqual(['destroy destroy-asked', 'blocked not-ours'])
    expect(shortly(planned({ specs: [a], remote: complete(), goal: DESTROY }))).toEqual([])
  })

  it.each([
    ['the service does not know', complete(), 'destroy gone-already'],
    [
      'is on its way out',
      complete(anInstance('1', 'a', { status: 'removing' })),
      'destroy leaving-already',
    ],
    ['a partial list does not show', partial(), 'destroy destroy-asked'],
  ])('tells what there is to do about what %s', (_what, remote, expected) => {
    const actions = planned({ specs: [a], state: owning([a, one()]), remote, goal: DESTROY })
    expect(shortly(actions)).toEqual([expected])
  })

  it.each([
    ['renamed', { name: 'theirs' }, 'became-another'],
    ['created later', { createdAt: NOW / 1000 + 7200 }, 'became-another'],
    ['paid by the month', { billingMode: 'monthly', endsAt: 1_800_000_000 }, 'prepaid'],
  ])('is blocked for an instance that is %s', (_what, fields, code) => {
    const remote = complete(anInstance('1', 'a', fields))
    const actions = planned({ specs: [a], state: owning([a, one()]), remote, goal: DESTROY })
    expect(shortly(actions)).toEqual([`blocked ${code}`])
    if (code === 'prepaid') expect(actions).toMatchObject([{ reason: { until: 1_800_000_000 } }])
  })

  it('goes on with a deletion that is open, and is blocked by any other change', () => {
    const remote = complete(anInstance('1', 'a'))
    const plan = (operation: 'delete' | 'stop') => {
      const state = owning([a, one({ open: openOperation(operation) })])
      return shortly(planned({ specs: [a], state, remote, goal: DESTROY }))
    }
    expect(plan('delete')).toEqual(['destroy destroy-asked'])
    expect(plan('stop')).toEqual(['blocked change-open'])
  })

  it('names an attempt in doubt, beside what it ends', () => {
    const state = aState(entryOf(a, [one()], [openAttempt(a, [])]))
    const remote = complete(anInstance('1', 'a'))
    expect(planned({ specs: [a], state, remote, goal: DESTROY }).map(({ kind }) => kind)).toEqual([
      'destroy',
      'in-doubt',
    ])
  })

  it('ends what the ledger ended before, and that is there again', () => {
    const state = ended(owning(), [a, one(), 'destroy'])
    const remote = complete(anInstance('1', 'a'))
    for (const goal of [DESTROY, ALL]) {
      const actions = planned({ specs: [a], state, remote, goal })
      expect(shortly(actions)).toEqual(['destroy destroy-asked'])
    }
    expect(planned({ specs: [a], state, goal: DESTROY })).toEqual([])
  })
})

describe('a plan of destroy --all-owned', () => {
  const state = owning([a, one()], [b, owned('2', b)])
  const remote = complete(anInstance('1', 'a'), anInstance('2', 'b'))

  it('ends what is in no file as well, after what is', () => {
    expect(planned({ specs: [b], state, remote, goal: ALL })).toMatchObject([
      { kind: 'destroy', key: 'b', spec: b },
      { kind: 'destroy', key: 'a', spec: undefined },
    ])
    expect(planned({ state, remote, goal: ALL })).toHaveLength(2)
  })

  it('ends what a selection names, whether it is in a file or not', () => {
    const selecting = (only: readonly string[], exclude: readonly string[] = []) =>
      planned({
        specs: [b],
        state,
        remote,
        goal: { kind: 'destroy', scope: 'all-owned', selection: { only, exclude } },
      }).map(({ key }) => key)
    expect(selecting(['a'])).toEqual(['a'])
    expect(selecting([], ['a'])).toEqual(['b'])
    expect(() => selecting(['c'])).toThrow('--only c matches no entry')
  })

  it('leaves alone what a file defines that was not read and is still there: it may protect it', () => {
    const theirs = { ...entryOf(b, [owned('2', b)]), file: 'prod.yaml' as DefinitionFile }
    const observed = { specs: [a], state: aState(entryOf(a, [one()]), theirs), remote, goal: ALL }
    const isElsewhere = (file: DefinitionFile) => file === 'prod.yaml'
    expect(planned({ ...observed, isElsewhere })).toMatchObject([
      { kind: 'destroy', key: 'a' },
      { kind: 'blocked', key: 'b', reason: { code: 'defined-elsewhere', file: 'prod.yaml' } },
    ])
    // Read, or gone.
    for (const known of [{ specs: [a, b], isElsewhere }, {}]) {
      const actions = planned({ ...observed, ...known })
      expect(shortly(actions)).toEqual(['destroy destroy-asked', 'destroy destroy-asked'])
    }
  })

  it('names an attempt that is in no file, which may have made something', () => {
    const doubtful = aState(entryOf(a, [], [openAttempt(a, [])]))
    expect(shortly(planned({ state: doubtful, goal: ALL }))).toEqual([
      'in-doubt attempt-in-no-file',
    ])
  })
})

describe('protection', () => {
  const remote = complete(anInstance('1', 'a'))
  const kept = aSpec('a', {}, { protect: true })
  const goals: readonly Goal[] = [DESTROY, ALL, PRUNE, { kind: 'reap' }]

  it('of the ledger counts, whatever the file says, and where there is none', () => {
    const state = owning([a, one({ protect: true })])
    const expired = aSpec('a', {}, { expires: expiry('1s') })
    for (const goal of goals) {
      for (const specs of goal === DESTROY || goal.kind === 'reap'
        ? [[expired]]
        : [[expired], []]) {
        const ends = planned({ specs, state, remote, goal }).filter(
          ({ kind }) => kind === 'destroy',
        )
        expect(ends).toEqual([])
      }
    }
    expect(shortly(planned({ state, remote, goal: ALL }))).toEqual(['blocked protected'])
    expect(shortly(planned({ state, remote, goal: PRUNE }))).toEqual(['blocked protected'])
  })

  it('of the file counts before the ledger has heard of it', () => {
    const state = owning([a, one()])
    for (const goal of [DESTROY, ALL]) {
      expect(shortly(planned({ specs: [kept], state, remote, goal }))).toEqual([
        'blocked protected',
      ])
    }
  })

  it('of one entry keeps an instance that another one holds, too', () => {
    const also = aSpec('b', {}, { protect: true })
    const state = owning([a, one()], [also, owned('1', also)])
    const actions = planned({ specs: [a, also], state, remote, goal: DESTROY })
    expect(shortly(actions).filter((each) => each.startsWith('destroy'))).toEqual([])
  })

  it('counts also for what is on its way out by a list, which may be wrong', () => {
    const leaving = complete(anInstance('1', 'a', { status: 'toRemove' }))
    const state = owning([a, one({ protect: true })])
    expect(shortly(planned({ specs: [a], state, remote: leaving, goal: DESTROY }))).toEqual([
      'blocked protected',
    ])
  })
})

describe('a plan of apply --prune', () => {
  const state = owning([a, one()], [b, owned('2', b)])
  const remote = complete(anInstance('1', 'a'), anInstance('2', 'b'))

  it('ends what is in no file, and nothing that is', () => {
    expect(planned({ specs: [a], state, remote, goal: PRUNE })).toMatchObject([
      { kind: 'no-op', key: 'a' },
      { kind: 'destroy', key: 'b', because: 'prune', reason: { code: 'pruned' }, spec: undefined },
    ])
  })

  it('ends nothing where the run covers a part of the files', () => {
    const actions = planned({ specs: [a], state, remote, goal: PRUNE, coversAll: false })
    expect(actions.map(({ kind }) => kind)).toEqual(['no-op'])
  })

  it('never ends what another fleet defines, nor what it ended and is there again', () => {
    const theirs = { ...entryOf(b, [owned('2', b)]), file: 'prod.yaml' as DefinitionFile }
    const isElsewhere = (file: DefinitionFile) => file === 'prod.yaml'
    const observed = { specs: [a], remote, goal: PRUNE, isElsewhere }
    const held = aState(entryOf(a, [one()]), theirs)
    expect(planned({ ...observed, state: held }).map(({ kind }) => kind)).toEqual(['no-op'])
    const back = ended(owning([a, one()]), [b, owned('2', b), 'destroy'])
    const departed = new Map(
      [...back.departed].map(([id, each]) => [id, { ...each, file: theirs.file }]),
    )
    const actions = planned({ ...observed, state: { ...back, departed } })
    expect(actions.map(({ kind }) => kind)).toEqual(['no-op'])
  })

  it('ends what is back after it was replaced, unless the ledger protects it', () => {
    const prunedOf = (old: OwnedInstance) =>
      planned({
        specs: [a],
        state: replaced(owning([a, one()], [b, owned('2', b)]), [b, old, '2']),
        remote: complete(anInstance('1', 'a'), anInstance('2', 'b'), anInstance('3', 'b')),
        goal: PRUNE,
      })
    expect(shortly(prunedOf(owned('3', b)))).toEqual([
      'no-op as-applied',
      'destroy pruned',
      'destroy pruned',
    ])
    expect(shortly(prunedOf({ ...owned('3', b), protect: true }))).toEqual([
      'no-op as-applied',
      'destroy pruned',
      'blocked protected',
    ])
  })

  it('never ends what the ledger does not own', () => {
    const actions = planned({ remote: complete(anInstance('9', 'stranger')), goal: PRUNE })
    expect(actions).toEqual([])
  })

  it('leaves an attempt in doubt to a person', () => {
    const doubtful = aState(entryOf(b, [owned('2', b)], [openAttempt(b, [])]))
    const actions = planned({ state: doubtful, remote, goal: PRUNE })
    expect(shortly(actions)).toEqual(['destroy pruned', 'in-doubt attempt-in-no-file'])
  })
})

describe('a plan of reap', () => {
  const soon = aSpec('a', {}, { expires: expiry('30m') })
  const later = aSpec('b', {}, { expires: expiry('90m') })
  const state = owning([soon, owned('1', soon)], [later, owned('2', later)])
  const remote = complete(anInstance('1', 'a'), anInstance('2', 'b'), anInstance('9', 'c'))
  const REAP: Goal = { kind: 'reap' }

  it('ends what has expired, and nothing else', () => {
    const actions = planned({ specs: [soon, later, aSpec('c')], state, remote, goal: REAP })
    expect(actions).toMatchObject([
      {
        kind: 'destroy',
        key: 'a',
        because: 'expired',
        reason: { code: 'expired', at: NOW - 1_800_000 },
      },
    ])
  })

  it('ends what it ended before, and that is there again', () => {
    const back = ended(owning(), [soon, owned('1', soon), 'expired'])
    const actions = planned({ specs: [soon], state: back, remote, goal: REAP })
    expect(shortly(actions)).toEqual(['destroy expired'])
  })

  it('has the ledger told of what has expired and is gone', () => {
    const actions = planned({ specs: [soon], state, goal: REAP })
    expect(shortly(actions)).toEqual(['destroy gone-already'])
  })

  it('says what has expired and only has the name of an entry, or may have been made by an attempt', () => {
    expect(shortly(planned({ specs: [soon, later], state: owning(), remote, goal: REAP }))).toEqual(
      ['blocked not-ours', 'blocked not-ours'],
    )
    const young = complete(anInstance('2', 'b', { createdAt: NOW / 1000 }))
    expect(planned({ specs: [later], state: owning(), remote: young, goal: REAP })).toEqual([])
    const doubt = aState(entryOf(soon, [], [openAttempt(soon)]))
    expect(shortly(planned({ specs: [soon], state: doubt, goal: REAP }))).toEqual([
      'in-doubt attempt-without-trace',
    ])
  })
})

describe('an apply that ends what has expired', () => {
  it('leaves what is protected to a person: its time is over all the same', () => {
    const goal: Goal = { ...PLAIN_APPLY, endsExpired: true }
    const spec = aSpec('a', {}, { expires: expiry('30m') })
    const observed = { specs: [spec], remote: complete(anInstance('1', 'a')), goal }
    const kept = { ...owned('1', spec), protect: true }
    expect(shortly(planned({ ...observed, state: owning([spec, kept]) }))).toEqual([
      'expired expired-in-file',
    ])
    expect(shortly(planned({ ...observed, state: owning([spec, owned('1', spec)]) }))).toEqual([
      'destroy expired',
    ])
  })
})
