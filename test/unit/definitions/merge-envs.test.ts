import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodiesOf, findsIn, fleetOf, type Variables } from '../../support/fleet-of.ts'

const fleet = (inherited: string, own: string): string => `defaults:
  kind: gpu
  productId: p-1
  gpuNum: 1
  rootfsSize: 60
  imageUrl: app:1
  envs: ${inherited}
instances:
  - name: web
    envs: ${own}
`

const envsOf = (inherited: string, own: string, variables: Variables = {}) =>
  (bodiesOf(fleet(inherited, own), variables)[0] as { envs: unknown }).envs

describe('the envs of defaults', () => {
  it.each([
    ['{ A: a, B: b }', '{ B: own, C: c }'],
    ['{ A: a, B: b }', '[{ key: B, value: own }, { key: C, value: c }]'],
    ['[{ key: A, value: a }, { value: b, key: B }]', '{ B: own, C: c }'],
    [
      '[{ key: A, value: a }, { key: B, value: b }]',
      '[{ key: B, value: own }, { value: c, key: C }]',
    ],
  ])('are laid under those of an entry, key by key: %s and %s', (inherited, own) => {
    expect(envsOf(inherited, own)).toEqual([
      { key: 'B', value: 'own' },
      { key: 'C', value: 'c' },
      { key: 'A', value: 'a' },
    ])
  })

  it('are all there where an entry has none of its own', () => {
    expect(envsOf('{ A: a }', '{}')).toEqual([{ key: 'A', value: 'a' }])
    expect(envsOf('{ A: a }', '[]')).toEqual([{ key: 'A', value: 'a' }])
    expect(envsOf('[]', '{ A: a }')).toEqual([{ key: 'A', value: 'a' }])
  })

  it('meet own ones also where a key comes from a variable', () => {
    const own = '[{ key: "${WHICH}", value: own }]'
    expect(envsOf('{ A: a }', own, { WHICH: 'A' })).toEqual([{ key: 'A', value: 'own' }])
  })

  it('keep their secrets, and their places in findings', () => {
    expect(envsOf('{ HF_TOKEN: "${T}" }', '{ MODE: "${M}" }', { T: 'planted', M: 'm' })).toEqual([
      { key: 'MODE', value: '${M}' },
      { key: 'HF_TOKEN', value: '${T}' },
    ])
    const text = fleet('[{ key: HF_TOKEN, value: "${T}" }]', '{ MODE: prod }')
    const { diagnostics } = fleetOf(text, { T: '' })
    expect(diagnostics.map(({ code, place }) => `${code} ${place.pointer}`)).toEqual([
      'credential-empty /defaults/envs/0/value',
    ])
  })

  it('count for the limit of an entry together with its own', () => {
    const many = (from: number) =>
      `{ ${Array.from({ length: 16 }, (_, n) => `V${from + n}: x`).join(', ')} }`
    expect(findsIn(fleet(many(0), many(14)))).toEqual([])
    expect(findsIn(fleet(many(0), many(16)))).toHaveLength(1)
  })

  it('change nothing where one of the two is malformed, which is told once', () => {
    expect(findsIn(fleet('{ A: a }', '[{ key: B }]'))).toEqual(['missing-key «{ key: B }»'])
    expect(findsIn(fleet('[{ key: B }]', '{ A: a }'))).toEqual(['missing-key «{ key: B }»'])
    const twice = '[{ key: B, value: x }, { key: B, value: y }]'
    expect(findsIn(fleet('{ A: a }', twice))).toEqual(['env-key-duplicate «B»'])
  })

  it('give what a person would expect of any two, in any forms', () => {
    const envs = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), fc.constantFrom('x', 'y', ''), {
      noNullPrototype: true,
    })
    const written = (set: Readonly<Record<string, string>>, isList: boolean): string =>
      JSON.stringify(isList ? Object.entries(set).map(([key, value]) => ({ key, value })) : set)
    fc.assert(
      fc.property(envs, envs, fc.boolean(), fc.boolean(), (inherited, own, one, other) => {
        const sent = envsOf(written(inherited, one), written(own, other)) as {
          key: string
          value: string
        }[]
        const asMap = Object.fromEntries(sent.map(({ key, value }) => [key, value]))
        expect(asMap).toEqual({ ...inherited, ...own })
        expect(sent).toHaveLength(Object.keys(asMap).length)
      }),
    )
  })
})
