import { joinWords } from '../diagnostics/wording.ts'
import { UserError } from '../model/user-error.ts'
import { movedParts } from '../plan/plan-id.ts'
import type { PricedPlan } from '../plan/priced-plan.ts'

/** Refuses a plan that is not the one that was approved by its id, and says which part of it moved. */
export function requireSamePlan({ planId }: PricedPlan, approved: string | undefined): void {
  if (approved === undefined || approved === planId) return
  const moved = movedParts(approved, planId)
  throw new UserError(
    `this is not the plan ${approved} any more: ${joinWords(moved, 'and')} changed. Nothing was sent`,
    { hint: `read the plan above; if it is right, its id is ${planId}` },
  )
}
