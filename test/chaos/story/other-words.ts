import { IN_FULL, TOOL_PORTS } from '../trouble/other-words.ts'
import type { Act } from './act.ts'
import type { Dice } from './dice.ts'
import type { Scenario } from './scenario.ts'

/** Some stories have a service that says the same in other words, from their beginning to their end. */
export function withOtherWords(scenario: Scenario, { chance, pick }: Dice): Scenario {
  const { home, acts } = scenario
  if (home === 'embedded' || !chance(0.05)) return scenario
  const words = pick([IN_FULL, TOOL_PORTS])
  const worded = (act: Act): Act => ({ ...act, troubles: [...act.troubles, ...words] })
  const [first, ...others] = acts
  return { ...scenario, acts: [worded(first), ...others.map(worded)] }
}
