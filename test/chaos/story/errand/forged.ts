import { type Act, calmAct, redefinedIn } from '../act.ts'
import type { Dice } from '../dice.ts'
import { plainEntry } from '../entry.ts'
import { type Order, PLAIN_APPLY } from '../order.ts'
import type { Scenario } from '../scenario.ts'
import { killAtCreate, NEW } from './adopted.ts'

/** A run is killed in the middle of a create, and a checkout brings files that claim to know what came of it, and of all else. */
export function forged(dice: Dice, { acts, driver }: Scenario): readonly Act[] {
  const { pick, chance } = dice
  const { entries: before } = acts.at(-1) ?? acts[0]
  const entries = [...before.filter(({ name }) => name !== NEW), plainEntry(NEW)]
  const ends: Order = {
    order: 'destroy',
    scope: driver === 'command' && chance(0.5) ? 'all-owned' : 'files',
    only: undefined,
  }
  const order = pick([PLAIN_APPLY, PLAIN_APPLY, ends])
  const now = chance(0.3) ? redefinedIn(dice, entries) : entries
  return [
    { ...calmAct(entries, PLAIN_APPLY), blows: [killAtCreate(dice)], isCutShort: true },
    { ...calmAct(now, order), aside: 'forge' },
  ]
}
