import type { Remote } from '../../api/remote.ts'
import { type ApplyResult, changedIn, madeIn } from '../../apply/result.ts'
import type { Action } from '../../plan/action.ts'
import { spoiltIn } from '../../plan/consent.ts'
import { plan } from '../../plan/make-plan.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { confirmListed, type Observing } from './confirm-listed.ts'

interface AtTheEnd extends Omit<Observing, 'specs'>, Pick<PricedPlan, 'goal'> {
  readonly remote: Remote
  /** What the run leaves anyway, and tells. */
  readonly left: readonly Action[]
}

/**
 * How what an entry has at the end of an apply is not as its file says: where the run ended another instance of it, since its
 * plan was about the end alone; and where it reset a container, which may have failed since. What the run made itself is
 * looked at anyway.
 */
export async function remainderOtherwise(
  result: ApplyResult,
  { remote: listed, goal, left, ...observing }: AtTheEnd,
): Promise<readonly Action[]> {
  if (goal.kind !== 'apply') return []
  const { state, now } = observing
  const made = new Set(madeIn(result).map(({ action }) => action.key))
  const unfinished = [...result.rejected, ...result.notSent, ...result.inDoubt, ...result.skipped]
  const told = new Set([...unfinished.map(({ action }) => action), ...left].map(({ key }) => key))
  const specs = changedIn(result).flatMap(({ operation, action: { spec, key } }) => {
    const isLookedAt = operation === 'delete' || (operation === 'upgrade' && !told.has(key))
    return isLookedAt && spec !== undefined && state.entries.has(key) && !made.has(key)
      ? [spec]
      : []
  })
  if (specs.length === 0) return []
  const remote = await confirmListed(listed, { ...observing, specs })
  return spoiltIn(plan({ specs, state, remote, coversAll: false, now }))
}
