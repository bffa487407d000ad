import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import {
  bodiesOf,
  findsIn,
  findsWithoutVariables,
  fleetOf,
  wordsOf,
} from '../../../support/fleet-of.ts'

const protectIn = (text: string, variables = {}) =>
  fleetOf(text, variables).specs.map(({ life }) => life.protect)

describe('protect', () => {
  it('is true or false, and says nothing where it is left out', () => {
    expect(protectIn(exampleFile({ protect: 'true' }))).toEqual([true])
    expect(protectIn(exampleFile({ protect: 'false' }))).toEqual([false])
    expect(protectIn(exampleFile({}))).toEqual([undefined])
  })

  it('holds for every replica', () => {
    expect(protectIn(exampleFile({ protect: 'true', replicas: '2' }))).toEqual([true, true])
  })

  it('comes from defaults, over which the entry wins', () => {
    const under = (line: string) => `defaults: { protect: true }\n${exampleFile({ protect: line })}`
    expect(protectIn(`defaults: { protect: true }\n${exampleFile({})}`)).toEqual([true])
    expect(protectIn(under('false'))).toEqual([false])
  })

  it('is cast from a variable, and may be anything without variables', () => {
    expect(protectIn(exampleFile({ protect: '${P}' }), { P: 'true' })).toEqual([true])
    expect(findsIn(exampleFile({ protect: '${P}' }), { P: 'yes' })).toEqual([
      'reference-not-cast «${P}»',
    ])
    expect(findsWithoutVariables(exampleFile({ protect: '${P}' }))).toEqual([])
  })

  it('is nothing else, and says what was meant', () => {
    expect(findsIn(exampleFile({ protect: 'yes' }))).toEqual(['wrong-type «yes»'])
    expect(wordsOf(exampleFile({ protect: 'yes' }))).toMatch(/write `true`$/)
    expect(findsIn(exampleFile({ protect: '' }))).toEqual(['null-value «»'])
  })

  it('is what the words of other tools mean', () => {
    expect(wordsOf(exampleFile({ deletionProtection: 'true' }))).toMatch(
      /did you mean `protect`\?$/,
    )
  })

  it('is never sent, and no part of the digest', () => {
    for (const body of bodiesOf(exampleFile({ protect: 'true' }))) {
      expect(body).not.toHaveProperty('protect')
    }
    const digests = ['true', undefined].map(
      (protect) => fleetOf(exampleFile({ protect })).specs[0]?.digest,
    )
    expect(digests[0]).toBe(digests[1])
  })
})
