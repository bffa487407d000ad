import fc from 'fast-check'
import { expect, it } from 'vitest'
import { holdsAny } from '../../../../src/ledger/file-store/mentions.ts'

/** What makes it hard to tell where a key ends. */
const TEXT = fc.string({
  unit: fc.constantFrom('"', '\\', 'a', 'b', 'é', '训', '\n', '{'),
  maxLength: 12,
})

it('finds what a search for each key finds, in lines and in what is left of them', () => {
  fc.assert(
    fc.property(
      fc.array(TEXT, { maxLength: 4 }),
      fc.array(fc.tuple(TEXT, fc.boolean()), { maxLength: 8 }),
      fc.nat(4),
      (keys, parts, cut) => {
        const written = parts.map(([text, isWhole]) => (isWhole ? JSON.stringify(text) : text))
        const bytes = Buffer.from(
          [...written, ...keys.map((key) => JSON.stringify(key).slice(cut))].join(''),
        )
        expect(holdsAny(bytes, keys)).toBe(keys.some((key) => bytes.includes(JSON.stringify(key))))
      },
    ),
    { numRuns: 2000 },
  )
})

it('finds a key wherever it is in a large file', () => {
  const key = 'trainer'
  const { length } = JSON.stringify(key)
  for (let at = 2 ** 20 - length - 1; at <= 2 ** 20 + 1; at += 1) {
    const bytes = Buffer.alloc(2 ** 21, ' ')
    bytes.write(JSON.stringify(key), at)
    expect(holdsAny(bytes, [key, 'other']), `at ${at}`).toBe(true)
  }
})
