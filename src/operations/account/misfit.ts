import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { UserError } from '../../model/user-error.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'

/** Why nothing may be created: the account proves that some entry cannot work. A value, for a command that shows its plan first. */
export function misfitRefusal({
  diagnostics,
  counts,
}: Pick<PricedPlan, 'diagnostics' | 'counts'>): UserError | undefined {
  if (counts.create + counts.recreate === 0 || !hasErrors(diagnostics)) return undefined
  return new UserError('an entry names what the account does not have: nothing was sent', {
    hint: 'fix what is found above, or leave the entry out with --exclude',
  })
}

/** Throws where the account proves that what is to be created cannot work. */
export function refuseMisfit(plan: PricedPlan): void {
  const refusal = misfitRefusal(plan)
  if (refusal !== undefined) throw refusal
}
