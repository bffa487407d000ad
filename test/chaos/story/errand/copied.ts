import { type Act, calmAct } from '../act.ts'
import type { Dice } from '../dice.ts'
import { plainEntry } from '../entry.ts'
import { applyWith, PLAIN_APPLY } from '../order.ts'
import type { Scenario } from '../scenario.ts'
import { killAtCreate, NEW } from './adopted.ts'

/** The ledger moves to another place, while the outcome of a create is not known; the move itself may be killed. */
export function copied(dice: Dice, acts: Scenario['acts']): readonly Act[] {
  const { pick, below } = dice
  const { entries: before } = acts.at(-1) ?? acts[0]
  const entries = [...before.filter(({ name }) => name !== NEW), plainEntry(NEW)]
  const copyEnd = pick(['whole', 'begun', 'begun', 200 + below(400)] as const)
  return [
    { ...calmAct(entries, applyWith(NEW)), blows: [killAtCreate(dice)], isCutShort: true },
    { ...calmAct(entries, PLAIN_APPLY), aside: 'copy', copyEnd },
  ]
}
