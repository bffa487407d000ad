import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, flagWords } from '../../../src/config/canonical.ts'
import { FLAGS, type FlagKind, type FlagName } from '../../../src/config/flags.ts'

const KINDS = Object.entries<FlagKind>(FLAGS)
const SHORTS = KINDS.filter(([, { short }]) => short !== undefined)
const withValue = KINDS.filter(([, { type }]) => type !== 'boolean')

describe('canonical', () => {
  it.each(withValue)('takes the value of --%s after a blank and after =, alike', (name, kind) => {
    const value = kind.type === 'number' || 'alone' in kind ? '20' : 'x y'
    expect(canonical([`--${name}`, value])).toEqual([`--${name}=${value}`])
    expect(canonical([`--${name}=${value}`])).toEqual([`--${name}=${value}`])
  })

  it.each(SHORTS)('knows the short form of --%s', (name, { short, type }) => {
    const values = type === 'boolean' ? [] : ['x.y']
    const expected = [`--${name}${type === 'boolean' ? '' : '=x.y'}`]
    expect(canonical([`-${short}`, ...values])).toEqual(expected)
    for (const joined of values.flatMap((value) => [`-${short}${value}`, `-${short}=${value}`])) {
      expect(canonical([joined])).toEqual(expected)
      expect(canonical([`-y${joined.slice(1)}`])).toEqual(['--yes', ...expected])
    }
  })

  it('has one flag for each letter', () => {
    expect(new Set(SHORTS.map(([, { short }]) => short)).size).toBe(SHORTS.length)
  })

  it('leaves alone what stands after --, and what is no flag', () => {
    const words = ['-', '', '-x', '--unknown', 'v', '-format', '--', '-y', '--wait', '20']
    expect(canonical(words)).toEqual(words)
  })

  const word = fc.oneof(
    fc.constantFrom<string>(...KINDS.map(([name]) => `--${name}`)),
    fc.constantFrom(
      '-f',
      '-y',
      '-o',
      '-ojson',
      '-qv',
      '-h',
      '-',
      '--',
      '20',
      'a=b',
      '',
      '--x',
      '-z',
    ),
    fc.string(),
  )

  it('changes nothing that is canonical, and nothing behind --', () => {
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const once = canonical(words)
        expect(canonical(once)).toEqual(once)
        const behind = (all: readonly string[]) => all.slice(flagWords(all).length)
        expect(behind(once)).toEqual(behind(words))
      }),
    )
  })

  it('loses nothing of a value, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<FlagName>('only', 'file', 'ledger'),
        fc.string(),
        (name, text) => {
          expect(canonical([`--${name}=${text}`])).toEqual([`--${name}=${text}`])
          const isValue = text === '' || text === '-' || !text.startsWith('-')
          const apart = canonical([`--${name}`, text])
          if (isValue) expect(apart).toEqual([`--${name}=${text}`])
          else expect(apart[0]).toBe(`--${name}`)
        },
      ),
    )
  })
})
