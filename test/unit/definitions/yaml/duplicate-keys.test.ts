import { describe, expect, it } from 'vitest'
import { parse } from '../../../support/parse.ts'
import { valuesIn, yamlFindsIn } from '../../../support/parsed.ts'

function onlyFinding(text: string) {
  const { diagnostics } = parse({ path: 'a.yaml', text })
  expect(diagnostics).toHaveLength(1)
  const [finding] = diagnostics
  if (finding === undefined) throw new Error('no finding')
  return finding
}

describe('duplicate keys', () => {
  it('are found at the second one, with the place of the first', () => {
    const { code, place, related } = onlyFinding('a: 1\nb: 2\na: 3\n')
    expect(code).toBe('yaml-duplicate-key')
    expect(place.span).toEqual({ start: 10, end: 11 })
    expect(place.pointer).toBe('/a')
    expect(related?.map(({ place: first }) => first.span)).toEqual([{ start: 0, end: 1 }])
  })

  it('are found once for each further one', () => {
    expect(yamlFindsIn('{a: 1, a: 2, a: 3}\n')).toEqual([
      'yaml-duplicate-key «a»',
      'yaml-duplicate-key «a»',
    ])
  })

  it('are the same key in another style', () => {
    expect(yamlFindsIn('a: 1\n"a": 2\n')).toEqual(['yaml-duplicate-key «"a"»'])
    expect(yamlFindsIn('a: 1\n"\\x61": 2\n')).toEqual(['yaml-duplicate-key «"\\x61"»'])
    expect(yamlFindsIn('a: 1\n? a\n: 2\n')).toEqual(['yaml-duplicate-key «a»'])
  })

  it('are found when one is written as an alias', () => {
    const { message, related } = onlyFinding('x: &k a\nm: { a: 1, *k : 2 }\n')
    expect(message).toContain('written as an alias')
    expect(related?.map(({ place: first }) => first.span)).toEqual([{ start: 13, end: 14 }])
    expect(yamlFindsIn('x: &k a\nm: { *k : 2, a: 1 }\n')).toEqual(['yaml-duplicate-key «a»'])
    expect(yamlFindsIn('x: &k a\nm: { *k : 2, *k : 1 }\n')).toEqual(['yaml-duplicate-key «*k»'])
  })

  it('are found in maps at any depth, each map for itself', () => {
    expect(yamlFindsIn('a:\n  - b: { c: 1, c: 2 }\n    a: 1\n')).toEqual(['yaml-duplicate-key «c»'])
  })

  it('are none where the texts differ', () => {
    expect(valuesIn('1: a\n1.0: b\nA: c\na: d\n__proto__: e\n')).toHaveLength(1)
  })
})
