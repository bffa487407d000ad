import { describe, expect, it } from 'vitest'
import { audit } from '../../../src/apply/audit.ts'
import { anInstance, aSpec, owned } from '../../support/builders.ts'
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

  it('tells of what is there besides, and not of what is gone', () => {
    const state = replaced(owning([a, second]), [a, mine, '2'])
    const both = complete(anInstance('1', 'a'), anInstance('2', 'a'))
    expect(audit(state, [], both)).toMatchObject([{ instance: { id: '1' }, ours: ['2'] }])
  })
})
