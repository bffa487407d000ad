import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonText } from '../../../../src/output/json/compact-json.ts'
import { anyCharacter } from '../../../support/any-text.ts'

describe('jsonText', () => {
  test('says the same value as JSON.stringify, with nothing raw that a terminal acts on', () => {
    const values = fc.jsonValue({ stringUnit: anyCharacter })
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = jsonText(value, indent)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]/u)
      }),
    )
  })

  test('escapes only what it has to', () => {
    expect(jsonText({ 名: '训\u009b\u202e\u{e0041}' })).toBe(
      '{"名":"训\\u009b\\u202e\\udb40\\udc41"}',
    )
    expect(jsonText([1, 'a'], 2)).toBe('[\n  1,\n  "a"\n]')
  })
})
