import { UserError } from '../model/user-error.ts'
import type { PricedPlan } from '../plan/priced-plan.ts'
import { guard, type Limits, type LimitViolation } from '../pricing/spending-limits-check.ts'

/** Throws where the limits forbid a plan, or want a person to be asked about it and there is none. */
export function requireWithinLimits(plan: PricedPlan, limits: Limits, canAsk: boolean): void {
  const [first, ...others] = guard(plan.money, limits).filter(
    ({ kind }) => kind === 'refuse' || !canAsk,
  )
  if (first !== undefined) throw refusal([first, ...others], first.hint)
}

const refusal = (objections: readonly LimitViolation[], hint: string): UserError =>
  new UserError(`${objections.map(({ message }) => message).join('; ')}. Nothing was sent`, {
    hint,
  })
