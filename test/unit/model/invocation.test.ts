import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { asTyped, invocation, shellQuoted, startedBy } from '../../../src/model/invocation.ts'

const startAs = (words: string): void => startedBy(() => words, ['forget', 'plan'])

afterEach(() => startAs('ppi-apply'))

/** The words that a shell makes of a line. */
const wordsOf = (line: string): readonly string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

describe('shellQuoted', () => {
  test('makes one word of any text, in which the shell runs nothing', () => {
    const anyText = fc.string({ unit: fc.constantFrom(...`a b'"\\$\`;&|<>(){}*?~#!\n-=`) })
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1 }), (texts) => {
        expect(wordsOf(texts.map(shellQuoted).join(' '))).toEqual(texts)
      }),
      { numRuns: 50 },
    )
  })
})

describe('asTyped', () => {
  const WAYS = ['ppi-apply', 'npx ppi-apply', "node '/the clone'\\''s/ppi-apply plan/dist/cli.cjs'"]

  test.each(WAYS)('says once how the program is started: %s', (words) => {
    startAs(words)
    expect(asTyped('run: ppi-apply plan, or ppi-apply forget a')).toBe(
      `run: ${words} plan, or ${words} forget a`,
    )
    expect(asTyped(`run: ${invocation()} plan`)).toBe(`run: ${words} plan`)
  })

  test.each(WAYS)('leaves a quoted word of others as it is: %s', (words) => {
    startAs(words)
    const name = "it's ppi-apply plan $(reboot)"
    const typed = asTyped(`The ledger's own: ppi-apply forget ${shellQuoted(name)} a`)
    expect(wordsOf(typed.replace(/.*? forget /, ''))).toEqual([name, 'a'])
  })
})
