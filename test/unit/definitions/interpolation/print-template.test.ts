import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  messageOf,
  print,
  showReferences,
} from '../../../../src/definitions/interpolation/print-template.ts'
import { parseTemplate } from '../../../../src/definitions/interpolation/template.ts'
import { template } from '../../spec/template-arbitrary.ts'

describe('print', () => {
  test('is the identity after parse, and parse the identity after print', () => {
    fc.assert(
      fc.property(template, (parts) => {
        const source = print({ parts })
        const parsed = parseTemplate(source)
        expect(parsed.faults).toEqual([])
        expect(print(parsed)).toBe(source)
      }),
    )
  })
})

describe('showReferences', () => {
  test.each([
    ['Bearer $TOKEN!', 'Bearer ${TOKEN}!'],
    ['${TOKEN}', '${TOKEN}'],
    ['${TOKEN:-hunter2}', '${TOKEN:-…}'],
    ['${A-${B:-hunter2}}/${C:+hunter2}', '${A-…}/${C:+…}'],
    ['${A:?}${B-}', '${A:?}${B-}'],
    ['$$5 and $ ', '$$5 and $ '],
  ])('shows %s as %s', (source, shown) => {
    expect(showReferences(parseTemplate(source))).toBe(shown)
  })

  test('shows nothing of any word', () => {
    fc.assert(
      fc.property(template, (parts) => {
        const only = parts.filter(({ kind }) => kind === 'reference')
        expect(showReferences({ parts: only })).toMatch(/^(\$\{\w+(:?[-?+]…?)?\})*$/)
      }),
    )
  })
})

describe('messageOf', () => {
  test.each([
    ['${A:?create one}', 'create one'],
    ['${A:?set ${B:-x} or $C}', 'set ${B:-x} or $C'],
    ['${A?costs $$5}', 'costs $5'],
    ['${A?}', ''],
  ])('of %s is %j', (source, message) => {
    const [part] = parseTemplate(source).parts
    expect(part?.kind === 'reference' && messageOf(part)).toBe(message)
  })
})
