import { describe, expect, it } from 'vitest'
import { timeLimit } from '../../../../src/cli/input/time-limit.ts'
import { UserError } from '../../../../src/model/user-error.ts'

function refusal(wait: string): string {
  try {
    timeLimit({ wait }, 'wait')
  } catch (error) {
    if (error instanceof UserError) return `${error.message} | ${error.hint}`
    throw error
  }
  throw new Error(`--wait=${wait} was taken`)
}

describe('timeLimit', () => {
  it('is not there without the flag', () => {
    expect(timeLimit({}, 'wait')).toBeUndefined()
  })

  it.each([
    ['600', 600_000],
    ['45s', 45_000],
    ['1h30m', 5_400_000],
    ['0', 0],
    ['24h', 86_400_000],
  ])('takes %s, in milliseconds', (text, ms) => {
    expect(timeLimit({ wait: text }, 'wait')).toBe(ms)
    expect(timeLimit({ 'until-running': text }, 'until-running')).toBe(ms)
  })

  it.each([
    ['soon', 'as in --wait=5m; a number is seconds, and without a time it is 10m'],
    ['1d1s', 'as in --wait=5m; a number is seconds, and without a time it is 10m'],
    ['86401', 'as in --wait=5m; a number is seconds, and without a time it is 10m'],
    ['10min', 'write --wait=10m'],
    ['1.5h', 'write --wait=1h30m'],
  ])('refuses %s, and says what to write', (text, hint) => {
    expect(refusal(text)).toBe(
      `--wait needs a time up to 24h, such as 45s or 5m, not "${text}" | ${hint}`,
    )
  })
})
