import { describe, expect, it } from 'vitest'
import { returnedIn, withReturned } from '../../../src/api/returned.ts'
import { anInstance, aSpec, owned } from '../../support/builders.ts'
import { ended, owning, replaced } from '../../support/planning.ts'

const a = aSpec('a')
const mine = owned('1', a)

describe.each([
  ['ended', ended(owning(), [a, mine, 'destroy'])],
  ['replaced', replaced(owning(), [a, mine, '2'])],
])('what was %s', (_what, state) => {
  it('is there again where the account shows it alive', () => {
    const shown = (status: string) =>
      returnedIn(state.departed, [anInstance('1', 'a', { status }), anInstance('9', 'a')])
    expect(shown('running')).toMatchObject([{ key: 'a', owned: mine }])
    expect(shown('removing')).toEqual([])
    expect(returnedIn(state.departed, [])).toEqual([])
  })

  it('is among what its entry has then, and tells how it counted as gone', () => {
    const beside = { ...state, entries: owning([a, owned('2', a)]).entries }
    const departure = state.departed.get(mine.id)?.departure
    const [entry] = withReturned(beside, [anInstance('1', 'a')]).values()
    expect(entry?.instances).toMatchObject([{ id: '2' }, { id: '1', returned: departure }])
    const [alone] = withReturned(state, [anInstance('1', 'a')]).values()
    expect(alone).toMatchObject({ key: 'a', name: 'a', instances: [{ id: '1' }], open: [] })
    expect(withReturned(state, []).size).toBe(0)
  })
})
