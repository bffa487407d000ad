import { describe, expect, it } from 'vitest'
import { isOneOfTwo, oneOfEachCall } from '../../chaos/judge/loose.ts'
import { LATE } from '../../chaos/story/forgotten.ts'
import { TWICE } from '../../chaos/story/made-twice.ts'
import { scenarioOf, troublesOf } from '../../chaos/story/scenario.ts'

const isTwice = ({ name }: { readonly name: string }) => TWICE.some(([each]) => each === name)

describe('a story in which the service makes two instances of one call', () => {
  it('is one of fifteen to forty, and one that can be told from the account', () => {
    const drawn = Array.from({ length: 2_000 }, (_, seed) => scenarioOf(seed))
    const twice = drawn.filter((scenario) => troublesOf(scenario).some(isTwice))
    expect(twice.length).toBeGreaterThan(drawn.length / 40)
    expect(twice.length).toBeLessThan(drawn.length / 15)
    for (const { home, flags, mishap } of twice) {
      expect(home).not.toBe('embedded')
      expect(flags).not.toContain('--refresh=never')
      expect(mishap.amnesia).toBe(false)
    }
  })
})

describe('a story of what comes after it was forgotten', () => {
  it('has it come once, after somebody was sure that it would not', () => {
    const drawn = Array.from({ length: 2_000 }, (_, seed) => scenarioOf(seed))
    const late = drawn.filter(({ acts: [{ troubles }] }) =>
      troubles.some(({ name }) => LATE.some(([each]) => each === name)),
    )
    expect(late.length).toBeGreaterThan(drawn.length / 40)
    for (const { acts, marker } of late) {
      expect(marker).toBe(true)
      const happens = acts.flatMap(({ between = [] }) => between)
      expect(happens[0]).toBe('forget')
      expect(happens.at(-1)).toBe('arrive')
    }
  })
})

const one = { id: 'one', twin: 'other', isLeaving: false }
const other = { id: 'other', twin: 'one', isLeaving: false }
const third = { id: 'third', twin: undefined, isLeaving: false }

describe('of the instances that one call made', () => {
  it('the one counts that the ledger holds, else the first', () => {
    const owning =
      (...ids: readonly string[]) =>
      ({ id }: { readonly id: string }) =>
        ids.includes(id)
    expect(oneOfEachCall([one, other, third], owning('other', 'third'))).toEqual([other, third])
    expect(oneOfEachCall([one, other], owning())).toEqual([one])
    expect(oneOfEachCall([one, other], owning('one', 'other'))).toEqual([one])
    expect(oneOfEachCall([other, third], owning('one'))).toEqual([other, third])
  })

  it('none is one of two once the other one is on its way out', () => {
    expect(isOneOfTwo(one, [one, other])).toBe(true)
    expect(isOneOfTwo(one, [one, { ...other, isLeaving: true }])).toBe(false)
    expect(isOneOfTwo(third, [one, third])).toBe(false)
  })
})
