import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { UserError } from '../../model/user-error.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { takesAll } from '../require-scope.ts'

/** Why nothing may be created: some entry cannot work, by what the account has or by its own life. A value, for a command that shows its plan first. */
export function misfitRefusal({
  diagnostics,
  counts,
  goal,
}: Pick<PricedPlan, 'diagnostics' | 'counts' | 'goal'>): UserError | undefined {
  if (counts.create + counts.recreate === 0 || !hasErrors(diagnostics)) return undefined
  return new UserError('an entry cannot be created as it is: nothing was sent', {
    hint: `fix what is found above, or leave the entry out with --exclude${takesAll(goal) ? ', without --prune' : ''}`,
  })
}

/** Throws where something that is to be created cannot work. */
export function refuseMisfit(plan: PricedPlan): void {
  const refusal = misfitRefusal(plan)
  if (refusal !== undefined) throw refusal
}
