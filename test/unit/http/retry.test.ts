import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backoff, retryAfterMs } from '../../../src/http/retry.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0)

describe('retryAfterMs', () => {
  test.each([
    ['5', 5_000],
    ['1.5', 1_500],
    ['0', 1_000],
    ['120', 120_000],
    ['3600', 3_600_000],
    [' 5 ', 5_000],
  ])('%s is so many seconds, one at least', (value, ms) => {
    expect(retryAfterMs({ 'retry-after': value }, NOW)).toBe(ms)
  })

  test.each([
    'Thu, 01 Jan 2026 12:00:30 GMT',
    'Thursday, 01-Jan-26 12:00:30 GMT',
    'Thu Jan  1 12:00:30 2026',
  ])('%s is a date, against our clock where the answer has none', (value) => {
    expect(retryAfterMs({ 'retry-after': value }, NOW)).toBe(30_000)
  })

  test('a date counts against the date of the answer, not our clock', () => {
    const headers = {
      'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT',
      date: 'Thu, 01 Jan 2026 12:00:20 GMT',
    }
    expect(retryAfterMs(headers, NOW - 86_400_000)).toBe(10_000)
  })

  test('a date that has passed is one second', () => {
    expect(retryAfterMs({ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, NOW)).toBe(1_000)
  })

  test.each(['', 'soon', '-5', '12 apples', '1e9', '0x10', 'Infinity', '2026-01-01'])(
    '%j is nonsense',
    (value) => {
      expect(retryAfterMs({ 'retry-after': value }, NOW)).toBeUndefined()
    },
  )

  test('no header is no wish', () => {
    expect(retryAfterMs({}, NOW)).toBeUndefined()
  })

  test('an absurd number stays a number', () => {
    expect(retryAfterMs({ 'retry-after': '9'.repeat(400) }, NOW)).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe('backoff', () => {
  test('doubles its limit up to fifteen seconds, and waits anything below it', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((attempt) => backoff(attempt, () => 1))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ])
    expect(backoff(3, () => 0)).toBe(0)
  })

  test('never leaves its bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5, max: 5_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, chance) => {
          const wait = backoff(attempt, () => chance)
          expect(wait).toBeGreaterThanOrEqual(0)
          expect(wait).toBeLessThanOrEqual(15_000)
        },
      ),
    )
  })
})
