import { describe, expect, it } from 'vitest'
import { audit } from '../../../src/apply/audit.ts'
import type { InstanceId } from '../../../src/ledger/record.ts'
import { anInstance, aSpec, aState, entryOf, openAttempt, owned } from '../../support/builders.ts'
import { markedBy } from '../../support/marked-by.ts'
import { complete, ended, owning, replaced } from '../../support/planning.ts'

const a = aSpec('a')
const mine = owned('1', a)
const second = owned('2', a)

describe('the closing look', () => {
  it('finds what counted as gone and is there, whatever it is called and whatever its entry has', () => {
    const states = [
      ended(owning(), [a, mine, 'destroy']),
      replaced(owning([a, second]), [a, mine, '2']),
    ]
    for (const state of states) {
      const departure = state.departed.get(mine.id)?.departure
      expect(audit(state, [], complete(anInstance('1', 'renamed')))).toMatchObject([
        { kind: 'surplus', name: 'a', ours: [], returned: { key: 'a', departure } },
      ])
    }
  })

  it('finds what this ledger made by its marker and does not hold, whatever entry it is of', () => {
    const b = aSpec('b')
    const state = { ...owning([a, mine]), ledgerIds: new Set(['0a0a0a0a']) }
    const late = (id: string, entry: string, ledger = '0a0a0a0a') =>
      anInstance(id, 'renamed', markedBy(ledger, entry))
    const seen = complete(
      anInstance('1', 'a', markedBy('0a0a0a0a', 'a')),
      late('2', 'a'),
      late('3', b.key),
      late('4', 'a', '0b0b0b0b'),
    )
    expect(audit(state, [], seen)).toMatchObject([
      {
        kind: 'surplus',
        madeHere: true,
        entry: 'a',
        name: 'a',
        instance: { id: '2' },
        ours: ['1'],
      },
      { kind: 'surplus', madeHere: true, name: 'renamed', instance: { id: '3' }, ours: [] },
    ])
    const released = new Set(['2', '3'].map((each) => each as InstanceId))
    expect(audit({ ...state, released }, [], seen)).toEqual([])
  })

  it('leaves what an attempt in doubt made to that attempt', () => {
    const spec = aSpec(undefined)
    const { envs } = markedBy('0a0a0a0a', spec.key)
    const open = { ...openAttempt(spec), marker: envs?.[0]?.value.reveal() }
    const entry = { ...entryOf(spec, []), open: [open] }
    const state = { ...aState(entry), ledgerIds: new Set(['0a0a0a0a']) }
    expect(audit(state, [], complete(anInstance('2', '', { envs })))).toEqual([])
  })

  it('tells of what is there besides, and not of what is gone', () => {
    const state = replaced(owning([a, second]), [a, mine, '2'])
    const both = complete(anInstance('1', 'a'), anInstance('2', 'a'))
    expect(audit(state, [], both)).toMatchObject([{ instance: { id: '1' }, ours: ['2'] }])
  })
})
