import { describe, expect, it } from 'vitest'
import { select } from '../../../src/definitions/selection.ts'
import type { UserError } from '../../../src/model/user-error.ts'

const all = (only: readonly string[], exclude: readonly string[] = []) => ({ only, exclude })
const named = (...names: readonly (string | undefined)[]) => names.map((name) => ({ name }))

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    const { message, hint } = error as UserError
    return `${message}: ${hint}`
  }
  return 'nothing was refused'
}

describe('select', () => {
  it('keeps the order, and takes names and globs', () => {
    const entries = named('b', 'a-1', 'a-2', undefined)
    expect(select(entries, all(['a-*', 'b'], ['?-2']))).toEqual(named('b', 'a-1'))
    expect(select(entries, all([], ['b']))).toEqual(named('a-1', 'a-2', undefined))
  })

  it('refuses a pattern that matches nothing, and lists each name once', () => {
    expect(refusal(() => select(named('trainer', 'b', 'b'), all(['trianer'])))).toBe(
      '--only trianer matches no entry: did you mean trainer? the entries are trainer, b',
    )
    expect(refusal(() => select(named('a'), all([], ['z*']), 'the names'))).toBe(
      '--exclude z* matches no entry: the names are a',
    )
  })

  it('refuses a pattern where there is nothing at all', () => {
    expect(refusal(() => select([], all(['a'])))).toBe(
      '--only a matches no entry: there is nothing to choose from',
    )
    expect(select([], all([]))).toEqual([])
  })

  it('refuses patterns that leave nothing together', () => {
    expect(refusal(() => select(named('a'), all(['a'], ['a'])))).toContain('leave no entry')
  })
})
