import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scrub } from '../../../../src/definitions/secrets/redact.ts'

const SECRET = 'p@ss "w<o>rd&/é+\\9'

/** Characters that escape, steer, hide or break something somewhere. */
const NASTY = fc.constantFrom(
  ...'aZ09_ "\'\\/<>&%+={}$\n\r\t\0\u001b\u0085\u200b\u202e\u2028\ud800\ufeffé余',
  '🚀',
)

describe('scrub', () => {
  test.each([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in JSON with escaped slashes', JSON.stringify(SECRET).slice(1, -1).replaceAll('/', '\\/')],
    ['in JSON as Go writes it', 'p@ss \\"w\\u003co\\u003erd\\u0026/é+\\\\9'],
    ['in JSON of ASCII only', 'p@ss \\"w<o>rd&/\\u00e9+\\\\9'],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
    ['in a URL with small digits', 'p%40ss%20%22w%3co%3erd%26%2f%c3%a9%2b%5c9'],
    ['in HTML', 'p@ss &quot;w&lt;o&gt;rd&amp;/é+\\9'],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 for URLs', Buffer.from(SECRET).toString('base64url')],
  ])('masks a secret %s', (_, form) => {
    expect(scrub(`before ${form} after`, [SECRET])).toMatch(/^before \(secret\)=* after$/)
  })

  test('masks what base64 makes of a longer text with the secret in it', () => {
    for (const user of ['', 'a', 'ab', 'abc']) {
      const base64 = Buffer.from(`${user}:correct-horse-battery`).toString('base64')
      const clean = scrub(`Basic ${base64}`, ['correct-horse-battery'])
      expect(clean).toContain('(secret)')
      const rest = clean.replace('Basic ', '').replace('(secret)', '')
      expect(Buffer.from(rest, 'base64').toString('latin1')).not.toContain('horse')
    }
  })

  test('masks the beginning of a secret that the service cut short', () => {
    expect(scrub('value "abcdefghijklmnop…" is too long', ['abcdefghijklmnopqrstuvwxyz'])).toBe(
      'value "(secret)…" is too long',
    )
  })

  test('masks each long line of a secret of several lines, and the secret without its blanks', () => {
    expect(scrub('bad line: c2VjcmV0IGtleQ', ['-----BEGIN\nc2VjcmV0IGtleQ\n-----END'])).toBe(
      'bad line: (secret)',
    )
    expect(scrub('got token99', [' token99\n'])).toBe('got (secret)')
  })

  test('masks a very short secret only where it is a word of its own', () => {
    expect(scrub('gpu 12 of 123, x12, 12', ['12'])).toBe('gpu (secret) of 123, x12, (secret)')
    expect(scrub('a banana', ['a'])).toBe('(secret) banana')
  })

  test('an empty or blank secret masks nothing', () => {
    expect(scrub('a b', ['', ' ', '\n'])).toBe('a b')
  })

  test('overlapping secrets become one mask, and nothing of either is left', () => {
    expect(scrub('xabcdefx', ['abcd', 'cdef', 'bcde'])).toBe('x(secret)x')
    expect(scrub('abcdabcd', ['abcd'])).toBe('(secret)')
  })

  test('no secret of four characters or more survives, for any text', () => {
    const secret = fc.string({ unit: NASTY, minLength: 4, maxLength: 40 }).filter((text) => {
      // A secret that is part of the mask itself cannot be told from it.
      return text.trim() !== '' && !'(secret)(secret)'.includes(text)
    })
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.array(fc.string({ maxLength: 10 }), { minLength: 1, maxLength: 6 }),
        (secrets, between) => {
          const text = between
            .map((part, index) => {
              const one = secrets[index % secrets.length] ?? ''
              return part + (index % 2 === 0 ? one : JSON.stringify(one).slice(1, -1))
            })
            .join('')
          const clean = scrub(text, secrets).replaceAll('(secret)', '\n')
          for (const one of secrets) {
            if (!one.includes('\n')) expect(clean).not.toContain(one)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  test('a text without secrets is unchanged', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(scrub(text, ['a secret that is not in it'])).toBe(text)
      }),
    )
  })
})
