import { UserError } from '../../model/user-error.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'

/** Why an account that shows nothing of ours is not believed, without a full stop. */
export const unseenOwnedWords = ({ unseenOwned }: Pick<PricedPlan, 'unseenOwned'>): string =>
  `the account shows none of the ${unseenOwned} instances that the ledger holds, so its list is broken, or it is another account`

/** By what a run goes ahead anyway. An apply may make them all again: that takes more than a flag which a script can hold. */
export const seenOtherwise = ({ goal }: Pick<PricedPlan, 'goal'>): string =>
  goal.kind === 'apply'
    ? 'at a terminal, or with the --plan-id of this plan'
    : 'at a terminal, or with --accept-gone or the --plan-id of this plan'

/** Throws where an account shows nothing of ours, and neither a plan id nor a person can say that it is so indeed. */
export function requireSeenOwned(
  plan: Pick<PricedPlan, 'unseenOwned' | 'goal'>,
  { isById, canAsk }: { readonly isById: boolean; readonly canAsk: boolean },
): void {
  if (plan.unseenOwned === 0 || isById || canAsk) return
  throw new UserError(`${unseenOwnedWords(plan)}: nothing was sent`, {
    hint: `look at the account in the console. If they are all gone indeed, ${plan.goal.kind} ${seenOtherwise(plan)}`,
  })
}
