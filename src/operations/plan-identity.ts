import { listed } from '../diagnostic/wording.ts'
import { movedParts } from '../plan/plan-id.ts'
import type { PricedPlan } from '../plan/report.ts'
import { UserError } from '../user-error.ts'

/** Refuses a plan that is not the one that was approved by its id, and says which part of it moved. */
export function requireSamePlan({ planId }: PricedPlan, approved: string | undefined): void {
  if (approved === undefined || approved === planId) return
  const moved = movedParts(approved, planId)
  throw new UserError(
    `this is not the plan ${approved} any more: ${listed(moved, 'and')} moved. Nothing was sent`,
    { hint: `read the plan above; if it is right, its id is ${planId}` },
  )
}
