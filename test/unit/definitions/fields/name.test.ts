import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, fleetOf, wordsOf } from '../../../support/fleet-of.ts'

describe('name', () => {
  it('takes up to 255 characters of any script', () => {
    expect(findsIn(exampleFile({ name: '训练机-1' }))).toEqual([])
    expect(findsIn(exampleFile({ name: '😀'.repeat(255) }))).toEqual([])
    expect(findsIn(exampleFile({ name: 'n'.repeat(256) }))).toHaveLength(1)
  })

  it('may be absent or empty, with a warning', () => {
    expect(findsIn(exampleFile({ name: '""' }))).toEqual(['name-missing «""»'])
    expect(findsIn(exampleFile({ name: undefined }))).toHaveLength(1)
    expect(bodiesOf(exampleFile({ name: '""' }))).toMatchObject([{ name: '' }])
    expect(fleetOf(exampleFile({ name: '""' })).specs[0]?.name).toBeUndefined()
  })

  it.each([
    ['"a\\tb"', 'U+0009'],
    ['"a\\nb"', 'U+000A'],
    ['"a\\e[31mb"', 'U+001B'],
    ['"a\\u0085b"', 'U+0085'],
    ['"a\\u007fb"', 'U+007F'],
  ])('refuses the control character in %s', (name, code) => {
    expect(fleetOf(exampleFile({ name })).diagnostics.map(({ code: found }) => found)).toEqual([
      'name-control-character',
    ])
    expect(wordsOf(exampleFile({ name }))).toContain(code)
  })

  it('draws a warning for blanks around it', () => {
    expect(findsIn(exampleFile({ name: '" a"' }))).toEqual(['name-blank-edges «" a"»'])
  })

  it('is written in quotes when it looks like a number', () => {
    expect(findsIn(exampleFile({ name: '2024' }))).toEqual(['unquoted-text «2024»'])
  })

  it('comes from a variable in the clear', () => {
    expect(bodiesOf(exampleFile({ name: 'train-${USER}' }), { USER: 'li' })).toMatchObject([
      { name: 'train-li' },
    ])
  })
})
