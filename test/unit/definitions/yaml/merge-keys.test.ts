import { describe, expect, it } from 'vitest'
import { valuesIn, yamlFindsIn } from '../../../support/parsed.ts'

const BASES = 'a: &a { x: a, y: a }\nb: &b { x: b, z: b }\n'

/** The map under `m`, with two anchored maps above it. */
const merged = (text: string): unknown => {
  const [value] = valuesIn(`${BASES}m:\n${text}`) as readonly { m: unknown }[]
  return value?.m
}

describe('merge keys', () => {
  it('bring the keys of a map', () => {
    expect(merged('  <<: *a\n')).toEqual({ x: 'a', y: 'a' })
    expect(merged('  <<: { x: own }\n')).toEqual({ x: 'own' })
  })

  it('never win over explicit keys, wherever they stand', () => {
    expect(merged('  x: own\n  <<: *a\n')).toEqual({ x: 'own', y: 'a' })
    expect(merged('  <<: *a\n  x: own\n')).toEqual({ x: 'own', y: 'a' })
  })

  it('let earlier maps of a list win', () => {
    expect(merged('  <<: [*a, *b]\n')).toEqual({ x: 'a', y: 'a', z: 'b' })
    expect(merged('  <<: [*b, *a]\n')).toEqual({ x: 'b', y: 'a', z: 'b' })
  })

  it('bring what the merged map itself merged', () => {
    const text = 'a: &a { x: a }\nb: &b { <<: *a, y: b }\nm: { <<: *b }\n'
    expect(valuesIn(text)).toMatchObject([{ m: { x: 'a', y: 'b' } }])
  })

  it('take an alias of a list of maps', () => {
    expect(valuesIn('l: &l [{ x: 1 }, { x: 2, y: 2 }]\nm: { <<: *l }\n')).toMatchObject([
      { m: { x: 1, y: 2 } },
    ])
  })

  it('are duplicates when they stand twice, with the advice to use a list', () => {
    expect(yamlFindsIn(`${BASES}m: { <<: *a, <<: *b }\n`)).toEqual(['yaml-duplicate-key «<<»'])
  })

  it.each(['text', '1', '~', '[text]', '[[{}]]'])('take no %s', (value) => {
    expect(yamlFindsIn(`m: { <<: ${value} }\n`)).toEqual(['yaml-merge-value «<<»'])
  })

  it('say nothing more about an alias that is itself wrong', () => {
    expect(yamlFindsIn('m: { <<: *nowhere }\n')).toEqual(['yaml-anchor-unknown «*nowhere»'])
    expect(yamlFindsIn('m: { <<: [*nowhere] }\n')).toEqual(['yaml-anchor-unknown «*nowhere»'])
  })

  it('are ordinary keys in quotes', () => {
    expect(valuesIn('m: { "<<": text }\n')).toEqual([{ m: { '<<': 'text' } }])
  })
})
