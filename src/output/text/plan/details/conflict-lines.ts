import type { InstanceId } from '../../../../ledger/record.ts'
import type { ConflictAction } from '../../../../plan/action.ts'
import type { PricedPlan } from '../../../../plan/priced-plan.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import { changeLines } from './change-lines.ts'
import { costOf, departureWords } from './instance-words.ts'
import type { Look } from './look.ts'

export function conflictLines(
  action: ConflictAction,
  plan: PricedPlan,
  look: Look,
): readonly string[] {
  const { owned, strangers } = action
  return [
    ...owned.map(({ id }) => `${plain(id)} is ours${costOf(id, plan)}`),
    ...strangers.map(
      ({ id, status }) =>
        `${plain(id)} is ${plain(status)}, ${whoseWords(action, id)}${costOf(id, plan)}`,
    ),
    ...changeLines(action.changes, look),
  ]
}

/** Whose an instance is that is in the way. */
export function whoseWords(
  { holders, returned, madeHere }: ConflictAction,
  id: InstanceId,
): string {
  const departure = returned.get(id)
  if (departure !== undefined) return `ours, ${departureWords(departure)}`
  if (madeHere.has(id)) return 'made with this ledger, which does not hold it'
  const holder = holders.get(id)
  return holder === undefined ? 'not ours' : `ours as the entry ${plain(holder)}`
}
