import { describe, expect, it } from 'vitest'
import { onSharedLedger } from '../../chaos/story/on-shared-ledger.ts'
import { blowsOf, scenarioOf } from '../../chaos/story/scenario.ts'
import { mayBeUnrecorded } from '../../chaos/story/unrecorded.ts'

const drawn = Array.from({ length: 2_400 }, (_, seed) => scenarioOf(seed))

describe('a story on a shared ledger', () => {
  it('leaves nothing unrecorded, unless the whole ledger is lost', () => {
    expect(drawn.filter(mayBeUnrecorded).length).toBeGreaterThan(500)
    const shared = drawn.map(onSharedLedger).filter(mayBeUnrecorded)
    expect(shared.filter(({ mishap }) => !mishap.amnesia)).toEqual([])
  })

  it('has the server crash where a file would be torn or had no room', () => {
    for (const scenario of drawn) {
      const { mishap, ways, ...shared } = onSharedLedger(scenario)
      expect(mishap.crash).toBe(scenario.mishap.tear !== undefined)
      expect(ways.every(({ host }) => host === 'address')).toBe(true)
      const [before, after] = [blowsOf(scenario), blowsOf(shared)]
      expect(after).toHaveLength(before.length)
      expect(after.filter(({ blow }) => blow === 'full' || blow === 'full-at-call')).toEqual([])
    }
    const away = drawn.flatMap((scenario) => blowsOf(onSharedLedger(scenario)))
    expect(away.filter(({ blow }) => blow === 'away').length).toBeGreaterThan(100)
  })
})
