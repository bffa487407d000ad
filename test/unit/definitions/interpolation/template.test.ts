import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { print } from '../../../../src/definitions/interpolation/print-template.ts'
import { parseTemplate } from '../../../../src/definitions/interpolation/template.ts'
import { MAX_NESTED } from '../../../../src/model/nesting.ts'
import { anyText } from '../../../support/any-text.ts'

describe('parseTemplate', () => {
  test.each([
    ['${}', { kind: 'empty', from: 0, to: 3 }],
    ['${ }', { kind: 'empty', from: 0, to: 4 }],
    ['a ${1A} b', { kind: 'bad-name', written: '1A', from: 2, to: 7 }],
    ['${ VAR }', { kind: 'bad-name', written: ' VAR ', from: 0, to: 8 }],
    ['${:-secret}', { kind: 'bad-name', written: '', from: 0, to: 11 }],
    ['${变量}', { kind: 'bad-name', written: '变量', from: 0, to: 5 }],
    ['${{ x }}', { kind: 'bad-name', written: '{ x }', from: 0, to: 8 }],
    ['${VAR!x}', { kind: 'bad-operator', name: 'VAR', written: '!', from: 0, to: 8 }],
    ['${VAR }', { kind: 'bad-operator', name: 'VAR', written: ' ', from: 0, to: 7 }],
    ['${VAR😀}', { kind: 'bad-operator', name: 'VAR', written: '😀', from: 0, to: 8 }],
    ['${VAR:}', { kind: 'lone-colon', name: 'VAR', written: undefined, from: 0, to: 7 }],
    ['${VAR:0:3}', { kind: 'lone-colon', name: 'VAR', written: '0', from: 0, to: 10 }],
    ['x ${VAR', { kind: 'unclosed', name: 'VAR', from: 2, to: 7 }],
    ['${', { kind: 'unclosed', name: undefined, from: 0, to: 2 }],
    ['${A:-${B}', { kind: 'unclosed', name: 'A', from: 0, to: 3 }],
    ['${A:-${B', { kind: 'unclosed', name: 'A', from: 0, to: 3 }],
    ['${A ${B}', { kind: 'unclosed', name: 'A', from: 0, to: 3 }],
    ['${A:-{}', { kind: 'unclosed', name: 'A', from: 0, to: 3 }],
  ])('finds exactly one fault in %s', (source, fault) => {
    expect(parseTemplate(source).faults).toEqual([fault])
  })

  test.each([
    'plain',
    '',
    '$',
    '$$',
    'a $ b $1 $- $}',
    '{}}{',
    '$${',
    '$${}',
    '${A:-}',
    '${A:-$}',
    '${A:-{"x":{}}}',
    '${A-${B:-${C:+d}}}}',
  ])('finds nothing wrong with %j', (source) => {
    expect(parseTemplate(source).faults).toEqual([])
  })

  test('reports every malformed reference of a text, in order and also inside words', () => {
    const { faults } = parseTemplate('${1} ${A:-${}} ${B!} ${C')
    expect(faults.map(({ kind, from }) => [kind, from])).toEqual([
      ['bad-name', 0],
      ['empty', 10],
      ['bad-operator', 15],
      ['unclosed', 21],
    ])
  })

  test('reports nothing inside a reference that is malformed itself', () => {
    expect(parseTemplate('${1A:-${}${2B}}').faults).toHaveLength(1)
  })

  test('reads forms, words and offsets', () => {
    expect(parseTemplate('a$B-${C:-x$$${D}}').parts).toEqual([
      { kind: 'text', text: 'a' },
      { kind: 'reference', name: 'B', form: 'bare', word: [], from: 1, to: 3 },
      { kind: 'text', text: '-' },
      {
        kind: 'reference',
        name: 'C',
        form: ':-',
        word: [
          { kind: 'text', text: 'x' },
          { kind: 'dollar' },
          { kind: 'reference', name: 'D', form: 'braced', word: [], from: 12, to: 16 },
        ],
        from: 4,
        to: 17,
      },
    ])
  })

  test('allows nesting to its bound and refuses one more', () => {
    const nested = (depth: number) => `${'${A:-'.repeat(depth)}${'}'.repeat(depth)}`
    const deepest = parseTemplate(nested(MAX_NESTED))
    expect(deepest.faults).toEqual([])
    expect(print(deepest)).toBe(nested(MAX_NESTED))
    const from = MAX_NESTED * 5
    expect(parseTemplate(nested(MAX_NESTED + 1)).faults).toEqual([
      { kind: 'too-deep', from, to: from + 2 },
    ])
  })

  test.each([
    ['${', 'unclosed'],
    ['${A:-', 'too-deep'],
    ['${A:-{', 'too-deep'],
    ['${!', 'unclosed'],
    ['${A:-}${', 'unclosed'],
  ])('refuses a megabyte of %s', (piece, kind) => {
    const source = piece.repeat(Math.ceil(1_000_000 / piece.length))
    const template = parseTemplate(source)
    expect(template.faults.map((fault) => fault.kind)).toContain(kind)
  })

  test.each(['$A', '$', '$$', '${A}', '${}', '${A:-{}', '{', '}'])(
    'reads %s a million times over',
    (piece) => {
      // Quadratic time would be minutes here, and end the test.
      const source = piece.repeat(1_000_000)
      expect(print(parseTemplate(source)) === source).toBe(true)
    },
  )

  test('answers every text without throwing, with faults that lie inside it', () => {
    const pieces = fc.constantFrom(
      '$',
      '{',
      '}',
      'A',
      'b1',
      '_',
      '1',
      ':',
      '-',
      '?',
      '+',
      ' ',
      '😀',
    )
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 40 }).map((some) => some.join('')),
      anyText,
    )
    fc.assert(
      fc.property(texts, (source) => {
        const template = parseTemplate(source)
        // What is malformed stays as text, so this law holds for every text there is.
        expect(print(template)).toBe(source)
        for (const { from, to } of template.faults) {
          expect(source.slice(from, to)).toMatch(/^\$\{/)
          expect(to).toBeLessThanOrEqual(source.length)
        }
      }),
      { numRuns: 500 },
    )
  })
})
