import type { Remote } from '../../api/remote.ts'
import { type ApplyResult, changedIn, madeIn } from '../../apply/result.ts'
import type { Action } from '../../plan/action.ts'
import { spoiltIn } from '../../plan/consent.ts'
import { plan } from '../../plan/make-plan.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { confirmListed, type Observing } from './confirm-listed.ts'

interface AtTheEnd extends Omit<Observing, 'specs'>, Pick<PricedPlan, 'goal'> {
  readonly remote: Remote
}

/**
 * How what an entry still has is not as its file says, where an apply ended another instance of it: the plan of that run was
 * about the end alone. What the run made itself is looked at anyway.
 */
export async function remainderOtherwise(
  result: ApplyResult,
  { remote: listed, goal, ...observing }: AtTheEnd,
): Promise<readonly Action[]> {
  if (goal.kind !== 'apply') return []
  const { state, now } = observing
  const made = new Set(madeIn(result).map(({ action }) => action.key))
  const specs = changedIn(result).flatMap(({ operation, action: { spec, key } }) =>
    operation === 'delete' && spec !== undefined && state.entries.has(key) && !made.has(key)
      ? [spec]
      : [],
  )
  if (specs.length === 0) return []
  const remote = await confirmListed(listed, { ...observing, specs })
  return spoiltIn(plan({ specs, state, remote, coversAll: false, now }))
}
