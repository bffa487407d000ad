import { unreachable } from '../../../../src/model/unreachable.ts'
import type { Act } from '../act.ts'
import { type Dice, diceOf } from '../dice.ts'
import type { Scenario } from '../scenario.ts'
import { adopted } from './adopted.ts'
import { asPrinted } from './as-printed.ts'
import { reverted } from './reverted.ts'

const ERRANDS = ['as-printed', 'reverted', 'reverted', 'adopted', 'adopted'] as const

/** What a person does at the end of some stories, while nothing goes wrong any more but what the errand is about. */
type Errand = (typeof ERRANDS)[number]

/** How many stories there are for one with an errand of a kind. */
const EVERY = 24

/** Far from the seeds of stories. */
const APART = 1_000_003

/** Which errand a story ends with. Drawn apart from all else, so that the seeds of before keep the rest of their stories. */
export function withErrand(scenario: Scenario): Scenario {
  const { acts, home, bare, seed } = scenario
  const dice = diceOf(seed + APART)
  const errand = ERRANDS[dice.below(EVERY)]
  // What the program brings along is never at rest.
  if (errand === undefined || home === 'embedded' || bare) return scenario
  return { ...scenario, acts: [...acts, ...actsOf(errand, dice, scenario)] }
}

function actsOf(errand: Errand, dice: Dice, scenario: Scenario): readonly Act[] {
  const { acts, driver } = scenario
  switch (errand) {
    case 'as-printed':
      // The library prints no command.
      return driver === 'library' ? [] : [asPrinted(dice, acts)]
    case 'reverted':
      return isPlainlyMade(scenario) ? reverted(dice, acts) : []
    case 'adopted':
      return driver === 'command' && isPlainlyMade(scenario) ? adopted(dice, acts) : []
    default:
      return unreachable(errand)
  }
}

/** Whether the fleet came to be without a doubt about what was made, and nothing of it was lost since. */
const isPlainlyMade = ({ acts: [{ troubles, blows }], mishap, stranger }: Scenario): boolean =>
  troubles.length === 0 &&
  blows.length === 0 &&
  stranger === undefined &&
  !mishap.loss &&
  !mishap.amnesia
