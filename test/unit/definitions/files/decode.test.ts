import { describe, expect, it } from 'vitest'
import { decode } from '../../../../src/definitions/files/decode.ts'

const refusal = (bytes: Uint8Array) => {
  const decoded = decode('a.yaml', bytes)
  if (decoded.kind !== 'refused') throw new Error('accepted')
  return decoded.diagnostic
}

const textOf = (bytes: Uint8Array): string => {
  const decoded = decode('a.yaml', bytes)
  if (decoded.kind !== 'text') throw new Error(decoded.diagnostic.message)
  return decoded.file.text
}

const TEXT = 'a: 模型 😀\n'
const utf16be = Buffer.from(TEXT, 'utf16le').swap16()

describe('decode', () => {
  it('reads UTF-8 with and without a byte order mark to the same text', () => {
    expect(textOf(Buffer.from(TEXT))).toBe(TEXT)
    expect(textOf(Buffer.from(`\ufeff${TEXT}`))).toBe(TEXT)
    expect(textOf(Buffer.alloc(0))).toBe('')
  })

  it.each([
    ['UTF-16 LE', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16 LE', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 BE', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be])],
    ['UTF-16 BE', utf16be],
    ['UTF-32 LE', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
    ['UTF-32 BE', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61])],
  ])('refuses %s by its name', (name, bytes) => {
    const { code, message } = refusal(bytes)
    expect(code).toBe('file-utf16')
    expect(message).toContain(name)
  })

  it.each([
    ['a byte that starts nothing', [0xff]],
    ['a continuation byte alone', [0x80]],
    ['a sequence that is cut off', [0xe6, 0xa8]],
    ['an overlong form', [0xc0, 0xaf]],
    ['half of a character', [0xed, 0xa0, 0x80]],
    ['what is beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
  ])('refuses %s at its place', (_what, bad) => {
    const before = Buffer.from('é: 1\nb: ')
    const { code, message, place } = refusal(Buffer.concat([before, Buffer.from(bad)]))
    expect(code).toBe('file-not-utf8')
    expect(message).toContain(`0x${(bad[0] ?? 0).toString(16).toUpperCase()} at offset 9`)
    expect(place.span.start).toBe('é: 1\nb: '.length)
  })

  it('counts the byte order mark in the offset, as other tools do', () => {
    const bytes = Buffer.concat([Buffer.from('\ufeffa: '), Buffer.from([0xff])])
    expect(refusal(bytes).message).toContain('at offset 6')
  })

  it('finds the first bad byte of a large file', () => {
    const bytes = Buffer.from('模型型号\n'.repeat(100_000))
    bytes[700_001] = 0xff
    expect(refusal(bytes).message).toContain('at offset 70000')
  })

  it('reads text in GBK as no UTF-8', () => {
    expect(refusal(Buffer.from([0x61, 0x3a, 0x20, 0xc4, 0xa3, 0xd0, 0xcd])).hint).toContain('GBK')
  })

  it('refuses NUL characters, which binary and damaged files have', () => {
    expect(refusal(Buffer.from('a: 1\nb: \0\n'))).toMatchObject({
      code: 'file-has-nul',
      place: { span: { start: 8, end: 9 } },
    })
  })
})
