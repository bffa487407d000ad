import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import {
  bodiesOf,
  findsIn,
  findsWithoutVariables,
  fleetOf,
  wordsOf,
} from '../../../support/fleet-of.ts'

describe('envs', () => {
  it('are a list of pairs, or a map that becomes one in the order written', () => {
    const sent = [
      {
        envs: [
          { key: 'B', value: '1' },
          { key: 'A', value: '' },
        ],
      },
    ]
    expect(
      bodiesOf(exampleFile({ envs: '[{ key: B, value: "1" }, { key: A, value: "" }]' })),
    ).toMatchObject(sent)
    expect(bodiesOf(exampleFile({ envs: '{ B: "1", A: "" }' }))).toMatchObject(sent)
    expect(bodiesOf(exampleFile({ envs: '{}' }))).toMatchObject([{ envs: [] }])
  })

  it('are no item of their list form', () => {
    expect(findsIn(exampleFile({ envs: '{ key: A, value: b }' }))).toEqual([
      'envs-item-as-map «{ key: A, value: b }»',
    ])
    for (const envs of ['{ key: A }', '{ key: A, value: b, MODE: c }', '[{ key: A, value: b }]']) {
      expect(findsIn(exampleFile({ envs }))).toEqual([])
    }
  })

  it('draw a warning where a value is longer than is documented, without its length', () => {
    const text = exampleFile({ envs: '[{ key: SCRIPT, value: "${SCRIPT}" }]' })
    expect(findsIn(text, { SCRIPT: '😀'.repeat(4095) })).toEqual([])
    expect(findsIn(text, { SCRIPT: 'x'.repeat(4096) })).toEqual(['env-value-long «"${SCRIPT}"»'])
    expect(wordsOf(text, { SCRIPT: 'x'.repeat(5001) })).not.toMatch(/5,?001/)
    expect(wordsOf(text, { SCRIPT: 'x'.repeat(5001) })).toContain('from the variable SCRIPT')
  })

  it.each([
    '{ HF_TOKEN: "${T}" }',
    '[{ key: HF_TOKEN, value: "${T}" }]',
    '{ MODE: "${API_TOKEN}" }',
  ])('draw a warning where the variable of a credential is set and empty: %s', (envs) => {
    const text = exampleFile({ envs })
    expect(wordsOf(text, { T: '', API_TOKEN: '' })).toMatch(/(?:T|API_TOKEN) that it comes from is/)
    expect(findsIn(text, { T: 'x', API_TOKEN: 'x' })).toEqual([])
  })

  it.each(['{ HF_TOKEN: "" }', '{ HF_TOKEN: "${T:-}" }', '{ MODE: "${T}" }'])(
    'may be empty where it is meant, or no credential: %s',
    (envs) => {
      expect(findsIn(exampleFile({ envs }), { T: '' })).toEqual([])
    },
  )

  it.each([
    ['{ A: 1 }', 'unquoted-text «1»'],
    ['{ A: true }', 'unquoted-text «true»'],
    ['{ A: [x] }', 'wrong-type «[x]»'],
    ['[{ key: A, value: 1 }]', 'unquoted-text «1»'],
    ['[{ key: A, value: x, extra: y }]', 'unknown-key «extra»'],
    ['[{ key: A }]', 'missing-key «{ key: A }»'],
    ['[{ key: "", value: x }]', 'text-empty «""»'],
    ['[{ key: 1A, value: x }]', 'env-key-unusual «1A»'],
    ['{ MY-KEY: x }', 'env-key-unusual «MY-KEY»'],
    ['{ A=B: x }', 'env-key-malformed «A=B»'],
    ['[{ key: "A\\tB", value: x }]', 'env-key-malformed «"A\\tB"»'],
    ['[{ key: A, value: x }, { key: A, value: y }]', 'env-key-duplicate «A»'],
    ['[A=x]', 'wrong-type «A=x»'],
    ['A=x', 'wrong-type «A=x»'],
    ['[{ name: A, value: x }]', 'unknown-key «name»'],
  ])('refuse %s', (envs, finding) => {
    expect(findsIn(exampleFile({ envs }))).toEqual([finding])
  })

  it('are 30 at most, in both forms', () => {
    const keys = (count: number) => Array.from({ length: count }, (_, index) => `E${index}`)
    const map = (count: number) =>
      `{ ${keys(count)
        .map((key) => `${key}: a`)
        .join(', ')} }`
    const list = (count: number) =>
      `[${keys(count)
        .map((key) => `{ key: ${key}, value: a }`)
        .join(', ')}]`
    expect(findsIn(exampleFile({ envs: map(30) }))).toEqual([])
    expect(findsIn(exampleFile({ envs: list(30) }))).toEqual([])
    expect(findsIn(exampleFile({ envs: map(31) }))).toEqual([`too-many-items «${map(31)}»`])
    expect(findsIn(exampleFile({ envs: list(31) }))).toEqual([`too-many-items «${list(31)}»`])
  })

  it('says where the first of two equal keys is', () => {
    const text = exampleFile({ envs: '[{ key: A, value: x }, { key: A, value: y }]' })
    const related = fleetOf(text).diagnostics[0]?.related?.[0]
    expect(related?.place.pointer).toBe('/instances/0/envs/0/key')
  })

  it('show a value that came from a variable as its references', () => {
    const text = exampleFile({ envs: '{ URL: "https://${U:-planted}@host/${PATH}" }' })
    expect(bodiesOf(text, { U: 'planted', PATH: 'planted' })).toMatchObject([
      { envs: [{ key: 'URL', value: 'https://${U:-…}@host/${PATH}' }] },
    ])
  })

  it('show nothing of a value whose key looks like a credential but its references', () => {
    const shown = (value: string) =>
      bodiesOf(exampleFile({ envs: `[{ key: HF_TOKEN, value: ${value} }]` }), { T: 'planted' })
    const with_ = (value: string) => [{ envs: [{ key: 'HF_TOKEN', value }] }]
    expect(shown('planted')).toMatchObject(with_('(secret)'))
    expect(shown('"${T}"')).toMatchObject(with_('${T}'))
    expect(shown('"${T:?create one}"')).toMatchObject(with_('${T:?…}'))
    expect(shown('"planted-${T}"')).toMatchObject(with_('(secret)'))
  })

  it('show an ordinary value', () => {
    expect(bodiesOf(exampleFile({ envs: '{ MODE: prod, MAX_TOKENS: "4096" }' }))).toMatchObject([
      { envs: [{ value: 'prod' }, { value: '4096' }] },
    ])
  })

  it('never show a secret in a message', () => {
    for (const envs of [
      '{ HF_TOKEN: 31337 }',
      'HF_TOKEN=31337',
      '[HF_TOKEN=31337]',
      '[{ key: HF_TOKEN, value: 31337 }]',
      '{ HF_TOKEN: { a: 31337 } }',
      '[{ value: 31337 }]',
    ]) {
      for (const { message, hint } of fleetOf(exampleFile({ envs })).diagnostics) {
        expect(`${message} ${hint}`).not.toContain('31337')
      }
    }
  })

  it('are checked without the variables as far as can be', () => {
    const text = exampleFile({ envs: '[{ key: 1A, value: "${X}" }, { key: "${K}", value: y }]' })
    expect(findsWithoutVariables(text)).toEqual(['env-key-unusual «1A»'])
    expect(findsWithoutVariables(exampleFile({ envs: '${ALL}' }))).toEqual(['wrong-type «${ALL}»'])
  })

  it('tell in words how the list is written', () => {
    expect(wordsOf(exampleFile({ envs: '[A=x]' }))).toContain('{ key: MODE, value: prod }')
  })

  it('take a key that is special in JavaScript', () => {
    expect(bodiesOf(exampleFile({ envs: '{ __proto__: x, constructor: y }' }))).toMatchObject([
      {
        envs: [
          { key: '__proto__', value: 'x' },
          { key: 'constructor', value: 'y' },
        ],
      },
    ])
  })
})
