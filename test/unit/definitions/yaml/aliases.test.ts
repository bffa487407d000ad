import { describe, expect, it } from 'vitest'
import { pairOf } from '../../../../src/definitions/yaml/tree.ts'
import { parse } from '../../../support/parse.ts'
import { documentIn, valuesIn, yamlFindsIn } from '../../../support/parsed.ts'

describe('aliases', () => {
  it('stand for the value of the last anchor of their name above them', () => {
    expect(valuesIn('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')).toEqual([{ a: 1, b: 1, c: 2, d: 2 }])
  })

  it('share one node, so that nothing is written out', () => {
    const { root } = documentIn('a: &x { b: 1 }\nc: *x\n')
    expect(pairOf(root, 'c')?.value).toBe(pairOf(root, 'a')?.value)
  })

  it('may be keys', () => {
    expect(valuesIn('a: &x name\n*x : 1\n')).toEqual([{ a: 'name', name: 1 }])
  })

  it('need an anchor above them, and the nearest name is suggested', () => {
    const { diagnostics } = parse({ path: 'a.yaml', text: 'a: &base 1\nb: *bsae\n' })
    expect(diagnostics).toMatchObject([
      { code: 'yaml-anchor-unknown', hint: 'did you mean `*base`?', place: { pointer: '/b' } },
    ])
  })

  it('do not reach into another document', () => {
    expect(yamlFindsIn('a: &x 1\n---\nb: *x\n')).toEqual(['yaml-anchor-unknown «*x»'])
  })

  it('are refused inside the value of their own anchor', () => {
    expect(yamlFindsIn('a: &a [*a]\n')).toEqual(['yaml-anchor-cyclic «*a»'])
    expect(yamlFindsIn('a: &a { b: &b { c: *a } }\n')).toEqual(['yaml-anchor-cyclic «*a»'])
    expect(yamlFindsIn('a: &a\n  <<: *a\n')).toEqual(['yaml-anchor-cyclic «*a»'])
  })

  it('whose name took in the colon of a key are told apart from a missing anchor', () => {
    expect(yamlFindsIn('a: &x 1\nm:\n  *x: 2\n')[0]).toMatch(/^yaml-(?:syntax|anchor-unknown)/)
  })
})

/** Each level stands for ten of the one above. */
const laugh = (levels: number): string =>
  [
    'l0: &l0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: levels }, (_, at) => {
      const aliases = Array.from({ length: 10 }, () => `*l${at}`).join(', ')
      return `l${at + 1}: &l${at + 1} [${aliases}]`
    }),
    '',
  ].join('\n')

describe('bounds of aliases', () => {
  it('allow what a person may write', () => {
    expect(yamlFindsIn(laugh(3))).toEqual([])
  })

  it('refuse aliases of aliases that stand for too much', () => {
    expect(yamlFindsIn(laugh(12))).toEqual([expect.stringMatching(/^yaml-aliases-too-large /)])
  })

  it('refuse them in block style, in keys of merges and over several documents', () => {
    const block = laugh(12).replaceAll(
      /^(l\d+): (&l\d+) \[(.*)\]$/gm,
      (_line, key, anchor, items) =>
        [
          `${key}: ${anchor}`,
          ...String(items)
            .split(', ')
            .map((item) => `  - ${item}`),
        ].join('\n'),
    )
    expect(yamlFindsIn(block)).toEqual([expect.stringMatching(/^yaml-aliases-too-large /)])
    const one = `a: &a [${'x, '.repeat(1_000)}]\n`
    const documents = `${one}b: [${'*a, '.repeat(1_000)}]\n---\n`.repeat(6)
    expect(yamlFindsIn(documents)).toEqual([expect.stringMatching(/^yaml-aliases-too-large /)])
  })
})
