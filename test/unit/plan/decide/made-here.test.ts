import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../src/api/remote.ts'
import type { InstanceSpec } from '../../../../src/definitions/instance-spec.ts'
import type { DefinitionFile } from '../../../../src/ledger/record.ts'
import type { State } from '../../../../src/ledger/state.ts'
import { type Goal, PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { markerIn } from '../../../../src/plan/marker.ts'
import { anInstance, aSpec, entryOf, openAttempt, owned } from '../../../support/builders.ts'
import { id } from '../../../support/ledger-records.ts'
import { markedBy } from '../../../support/marked-by.ts'
import { complete, ended, owning, planned } from '../../../support/planning.ts'

const HERE = '0a0a0a0a'
const web = aSpec('web')
const unnamed = aSpec(undefined)

/** An instance that this ledger made for an entry. */
const made = (instance: string, spec: InstanceSpec, name = spec.name ?? ''): RemoteInstance =>
  anInstance(instance, name, markedBy(HERE, spec.key))

const here = (state: State): State => ({ ...state, ledgerIds: new Set([HERE]) })

describe('an instance that this ledger made, and does not hold', () => {
  it.each([
    ['under the same name', web, 'web'],
    ['as the service renamed it', web, 'web (1)'],
    ['for an entry without a name', unnamed, ''],
  ])('is in conflict with the one of its entry: %s', (_what, spec, name) => {
    const state = here(owning([spec, owned('1', spec)]))
    const actions = planned({
      specs: [spec],
      state,
      remote: complete(made('1', spec), made('2', spec, name)),
    })
    expect(actions).toMatchObject([
      {
        kind: 'conflict',
        reason: { code: 'made-here-beside-ours', id: '1', others: ['2'] },
        owned: [{ id: '1' }],
        strangers: [{ id: '2' }],
        madeHere: new Set(['2']),
      },
    ])
  })

  it('is in conflict with a stranger of the name as well', () => {
    const remote = complete(anInstance('1', 'web'), made('2', web, 'web (1)'))
    expect(planned({ specs: [web], state: here(owning()), remote })).toMatchObject([
      { kind: 'conflict', reason: { code: 'lost-record', ids: ['2'] }, strangers: [{}, {}] },
    ])
  })

  it('is left to the attempt that may have made it while that is in doubt', () => {
    const state = here(owning([web, owned('1', web)]))
    const open = { ...entryOf(web, [owned('1', web)]), open: [openAttempt(web)] }
    const entries = new Map([[web.key, open]])
    const remote = complete(made('1', web), made('2', web))
    expect(planned({ specs: [web], state: { ...state, entries }, remote })).toMatchObject([
      { kind: 'in-doubt' },
    ])
  })

  it('is not the matter of an entry where it was made for another one, with another ledger, or both are held', () => {
    const spec = aSpec('web')
    const other = anInstance('2', 'x', markedBy('0b0b0b0b', spec.key))
    const state = here(
      owning([spec, { ...owned('1', spec), supersededBy: id('3') }, owned('3', spec)]),
    )
    const remote = complete(made('1', spec), made('3', spec), other, made('4', aSpec('db')))
    expect(planned({ specs: [spec], state, remote })).toMatchObject([
      { kind: 'destroy', key: 'web' },
      { kind: 'blocked', key: 'db' },
    ])
  })
})

describe('an instance that this ledger made for an entry that is in no file', () => {
  it.each<Goal>([
    { ...PLAIN_APPLY, prune: true },
    { kind: 'destroy', scope: 'all-owned', selection: { only: [], exclude: [] } },
  ])('is told when the entry is to end: $kind', (goal) => {
    const state = here(owning([web, owned('1', web)]))
    const remote = complete(made('1', web), made('2', web, 'web (1)'))
    expect(planned({ state, remote, goal })).toMatchObject([
      { kind: 'destroy', owned: { id: '1' } },
      { kind: 'blocked', key: 'web', reason: { code: 'not-recorded', id: '2' }, spec: undefined },
    ])
  })
})

describe('an instance that this ledger made for what no file defines any more', () => {
  const db = aSpec('db')
  const leftover = { kind: 'blocked', key: 'web', reason: { code: 'not-recorded', id: '2' } }

  it.each([false, true])('is told beside an orphan, and beside a prune: %s', (prune) => {
    const state = here(owning([web, owned('1', web)]))
    const remote = complete(made('1', web), made('2', web))
    const actions = planned({ state, remote, goal: { ...PLAIN_APPLY, prune } })
    expect(actions).toMatchObject([{ kind: prune ? 'destroy' : 'orphan' }, leftover])
  })

  it.each([false, true])('is told where the ledger ended the one of its entry: %s', (prune) => {
    const state = ended(here(owning()), [web, owned('1', web), 'prune'])
    const goal = { ...PLAIN_APPLY, prune }
    expect(planned({ state, remote: complete(made('2', web, 'renamed')), goal })).toMatchObject([
      leftover,
    ])
  })

  it('is told by its name where the ledger knows nothing of its entry', () => {
    expect(planned({ state: here(owning()), remote: complete(made('2', web)) })).toMatchObject([
      leftover,
    ])
  })

  it('is left to the attempt in doubt that may have made it', () => {
    const instance = made('2', web)
    const open = { ...openAttempt(web), marker: markerIn(instance) }
    const entries = new Map([[web.key, { ...entryOf(web, []), open: [open] }]])
    const state = { ...here(owning()), entries }
    expect(planned({ state, remote: complete(instance) })).toMatchObject([{ kind: 'in-doubt' }])
  })

  it('is nobody’s matter where another file defines its entry, or where the run is about a part', () => {
    const entry = { ...entryOf(web, [owned('1', web)]), file: 'other.yaml' as DefinitionFile }
    const state = { ...here(owning()), entries: new Map([[web.key, entry]]) }
    const remote = complete(made('1', web), made('2', web))
    expect(planned({ state, remote, isElsewhere: () => true })).toEqual([])
    expect(planned({ state, remote, coversAll: false })).toEqual([])
    expect(
      planned({ specs: [db], state: here(owning()), remote: complete(made('2', db)) }),
    ).toHaveLength(1)
  })
})

describe('an instance that a person forgot', () => {
  const letGo = (state: State): State => ({ ...here(state), released: new Set([id('2')]) })

  it('stays let go, though its marker names this ledger still', () => {
    const held = letGo(owning([unnamed, owned('1', unnamed)]))
    const both = complete(made('1', unnamed), made('2', unnamed))
    expect(planned({ specs: [unnamed], state: held, remote: both })).toMatchObject([
      { kind: 'no-op' },
    ])
    const alone = complete(made('2', unnamed))
    expect(planned({ specs: [unnamed], state: letGo(owning()), remote: alone })).toMatchObject([
      { kind: 'create' },
    ])
    const goal = { kind: 'destroy', scope: 'files' } as const
    expect(planned({ specs: [unnamed], state: letGo(owning()), remote: alone, goal })).toEqual([])
  })

  it('is said to be forgotten, and not lost, where it has the name of an entry', () => {
    const [exists] = planned({
      specs: [web],
      state: letGo(owning()),
      remote: complete(made('2', web)),
    })
    expect(exists).toMatchObject({ kind: 'exists', reason: { code: 'same-name-forgotten' } })
    const differing = { ...made('2', web), gpuNum: 8 }
    const [differs] = planned({ specs: [web], state: letGo(owning()), remote: complete(differing) })
    expect(differs).toMatchObject({ reason: { code: 'same-name-differs', lostRecord: false } })
  })
})
