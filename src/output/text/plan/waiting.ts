import type { AllowWord } from '../../../model/allow-word.ts'
import { type Action, isExecutable } from '../../../plan/action.ts'
import { wordsFor } from '../../../plan/consent.ts'
import type { PricedPlan } from '../../../plan/priced-plan.ts'

/**
 * The words of `--allow` that an action of an apply still waits for. The other commands are their own word: whoever types
 * `destroy` has said it.
 */
export const missingWords = (
  action: Action,
  { goal, allow }: Pick<PricedPlan, 'goal' | 'allow'>,
): readonly AllowWord[] =>
  goal.kind !== 'apply' || !isExecutable(action)
    ? []
    : wordsFor(action).filter((word) => !allow.has(word))

/** The same as a line below an action that ends or changes something; what is created again is told under the plan. */
export function waitingLines(
  action: Action,
  plan: Pick<PricedPlan, 'goal' | 'allow'>,
): readonly string[] {
  const words = action.kind === 'recreate' ? [] : missingWords(action, plan)
  return words.length === 0
    ? []
    : [`waits for --allow ${words.join(',')}, or for a person to agree`]
}
