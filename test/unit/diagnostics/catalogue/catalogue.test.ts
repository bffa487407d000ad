import { describe, expect, it } from 'vitest'
import { toFleet } from '../../../../src/definitions/fleet.ts'
import { CATALOGUE } from '../../../../src/diagnostics/catalogue/catalogue.ts'
import { parse } from '../../../support/parse.ts'

/** The usual environment of a process: enough for a warning about a variable that is set. */
const lookup = (name: string): string | undefined => (name === 'PATH' ? '/usr/bin' : undefined)

function codesIn(text: string): readonly string[] {
  const { documents, diagnostics } = parse({ path: 'instances.yaml', text })
  return [...diagnostics, ...toFleet(documents, { lookup }).diagnostics].map(({ code }) => code)
}

describe('CATALOGUE', () => {
  const kinds = Object.entries(CATALOGUE)
  const exemplified = kinds.flatMap(([code, { example }]) =>
    example === undefined ? [] : [{ code, example: example() }],
  )

  it.each(exemplified)('has an example of $code that draws it and nothing else', (kind) => {
    expect(codesIn(kind.example)).toEqual([kind.code])
  })

  it.each(kinds)('explains %s in sentences', (_code, { about }) => {
    expect(about).toMatch(/^[A-Z`].*\.$/s)
  })
})
