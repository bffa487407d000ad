import { UserError } from '../model/user-error.ts'
import { allowedActions, type Consent } from '../plan/consent.ts'
import type { PricedPlan } from '../plan/priced-plan.ts'
import { takesAll } from './require-scope.ts'

/** The most instances that a run ends where nobody says how many. */
export const MAX_DESTROYS = 10

/** How many instances a run would delete: what is gone already needs no call, and what is replaced is not fewer then. */
export const countDestroys = ({ actions }: Pick<PricedPlan, 'actions'>, consent: Consent): number =>
  allowedActions(actions, consent).filter(
    (action) =>
      action.kind === 'destroy' &&
      action.because !== 'replace' &&
      action.reason.code !== 'gone-already',
  ).length

/** Throws where a run would end another number of instances than somebody said, and be it none. */
export function requireSameNumber(
  plan: Pick<PricedPlan, 'actions'>,
  { consent, destroys }: { readonly consent: Consent; readonly destroys?: number | undefined },
): void {
  const count = countDestroys(plan, consent)
  if (destroys === undefined || destroys === count) return
  throw new UserError(`--destroys is ${destroys}, and ${counted(count)} would be destroyed`, {
    nothingDone: 'sent',
    hint: 'Something differs from what was expected: read the plan before you give another number',
  })
}

/** Why a run does not go ahead: it would end more instances than it may. A value, for a plan that says so before. */
export function destroysRefusal(
  plan: Pick<PricedPlan, 'actions' | 'goal'>,
  {
    consent,
    maxDestroys = MAX_DESTROYS,
  }: { readonly consent: Consent; readonly maxDestroys?: number | undefined },
): UserError | undefined {
  const count = countDestroys(plan, consent)
  if (count <= maxDestroys) return undefined
  const some = takesAll(plan.goal)
    ? 'ppi-apply destroy --all-owned --only NAME ends one of them'
    : '--only names some of them'
  return new UserError(
    `${counted(count)} would be destroyed, and --max-destroys is ${maxDestroys}`,
    {
      nothingDone: 'sent',
      hint: `If all of them are to go, give --max-destroys ${count}; ${some}`,
    },
  )
}

const counted = (count: number): string => (count === 1 ? '1 instance' : `${count} instances`)
