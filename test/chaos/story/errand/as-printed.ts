import { type Act, calmAct, edited, redefinedIn } from '../act.ts'
import type { Dice } from '../dice.ts'
import type { Entry } from '../entry.ts'
import { drawOrder, PLAIN_APPLY } from '../order.ts'
import type { Scenario } from '../scenario.ts'

/** The person reads a plan and takes the command at its end as it stands. */
export function asPrinted(dice: Dice, acts: Scenario['acts']): readonly Act[] {
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
  return [{ ...calmAct(entries, chance(0.25) ? ends : order), counted: 'as-printed' }]
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
