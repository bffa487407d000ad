import { UserError } from '../model/user-error.ts'
import { allowedActions, type Consent, withinConsent } from '../plan/consent.ts'
import { raisesIn } from '../plan/effects.ts'
import type { PricedPlan } from '../plan/priced-plan.ts'
import { guard, type Limits, type LimitViolation } from '../pricing/spending-limits-check.ts'
import { takesAll } from './require-scope.ts'

/** What the limits object to, of what a run would do of a plan. */
export const objectionsTo = (
  plan: PricedPlan,
  consent: Consent,
  limits: Limits,
): readonly LimitViolation[] =>
  guard(
    {
      money: withinConsent(plan, consent).money,
      raises: raisesIn(allowedActions(plan.actions, consent), plan),
      runningNow: plan.runningNow,
      isWhole: takesAll(plan.goal),
    },
    limits,
  )

interface Limited {
  readonly consent: Consent
  readonly limits: Limits
  readonly canAsk: boolean
}

/** Throws where the limits forbid a plan, or want a person to be asked about it and there is none. */
export function requireWithinLimits(plan: PricedPlan, { consent, limits, canAsk }: Limited): void {
  const [first, ...others] = objectionsTo(plan, consent, limits).filter(
    ({ kind }) => kind === 'refuse' || !canAsk,
  )
  if (first !== undefined) throw refusal([first, ...others], first.hint)
}

const refusal = (objections: readonly LimitViolation[], hint: string): UserError =>
  new UserError(`${objections.map(({ message }) => message).join('; ')}. Nothing was sent`, {
    hint,
  })
