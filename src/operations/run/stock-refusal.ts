import { UserError } from '../../model/user-error.ts'
import { allowedActions, type Consent } from '../../plan/consent.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'

/**
 * Why a run does not go ahead: an instance would end first, and the service says that what takes its place cannot be
 * deployed now. A value, for a plan that says so before.
 */
export function stockRefusal(
  { actions, money }: Pick<PricedPlan, 'actions' | 'money'>,
  { consent }: { readonly consent: Consent },
): UserError | undefined {
  const unavailable = new Set(
    money.quotes.flatMap(({ key, stock }) => (stock.available === false ? [key] : [])),
  )
  const first = allowedActions(actions, consent).find(
    (action) =>
      action.kind === 'replace' && action.by === 'destroy-first' && unavailable.has(action.key),
  )
  if (first === undefined) return undefined
  return new UserError(
    `${first.name ?? first.key} would be destroyed first, and what takes its place cannot be deployed now, says the service`,
    {
      nothingDone: 'sent',
      hint: 'Try later, or take replaceBy: create-first, which keeps the old one until the new one runs',
    },
  )
}
