import { describe, expect, test } from 'vitest'
import { printable, sentence } from '../../../src/http/plain-text.ts'

describe('printable', () => {
  test('escapes what steers a terminal, hides or turns the reading direction', () => {
    expect(printable('a\u001b[2Jb')).toBe('a\\u{001b}[2Jb')
    expect(printable('a\u202eb\u200bc')).toBe('a\\u{202e}b\\u{200b}c')
    expect(printable('\ud800')).toBe('\\u{d800}')
  })

  test('leaves words of any script alone', () => {
    expect(printable('余额不足 – déjà 🚀')).toBe('余额不足 – déjà 🚀')
  })
})

describe('sentence', () => {
  test('makes one line of several', () => {
    expect(sentence(' a\n\n b\t c ')).toBe('a b c')
  })

  test('cuts at the limit, and not inside a character', () => {
    expect(sentence('abcdef', 4)).toBe('abc…')
    expect(sentence('ab🚀def', 4)).toBe('ab…')
    expect(sentence('x'.repeat(1_000_000))).toHaveLength(300)
  })
})
