import { unreachable } from '../../../../src/model/unreachable.ts'
import type { Act } from '../act.ts'
import { type Dice, diceOf } from '../dice.ts'
import type { Scenario } from '../scenario.ts'
import { adopted } from './adopted.ts'
import { asPrinted } from './as-printed.ts'
import { copied } from './copied.ts'
import { forged } from './forged.ts'
import { reaped } from './reaped.ts'
import { respelt } from './respelt.ts'
import { reverted } from './reverted.ts'

const ERRANDS = [
  'as-printed',
  'as-printed',
  'reverted',
  'reverted',
  'adopted',
  'adopted',
  'adopted',
  'adopted',
  'forged',
  'reaped',
  'reaped',
  'reaped',
  'reaped',
  'respelt',
  'copied',
] as const

/** What a person does at the end of some stories, while nothing goes wrong any more but what the errand is about. */
type Errand = (typeof ERRANDS)[number]

/** How many stories there are for so many errands, of which some are only for a fleet that was plainly made. */
const EVERY = 30

/** Far from the seeds of stories. */
const APART = 1_000_003

/** Which errand a story ends with. Drawn apart from all else, so that the seeds of before keep the rest of their stories. */
export function withErrand(scenario: Scenario): Scenario {
  const { home, bare, seed, flags } = scenario
  const dice = diceOf(seed + APART)
  const errand = ERRANDS[dice.below(EVERY)]
  if (errand === undefined) return scenario
  // What the program brings along is never at rest, and of an account that nobody asks nothing can be told.
  if (home === 'embedded' || bare || flags.includes('--refresh=never')) return scenario
  return addedTo(scenario, errand, dice)
}

function addedTo(scenario: Scenario, errand: Errand, dice: Dice): Scenario {
  const isByLibrary = scenario.driver === 'library'
  switch (errand) {
    case 'as-printed':
      // The library prints no command.
      return isByLibrary ? scenario : ending(scenario, asPrinted(dice, scenario.acts))
    case 'reverted':
      return isPlainlyMade(scenario) ? ending(scenario, reverted(dice, scenario.acts)) : scenario
    case 'adopted':
      return isPlainlyMade(scenario) && !isByLibrary
        ? ending(scenario, adopted(dice, scenario.acts))
        : scenario
    case 'forged':
      return ending(scenario, forged(dice, scenario))
    case 'reaped':
      return isPlainlyMade(scenario) ? ending(scenario, reaped(dice, scenario)) : scenario
    case 'respelt':
      return ending(scenario, respelt(dice, scenario.acts))
    case 'copied':
      return hasOneLedger(scenario) ? ending(scenario, copied(dice, scenario.acts)) : scenario
    default:
      return unreachable(errand)
  }
}

const ending = (scenario: Scenario, acts: readonly Act[]): Scenario => ({
  ...scenario,
  acts: [...scenario.acts, ...acts],
})

/** Whether the fleet came to be without a doubt about what was made, and nothing of it was lost since. */
const isPlainlyMade = ({ acts: [{ troubles, blows }], mishap, stranger }: Scenario): boolean =>
  troubles.length === 0 &&
  blows.length === 0 &&
  stranger === undefined &&
  !mishap.loss &&
  !mishap.amnesia

/** Whether each start finds the same ledger, which is never lost. */
const hasOneLedger = ({ ways, hasInnerLedger, mishap }: Scenario): boolean =>
  ways.every(({ host }) => host === 'address') && !hasInnerLedger && !mishap.amnesia
