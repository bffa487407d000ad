import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MUTANTS } from '../../chaos/mutants/all-mutants.ts'

// A change of the sources that loses the place of a mutant is noticed here, not in the hour-long hunt.
describe('a mutant', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    'has its place: %s',
    (_, mutant) => {
      const pieces = readFileSync(mutant.file, 'utf8').split(mutant.from)
      expect(pieces).toHaveLength(2)
      expect(mutant.to).not.toBe(mutant.from)
      if (mutant.shownIn !== undefined) expect(existsSync(mutant.shownIn)).toBe(true)
    },
  )
})
