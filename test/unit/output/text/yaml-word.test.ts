import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { yamlWord } from '../../../../src/output/text/yaml-word.ts'

describe('yamlWord', () => {
  it.each(['web', '4090.18c.60g', 'cn-south-1', '7c9e6679-7425-40de', 'a.b/c:1.2@x'])(
    'leaves %s as it is',
    (text) => {
      expect(yamlWord(text)).toBe(text)
    },
  )

  it('is read as the same string, by any version of YAML, alone and between braces', () => {
    const odd = [
      '27',
      '1e5',
      '0x1f',
      '1_000',
      '12:30',
      '2026-11-29',
      'yes',
      'Null',
      '~',
      '- a',
      'a: b',
      '#',
      '',
    ]
    const text = fc.oneof(
      fc.constantFrom(...odd),
      fc.string(),
      fc.stringMatching(/^[0-9a-fx._:-]{1,9}$/),
    )
    fc.assert(
      fc.property(text, (given) => {
        const string = given.replaceAll('$', '')
        for (const version of ['1.1', '1.2'] as const) {
          expect(parse(`k: ${yamlWord(string)}`, { version })).toEqual({ k: string })
          expect(parse(`{ k: ${yamlWord(string)}, l: 1 }`, { version })).toEqual({
            k: string,
            l: 1,
          })
        }
      }),
      { numRuns: 2000 },
    )
  })
})
