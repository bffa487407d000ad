import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spellingOf } from '../../../src/plan/spelling.ts'

/** What services were seen to do to a name, alone or one after the other. */
const HABITS = [
  (name: string) => name.toLowerCase(),
  (name: string) => name.toUpperCase(),
  (name: string) => name.normalize('NFC'),
  (name: string) => name.normalize('NFD'),
  (name: string) => name.normalize('NFKC'),
  (name: string) => name.normalize('NFKD'),
  (name: string) => name.trim(),
  (name: string) => ` ${name}\t`,
  (name: string) => name.replaceAll(' ', '  '),
  (name: string) => name.replaceAll(' ', '\u00a0'),
  (name: string) => name.replaceAll(/\p{Cf}/gu, ''),
] as const

const aName = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(...'aZ1-_ éßİıſΣς鿎ｗ\u0301\u200b'),
    minLength: 1,
    maxLength: 12,
  }),
)

describe('spellingOf', () => {
  it('is the same for a name and for what any of these habits make of it, in any order', () => {
    fc.assert(
      fc.property(
        aName,
        fc.array(fc.constantFrom(...HABITS), { minLength: 1, maxLength: 4 }),
        (name, habits) => {
          const kept = habits.reduce((text, habit) => habit(text), name)
          expect(spellingOf(kept)).toBe(spellingOf(name))
        },
      ),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['web-1', 'web-2'],
    ['a-b', 'ab'],
    ['a b', 'ab'],
    ['训练', '训練'],
    ['0', 'o'],
  ])('tells names apart that no service takes for one: %s, %s', (one, other) => {
    expect(spellingOf(one)).not.toBe(spellingOf(other))
  })
})
