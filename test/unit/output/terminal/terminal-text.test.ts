import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutTo, displayWidth, plain } from '../../../../src/output/terminal/terminal-text.ts'
import { anyText } from '../../../support/any-text.ts'

describe('plain', () => {
  test.each([
    ['\u001b[31mred\u0007', '␛[31mred␇'],
    ['a\r\n\tb\u0000', 'a␍␊␉b␀'],
    ['\u007f\u0085\u009b', '␡\\u0085\\u009b'],
    ['\u202eevil\u2066', '\\u202eevil\\u2066'],
    ['a\u200bb\u200dc\ufeff', 'a\\u200bb\\u200dc\\ufeff'],
    ['\ud83d', '\\ud83d'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\u2028', '\\u2028'],
  ])('makes the dangers of %j visible', (text, shown) => {
    expect(plain(text)).toBe(shown)
  })

  test.each(['plain', '训练机', '👨‍👩‍👧', '👍🏽', '❤️', '🏳️‍🌈', '1️⃣', 'e\u0301', '·│…'])(
    'leaves %s as it is',
    (text) => {
      expect(plain(text)).toBe(text)
    },
  )

  test('leaves nothing that a terminal or a reader could be misled by', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(plain(text)).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_C}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})

describe('displayWidth', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['训练', 4],
    ['ａ', 2],
    ['ｶﾞ', 2],
    ['한글', 4],
    ['\u1112\u1161\u11ab', 2],
    ['e\u0301', 1],
    ['👨‍👩‍👧', 2],
    ['👍🏽', 2],
    ['🇨🇳', 2],
    ['❤️', 2],
    ['™', 1],
    ['│…', 2],
    ['क्षि', 2],
    ['⌚⏩◽', 6],
    ['𠀀', 2],
    ['𘠀', 2],
    ['㍿', 2],
  ])('of %s is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })
})

describe('cutTo', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['训练机', 6, '训练机'],
    ['训练机', 5, '训练…'],
    ['训练机', 4, '训…'],
    ['a训', 3, 'a训'],
    ['', 0, ''],
  ])('cuts %s to %i cells', (text, width, cut) => {
    expect(cutTo(text, width)).toBe(cut)
  })

  test('never exceeds the width, and cuts only what does not fit', () => {
    const unit = fc.constantFrom('a', '训', '👍🏽', 'e\u0301')
    fc.assert(
      fc.property(fc.string({ unit }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        const cut = cutTo(text, width)
        expect(displayWidth(cut)).toBeLessThanOrEqual(width)
        expect(cut === text).toBe(displayWidth(text) <= width)
      }),
    )
  })
})
