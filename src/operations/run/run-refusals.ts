import type { UserError } from '../../model/user-error.ts'
import type { Consent } from '../../plan/consent.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { destroysRefusal } from '../require-few-destroys.ts'
import { stockRefusal } from './stock-refusal.ts'

interface Refusing {
  readonly consent: Consent
  readonly maxDestroys?: number | undefined
  /** How long stock is waited for: a lack of it refuses nothing then. */
  readonly untilAvailableMs?: number | undefined
}

/**
 * What no person and no plan id lets a run do of this plan, beside what the limits on money say: an apply throws the first of
 * it, and a plan tells all of it, so that neither offers what the other refuses.
 */
export const runRefusals = (plan: PricedPlan, refusing: Refusing): readonly UserError[] =>
  [
    refusing.untilAvailableMs === undefined ? stockRefusal(plan, refusing) : undefined,
    destroysRefusal(plan, refusing),
  ].filter((refusal) => refusal !== undefined)

/** Throws the first of these. */
export function refuseRun(plan: PricedPlan, refusing: Refusing): void {
  const [refusal] = runRefusals(plan, refusing)
  if (refusal !== undefined) throw refusal
}
