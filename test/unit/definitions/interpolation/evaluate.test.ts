import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, MAX_INSERTED } from '../../../../src/definitions/interpolation/evaluate.ts'
import { messageOf, print } from '../../../../src/definitions/interpolation/print-template.ts'
import { type Part, parseTemplate } from '../../../../src/definitions/interpolation/template.ts'
import { MAX_NESTED } from '../../../../src/model/nesting.ts'
import { NAMES, template } from '../../spec/template-arbitrary.ts'

const lookupIn =
  (values: Readonly<Record<string, string | undefined>>) =>
  (name: string): string | undefined =>
    Object.hasOwn(values, name) ? values[name] : undefined

const value = (source: string, values: Readonly<Record<string, string>>) =>
  evaluate(parseTemplate(source), lookupIn(values))

describe('evaluate', () => {
  test('never expands a value again', () => {
    expect(value('$A ${A:-x} ${B+$A}', { A: '${B} $$ $C', B: '' }).text).toBe(
      '${B} $$ $C ${B} $$ $C ${B} $$ $C',
    )
  })

  test('finds nothing wrong in a word that is not taken', () => {
    expect(value('${A:-${B}}${B:+$C}${A-${D:?no}}', { A: 'x' })).toEqual({
      text: 'xx',
      variables: ['A'],
      empty: [],
      faults: [],
    })
  })

  test('tells which variables are empty, where nothing says that they may be', () => {
    const { empty } = value('$A${B}${C:-}${D-x}${E?no}${F}${A}', {
      A: '',
      B: '',
      C: '',
      D: '',
      E: '',
      F: 'f',
    })
    expect(empty).toEqual(['A', 'B'])
  })

  test('names every unset variable with its place', () => {
    expect(value('a $B ${C} ${D:-${E}}', {}).faults).toEqual([
      { kind: 'unset', name: 'B', bare: true, from: 2, to: 4 },
      { kind: 'unset', name: 'C', bare: false, from: 5, to: 9 },
      { kind: 'unset', name: 'E', bare: false, from: 15, to: 19 },
    ])
  })

  test.each([
    ['${A:?why $B}', {}, { state: 'unset', message: 'why $B' }],
    ['${A:?why}', { A: '' }, { state: 'empty', message: 'why' }],
    ['${A?}', {}, { state: 'unset', message: '' }],
  ])('tells of %s with %j that it is required', (source, values, fault) => {
    expect(value(source, values).faults).toEqual([
      { kind: 'required', name: 'A', from: 0, to: source.length, ...fault },
    ])
  })

  test('names the variables whose values are in the text, once each and in order', () => {
    expect(value('$B$A$B${C:-$D}${E:+x}${F:-y}', { A: '1', B: '2', D: '3', E: '4' })).toMatchObject(
      {
        text: '2123xy',
        variables: ['B', 'A', 'D'],
      },
    )
  })

  test('bounds what hostile text can insert', () => {
    const { text, faults } = value('$A'.repeat(100_000), { A: 'x'.repeat(100_000) })
    expect(text.length).toBeLessThanOrEqual(MAX_INSERTED)
    expect(faults).toMatchObject([{ kind: 'too-long', name: 'A', from: 20, to: 22 }])
  })

  test('reaches the value at the bottom of the deepest nesting', () => {
    const source = `${'${A:-'.repeat(MAX_NESTED)}end${'}'.repeat(MAX_NESTED)}`
    expect(value(source, {})).toEqual({ text: 'end', variables: [], empty: [], faults: [] })
  })

  test('equals a simple recursive evaluator on every well-formed template', () => {
    const values = fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom('', 'v', '$A', '${B}'))
    fc.assert(
      fc.property(template, values, (parts, given) => {
        const evaluation = evaluate(parseTemplate(print({ parts })), lookupIn(given))
        const complaints: string[] = []
        const text = simply(parts, new Map(Object.entries(given)), complaints)
        expect(evaluation.text).toBe(text)
        const told = evaluation.faults.map((fault) =>
          fault.kind === 'required' ? `${fault.name}?${fault.message}` : fault.name,
        )
        expect(told).toEqual(complaints)
      }),
      { numRuns: 1000 },
    )
  })

  test('answers every text and every value without throwing', () => {
    const pieces = fc.constantFrom('$', '${', '}', 'A', ':-', ':?', '+', '{', ' ')
    const texts = fc.array(pieces).map((some) => some.join(''))
    fc.assert(
      fc.property(texts, fc.option(fc.string()), (source, a) => {
        const { text } = evaluate(parseTemplate(source), () => a ?? undefined)
        expect(typeof text).toBe('string')
      }),
      { numRuns: 1000 },
    )
  })
})

/** The law in its plainest form: the operator's table, and nothing else. */
function simply(
  parts: readonly Part[],
  values: ReadonlyMap<string, string>,
  complaints: string[],
): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text
      if (part.kind === 'dollar') return '$'
      const given = values.get(part.name)
      const there = part.form.startsWith(':') ? Boolean(given) : given !== undefined
      const operator = part.form.at(-1)
      if (operator === '+') return there ? simply(part.word, values, complaints) : ''
      if (there) return given ?? ''
      if (operator === '-') return simply(part.word, values, complaints)
      complaints.push(operator === '?' ? `${part.name}?${messageOf(part)}` : part.name)
      return ''
    })
    .join('')
}
