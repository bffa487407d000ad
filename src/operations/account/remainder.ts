import { instancesOf, type Remote } from '../../api/remote.ts'
import { type ApplyResult, changedIn, madeIn } from '../../apply/result.ts'
import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { Action } from '../../plan/action.ts'
import { spoiltIn } from '../../plan/consent.ts'
import { paidTooShort } from '../../plan/in-place/paid-too-short.ts'
import { plan } from '../../plan/make-plan.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { confirmListed, type Observing } from './confirm-listed.ts'

interface AtTheEnd extends Omit<Observing, 'specs'>, Pick<PricedPlan, 'goal'> {
  readonly remote: Remote
  /** What the run leaves anyway, and tells. */
  readonly left: readonly Action[]
}

/** What is left of entries about which a run did all that it was for. */
export async function remainderOtherwise(
  result: ApplyResult,
  { goal, ...ended }: AtTheEnd,
): Promise<readonly Action[]> {
  if (goal.kind !== 'apply') return []
  return [...stillToPay(result, ended.remote), ...(await besideEnded(result, ended))]
}

/** What a run paid for, and that is paid for a shorter time by now than its file says. */
function stillToPay(result: ApplyResult, remote: Remote): readonly Action[] {
  const { rejected, notSent, inDoubt, skipped } = result
  const isOpen = (key: EntryKey) =>
    [...rejected, ...notSent, ...inDoubt, ...skipped].some(
      ({ operation, action }) => operation === 'renew' && action.key === key,
    )
  const paid = changedIn(result).filter(
    (each) => each.operation === 'subscribe' || each.operation === 'renew',
  )
  const lastOfEach = [...new Map(paid.map((each) => [each.action.key, each])).values()]
  return lastOfEach.flatMap(({ id, action, endsAt }) => {
    const listed = instancesOf(remote).find((each) => each.id === id)
    if (listed === undefined || isOpen(action.key)) return []
    // A list may lag behind what was seen of the payment.
    const seen = { ...listed, billingMode: 'monthly', endsAt: endsAt ?? listed.endsAt }
    return paidTooShort(action, seen) ?? []
  })
}

/**
 * How what an entry has at the end of an apply is not as its file says: where the run ended another instance of it, since its
 * plan was about the end alone; and where it reset a container, which may have failed since. What the run made itself is
 * looked at anyway.
 */
async function besideEnded(
  result: ApplyResult,
  { remote: listed, left, ...observing }: Omit<AtTheEnd, 'goal'>,
): Promise<readonly Action[]> {
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
