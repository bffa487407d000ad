import { describe, expect, it } from 'vitest'
import { growthOf, summaryOf } from '../../../bench/statistics.ts'

describe('summaryOf', () => {
  it('gives the middle sample, and the middle of the middle two', () => {
    expect(summaryOf([3, 1, 2]).median).toBe(2)
    expect(summaryOf([4, 1, 3, 2]).median).toBe(2.5)
  })

  it('is not moved by one sample that the machine disturbed', () => {
    expect(summaryOf([10, 11, 12, 13, 9000])).toEqual({ median: 12, low: 11, high: 13 })
  })

  it('sorts numbers as numbers', () => {
    expect(summaryOf([9, 10, 100])).toEqual({ median: 10, low: 9.5, high: 55 })
  })

  it('takes a single sample for all three', () => {
    expect(summaryOf([7])).toEqual({ median: 7, low: 7, high: 7 })
  })

  it('refuses to sum up nothing', () => {
    expect(() => summaryOf([])).toThrow(RangeError)
  })

  it('leaves the samples as they are', () => {
    const samples = [3, 1, 2]
    summaryOf(samples)
    expect(samples).toEqual([3, 1, 2])
  })
})

describe('growthOf', () => {
  it('is 2 for linear costs and 4 for quadratic ones', () => {
    expect(growthOf([5, 10, 20])).toEqual([2, 2])
    expect(growthOf([1, 4, 16])).toEqual([4, 4])
  })
})
