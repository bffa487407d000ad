import { describe, expect, it } from 'vitest'
import { sinceFlag } from '../../../../src/cli/input/since-flag.ts'
import { UserError } from '../../../../src/model/user-error.ts'

const NOW = Date.parse('2026-11-28T08:00:00Z')

const isoOf = (since: string | undefined) => {
  const moment = sinceFlag(since === undefined ? {} : { since }, NOW)
  return moment === undefined ? undefined : new Date(moment * 1000).toISOString()
}

function refusal(since: string): string {
  try {
    sinceFlag({ since }, NOW)
  } catch (error) {
    if (error instanceof UserError) return `${error.message} | ${error.hint}`
    throw error
  }
  throw new Error(`--since ${since} was taken`)
}

describe('sinceFlag', () => {
  it('is not there without the flag', () => {
    expect(isoOf(undefined)).toBeUndefined()
  })

  it.each([
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T18:00:00Z', '2026-11-01T18:00:00.000Z'],
    ['2026-11-01 18:00 +08:00', '2026-11-01T10:00:00.000Z'],
    ['7d', '2026-11-21T08:00:00.000Z'],
    ['90', '2026-11-28T07:58:30.000Z'],
  ])('takes %s', (since, iso) => expect(isoOf(since)).toBe(iso))

  it.each([
    ['yesterday', 'as in --since 2026-11-01, --since 2026-11-01T08:00+08:00 or --since 7d'],
    ['20261101', 'as in --since 2026-11-01, --since 2026-11-01T08:00+08:00 or --since 7d'],
    ['2026-02-30', 'no clock shows that time'],
    ['2026-11-01 18:00', 'add its zone, as in 2026-11-01 18:00+08:00 or 2026-11-01 18:00Z'],
    ['2026-11-01 18:00 CST', 'name the zone as in +08:00, Z or Asia/Shanghai'],
    ['7 days', 'write --since 7d'],
  ])('refuses %s, and says what to write', (since, hint) => {
    expect(refusal(since)).toBe(
      `--since needs a date, a date and time with its zone, or a time ago, not "${since}" | ${hint}`,
    )
  })

  it('refuses what has not begun', () => {
    expect(refusal('2026-12-01')).toContain('is in the future')
  })
})
