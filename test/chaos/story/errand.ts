import { type Act, calmAct, edited, redefinedIn } from './act.ts'
import { type Dice, diceOf } from './dice.ts'
import type { Entry } from './entry.ts'
import { drawOrder, PLAIN_APPLY } from './order.ts'
import type { Scenario } from './scenario.ts'

/** What a person does at the end of some stories, while nothing goes wrong any more. */
type Errand = 'as-printed'

const ERRANDS: readonly Errand[] = ['as-printed']

/** How many stories there are for one with an errand of a kind. */
const EVERY = 24

/** Which errand a story ends with. Drawn apart from all else, so that the seeds of before keep the rest of their stories. */
export function withErrand(scenario: Scenario): Scenario {
  const { acts, driver, home, bare, seed } = scenario
  const dice = diceOf(seed + APART)
  const errand = ERRANDS[dice.below(EVERY)]
  // The library prints no command, and what the program brings along is never at rest.
  if (errand === undefined || driver === 'library' || home === 'embedded' || bare) return scenario
  return { ...scenario, acts: [...acts, ...actsOf(errand, dice, acts)] }
}

/** Far from the seeds of stories. */
const APART = 1_000_003

function actsOf(errand: Errand, dice: Dice, acts: Scenario['acts']): readonly Act[] {
  switch (errand) {
    case 'as-printed':
      return [asPrinted(dice, acts)]
  }
}

/** The person reads a plan and takes the command at its end as it stands. */
function asPrinted(dice: Dice, acts: Scenario['acts']): Act {
  const { pick, chance } = dice
  const first = acts[0].entries
  const { entries: before } = acts.at(-1) ?? acts[0]
  const form = pick(['same', 'edited', 'redefined', 'redefined'] as const)
  const entries = untilLater(formed(form, dice, { before, first }))
  const hasLeft = before.some(({ name }) => entries.every((each) => each.name !== name))
  const hasChanged = form === 'redefined'
  const drawn = drawOrder(dice, { entries, hasLeft, hasChanged, mayBeAll: true })
  const order = drawn.order === 'apply' || drawn.order === 'destroy' ? drawn : PLAIN_APPLY
  const ends: Act['order'] = { order: 'destroy', scope: 'files', only: undefined }
  return { ...calmAct(entries, chance(0.25) ? ends : order), counted: 'as-printed' }
}

function formed(
  form: 'same' | 'edited' | 'redefined',
  dice: Dice,
  { before, first }: Readonly<Record<'before' | 'first', readonly Entry[]>>,
): readonly Entry[] {
  switch (form) {
    case 'same':
      return before
    case 'edited':
      return edited(dice, before, first)
    case 'redefined':
      return redefinedIn(dice, before)
  }
}

/** Whose time would be over between the plan and its run has some more. */
const untilLater = (entries: readonly Entry[]): readonly Entry[] =>
  entries.map((entry) => (entry.expires === 'soon' ? { ...entry, expires: 'far' } : entry))
