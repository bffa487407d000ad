import { describe, expect, it } from 'vitest'
import { isGone, isPresent, toAccount } from '../../../../src/plan/decide/account.ts'
import { anInstance, aSpec, owned } from '../../../support/builders.ts'
import { openOperation } from '../../../support/change-world.ts'
import { complete, ended, NOW, owning, partial, planned } from '../../../support/planning.ts'

const a = aSpec('a')
const mine = owned('1', a)
const ours = owning([a, mine])

const accountOf = (remote = complete(), state = ours, specs = [a]) =>
  toAccount({ remote, state, specs, now: NOW })

describe('what is left of an instance', () => {
  it.each([
    ['alive', complete(anInstance('1', 'a')), true, false],
    ['on its way out', complete(anInstance('1', 'a', { status: 'removing' })), false, false],
    ['removed', complete(anInstance('1', 'a', { status: 'removed' })), false, true],
    ['not in a whole list', complete(), false, true],
    ['not in a part of a list', partial(), true, false],
  ])('is told by a whole list alone: %s', (_what, remote, present, gone) => {
    const account = accountOf(remote)
    expect([isPresent(mine.id, account), isGone(mine.id, account)]).toEqual([present, gone])
  })
})

describe('protectedIds', () => {
  it('are those of the ledger and those of the files together', () => {
    const kept = aSpec('b', {}, { protect: true })
    const state = ended(owning([a, { ...mine, protect: true }], [kept, owned('2', kept)]), [
      kept,
      owned('3', kept),
      'destroy',
    ])
    expect([...accountOf(complete(), state, [a, kept]).protectedIds].sort()).toEqual([
      '1',
      '2',
      '3',
    ])
    expect([...accountOf(complete(), state, [a]).protectedIds]).toEqual(['1'])
  })
})

describe('what was ended and is there again', () => {
  const state = ended(owning(), [a, mine, 'destroy'])

  it('is a conflict whatever it is called, and never created beside', () => {
    for (const name of ['a', 'renamed']) {
      expect(planned({ specs: [a], state, remote: complete(anInstance('1', name)) })).toMatchObject(
        [
          {
            kind: 'conflict',
            reason: { code: 'destroyed-is-back', id: '1', at: '2026-11-01T10:30:00.000Z' },
            returned: new Map([
              ['1', { kind: 'destroyed', at: '2026-11-01T10:30:00.000Z', because: 'destroy' }],
            ]),
          },
        ],
      )
    }
  })

  it('is a conflict beside what was made in its place', () => {
    const replaced = { ...state, ...{ entries: owning([a, owned('2', a)]).entries } }
    const remote = complete(anInstance('1', 'a'), anInstance('2', 'a'))
    expect(planned({ specs: [a], state: replaced, remote })).toMatchObject([
      { kind: 'conflict', owned: [{ id: '2' }], reason: { code: 'destroyed-is-back', id: '1' } },
    ])
  })

  it('is an orphan where no file defines it', () => {
    expect(planned({ state, remote: complete(anInstance('1', 'a')) })).toMatchObject([
      { kind: 'orphan', key: 'a', instances: [{ owned: mine }] },
    ])
  })

  it('is created again where it is not there', () => {
    expect(planned({ specs: [a], state })).toMatchObject([{ kind: 'create' }])
  })
})

describe('a change that is open', () => {
  const open = openOperation('stop')
  const state = owning([a, { ...mine, open }])

  it('leaves its entry in doubt, before everything else', () => {
    const changed = aSpec('a', { gpuNum: 2 }, { desiredStatus: 'stopped' })
    const remote = complete(anInstance('1', 'a'), anInstance('9', 'a'))
    expect(planned({ specs: [changed], state, remote })).toMatchObject([
      {
        kind: 'in-doubt',
        reason: { code: 'change-unsettled', id: '1', operation: 'stop', since: open.since },
        unsettled: [{ id: '1' }],
        attempts: [],
        candidates: [],
      },
    ])
  })

  it('is over where nothing is left of the instance', () => {
    expect(planned({ specs: [a], state })).toMatchObject([{ kind: 'recreate' }])
    expect(planned({ specs: [a], state, remote: partial() })).toMatchObject([{ kind: 'in-doubt' }])
  })
})
