import { describe, expect, it } from 'vitest'
import { isPattern, toPatterns } from '../../../../src/model/files/path-pattern.ts'

/** Whether a pattern of one segment matches a name. */
const matches = (pattern: string, name: string): boolean =>
  toPatterns(pattern).some(({ segments: [segment] }) => {
    if (segment?.kind === 'wildcard') return segment.matches(name)
    return segment?.kind === 'name' && segment.name === name
  })

describe('isPattern', () => {
  it('sees the characters of patterns', () => {
    expect(['*', 'a?', '[a]', '{a,b}', '**/x'].every(isPattern)).toBe(true)
    expect(['a.yaml', 'a/b', '-', '~', 'a}b'].some(isPattern)).toBe(false)
  })
})

describe('toPatterns', () => {
  it.each([
    ['*', 'a', true],
    ['*', '.a', false],
    ['.*', '.a', true],
    ['a*c', 'abbc', true],
    ['a*c', 'ac', true],
    ['a*c', 'acd', false],
    ['*a*a*', 'banana', true],
    ['?', '😀', true],
    ['?', 'ab', false],
    ['[a-c]', 'b', true],
    ['[a-c]', 'd', false],
    ['[!a-c]', 'd', true],
    ['[^a-c]', 'a', false],
    ['[]]', ']', true],
    ['[!]]', ']', false],
    ['[a-]', '-', true],
    ['[', '[', true],
    ['a[b', 'a[b', true],
    ['{a,b}*', 'bx', true],
    ['{a,{b,c}}', 'c', true],
    ['{a}', '{a}', true],
    ['{a,}b', 'b', true],
    ['a.b', 'axb', false],
    ['(a|b)+', 'a', false],
  ])('says of %s and the name %s: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected)
  })

  it('keeps the root of absolute patterns and drops what means nothing', () => {
    expect(toPatterns('/a//**/**/b')).toMatchObject([
      { root: '/', segments: [{ name: 'a' }, { kind: 'any-depth' }, { name: 'b' }] },
    ])
  })

  it('needs no exponential time for many stars', () => {
    expect(matches(`${'*a'.repeat(40)}b`, 'a'.repeat(4_000))).toBe(false)
  })

  it('bounds the alternatives of braces', () => {
    expect(toPatterns('{a,b}'.repeat(30))).toHaveLength(1)
  })
})
