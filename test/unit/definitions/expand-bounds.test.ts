import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../src/diagnostics/example-file.ts'
import { findsIn } from '../../support/fleet-of.ts'

describe('a text that is nothing but references', () => {
  it.each(['${UNSET}', '${PPIO_API_KEY}', '${'])(
    'draws a hundred findings at most: %s',
    (piece) => {
      const found = findsIn(exampleFile({ command: `"${piece.repeat(3_000)}"` }))
      expect(found.length).toBeGreaterThan(0)
      expect(found.length).toBeLessThanOrEqual(101)
    },
  )
})
