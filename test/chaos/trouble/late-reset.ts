import type { Dice } from '../story/dice.ts'
import type { Trouble } from './trouble.ts'

export const BEGINS_LATE = 'upgrade begins late'

/**
 * A container shows its new settings at once, and its reset begins only then: sooner than the program believes what nobody saw
 * begin. Mostly it fails.
 */
export function drawLateReset({ pick, chance }: Dice): readonly Trouble[] {
  const when = chance(0.6) ? { nth: 1 } : {}
  const late = { fault: 'begin-late', ms: pick([20, 100, 180]) } as const
  const begins: Trouble = { name: BEGINS_LATE, rule: { on: 'upgrade', when, do: late } }
  if (chance(0.3)) return [begins]
  const fails = { on: 'upgrade', when, do: { fault: 'fail-later' } } as const
  return [begins, { name: 'upgrade fails later', rule: fails }]
}
