import { UserError } from '../../model/user-error.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'

/** Why an account that shows nothing of ours is not believed, without a full stop. */
export const unseenOwnedWords = ({ unseenOwned }: Pick<PricedPlan, 'unseenOwned'>): string =>
  `the account shows none of the ${unseenOwned} instances that the ledger holds, so its list is broken, or it is another account`

/** Throws where an account shows nothing of ours, and neither a plan id nor a person can say that it is so indeed. */
export function requireSeenOwned(
  plan: Pick<PricedPlan, 'unseenOwned'>,
  { isById, canAsk }: { readonly isById: boolean; readonly canAsk: boolean },
): void {
  if (plan.unseenOwned === 0 || isById || canAsk) return
  throw new UserError(`${unseenOwnedWords(plan)}: nothing was sent`, {
    hint: 'look at the account in the console. If they are all gone indeed, apply at a terminal, or with the --plan-id of this plan',
  })
}
