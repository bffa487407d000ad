import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultScript } from '../../../../src/sandbox/faults/fault-script.ts'
import type { FaultRule, When } from '../../../../src/sandbox/faults/faults.ts'

const struckOf = (when: When | undefined, calls: number, on: FaultRule['on'] = 'create') => {
  const rule: FaultRule = { on, do: { fault: 'reset', at: 'before' }, ...(when && { when }) }
  const script = faultScript([rule])
  return [...Array(calls)]
    .map((_, at) => at + 1)
    .filter(() => script.onHeaders('create').length > 0)
}

describe('faultScript', () => {
  it('strikes every call when nothing is said', () => {
    expect(struckOf(undefined, 3)).toEqual([1, 2, 3])
  })

  it('strikes the nth call, or several', () => {
    expect(struckOf({ nth: 2 }, 4)).toEqual([2])
    expect(struckOf({ nth: [1, 3] }, 4)).toEqual([1, 3])
  })

  it('strikes as often as told at most', () => {
    expect(struckOf({ times: 2 }, 4)).toEqual([1, 2])
    expect(struckOf({ nth: [2, 3, 4], times: 1 }, 4)).toEqual([2])
  })

  it('strikes the operations it is on', () => {
    expect(struckOf(undefined, 1, 'list')).toEqual([])
    expect(struckOf(undefined, 1, ['list', 'create'])).toEqual([1])
    expect(struckOf(undefined, 1, '*')).toEqual([1])
    expect(struckOf(undefined, 1, 'connection')).toEqual([])
  })

  it('counts the calls of one name apart', () => {
    const fault = { fault: 'reset', at: 'before' } as const
    const script = faultScript([{ on: 'create', when: { name: 'b', nth: 2 }, do: fault }])
    expect(script.onHeaders('create')).toEqual([])
    const names = ['a', 'b', 'a', 'b', 'b', undefined]
    expect(names.map((name) => script.onName('create', name).length)).toEqual([0, 0, 0, 1, 0, 0])
  })

  it('strikes the same calls for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, probability) => {
        const when = { seed, probability }
        expect(struckOf(when, 50)).toEqual(struckOf(when, 50))
      }),
    )
  })

  it('never strikes at probability 0, always at 1, about half at 0.5', () => {
    expect(struckOf({ probability: 0, seed: 1 }, 100)).toEqual([])
    expect(struckOf({ probability: 1, seed: 1 }, 100).length).toBe(100)
    const half = struckOf({ probability: 0.5, seed: 1 }, 1000).length
    expect(Math.abs(half - 500)).toBeLessThan(100)
  })
})
