import { describe, expect, test } from 'vitest'
import { parseTemplate } from '../../../../src/definitions/interpolation/template.ts'
import {
  bareReferences,
  hasReference,
  variablesIn,
} from '../../../../src/definitions/interpolation/variable-uses.ts'

describe('hasReference', () => {
  test.each(['$A', 'x ${A}', '${A:-b}'])('says yes to %s', (source) => {
    expect(hasReference(parseTemplate(source))).toBe(true)
  })

  test.each(['', 'A', '$$A', '$${A}', '$1', '$'])('says no to %j', (source) => {
    expect(hasReference(parseTemplate(source))).toBe(false)
  })
})

describe('bareReferences', () => {
  test('gives those without braces with their offsets, inside words too', () => {
    const found = bareReferences(parseTemplate('$A $$B ${C} ${D:-$E} ${F:?$G}'))
    expect(found.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['A', 0, 2],
      ['E', 17, 19],
    ])
  })
})

describe('variablesIn', () => {
  test('tells for each variable what happens when it is unset', () => {
    const source = '$A ${B} ${C:-1} ${D-1} ${E:?m} ${F?m} ${G:+1} ${H+1}'
    expect(variablesIn(parseTemplate(source)).map(({ name, how }) => `${name} ${how}`)).toEqual([
      'A required',
      'B required',
      'C defaulted',
      'D defaulted',
      'E required',
      'F required',
      'G optional',
      'H optional',
    ])
  })

  test('marks what is inside a word, and leaves out what is inside a message', () => {
    expect(variablesIn(parseTemplate('${A:-${B:-$C}} ${D:?set ${E}}'))).toEqual([
      { name: 'A', how: 'defaulted', isBare: false, conditional: false, from: 0, to: 14 },
      { name: 'B', how: 'defaulted', isBare: false, conditional: true, from: 5, to: 13 },
      { name: 'C', how: 'required', isBare: true, conditional: true, from: 10, to: 12 },
      { name: 'D', how: 'required', isBare: false, conditional: false, from: 15, to: 29 },
    ])
  })
})
