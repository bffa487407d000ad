import { timeText } from '../../../../model/time-text.ts'
import type { InDoubtAction } from '../../../../plan/action.ts'
import type { PricedPlan } from '../../../../plan/priced-plan.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import { OPERATION_NOUNS } from '../../reasons/explain-change.ts'
import { againstText } from '../candidate-text.ts'
import { costOf } from './instance-words.ts'

/** What was begun without a known outcome, and what of it the account shows. */
export const doubtLines = (
  { spec, attempts, candidates, unsettled }: InDoubtAction,
  plan: PricedPlan,
): readonly string[] => [
  ...attempts.map(
    ({ attempt, since, reason, refused }) =>
      `attempt ${attempt} of ${timeText(since)}${because(reason)}${refused && candidates.length === 0 ? REFUSED : ''}`,
  ),
  ...candidates.map(
    ({ instance: { id, status }, against }) =>
      `${plain(id)} is ${plain(status)} in the account${againstText(against)}`,
  ),
  ...unsettled.flatMap(({ id, open }) =>
    open === undefined
      ? []
      : [
          `${OPERATION_NOUNS[open.operation]} of ${timeText(open.since)}${because(open.reason)}`,
          // Where it is not known, what the reason says is not about the account.
          ...(plan.costs.get(id)?.rate.kind === 'hourly'
            ? [`${plain(id)}${costOf(id, plan)}`]
            : []),
        ],
  ),
  ...(spec === undefined && unsettled.length > 0 ? ['its entry is in no file of this run'] : []),
]

/** Of a refusal, whose run ended before it could look. */
const REFUSED = '; the next apply looks whether the refusal is true, and goes on where it is'

const because = (reason: string | undefined): string =>
  reason === undefined ? '' : `: ${plain(reason)}`
