import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayMatch } from '../../../src/definitions/glob-may-match.ts'
import { select } from '../../../src/definitions/selection.ts'

describe('mayMatch', () => {
  it.each([
    ['prod-web', ['', '-web'], true],
    ['*-web', ['', '-web'], true],
    ['prod-*', ['', '-web'], true],
    ['prod-db', ['', '-web'], false],
    ['?', ['', ''], true],
    ['', ['', ''], true],
    ['', ['a', ''], false],
    ['web-2', ['web-', ''], true],
    ['we', ['web-', ''], false],
    ['a?c', ['a', 'c'], true],
    ['??', ['a', 'b', 'c'], false],
    ['*b*', ['a', 'c'], true],
    ['a*', ['b', ''], false],
    ['?', ['😀'], true],
  ])('%j of %j: %s', (pattern, pieces, wanted) => {
    expect(mayMatch(pattern, pieces)).toBe(wanted)
  })

  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 4 })
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?'), maxLength: 6 })

  it('says of a text that is known what a selection says', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, name) => {
        const matches = () => select([{ name }], { only: [pattern], exclude: [] })
        if (mayMatch(pattern, [name])) expect(matches()).toHaveLength(1)
        else expect(matches).toThrow('matches no entry')
      }),
    )
  })

  it('never denies what some text between the pieces makes true', () => {
    fc.assert(
      fc.property(patterns, fc.array(texts, { minLength: 1, maxLength: 3 }), texts, (...drawn) => {
        const [pattern, pieces, between] = drawn
        const isMatch = mayMatch(pattern, [pieces.join(between)])
        if (isMatch) expect(mayMatch(pattern, pieces)).toBe(true)
      }),
    )
  })
})
