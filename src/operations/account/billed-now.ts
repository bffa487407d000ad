import type { Remote } from '../../api/remote.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { State } from '../../ledger/state.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { type Billed, toBilled } from '../../pricing/billed.ts'
import type { EndedRun, OwnedLook } from './look-at-owned.ts'
import { believed } from './owned-seen.ts'

/** What a run saw of the account before it sent anything. */
interface Seen {
  readonly state: State
  readonly remote: Remote
  readonly plan: PricedPlan
}

/** What is billed where nothing was sent. */
export const billedBefore = ({ state, remote, plan }: Seen): Billed =>
  toBilled({
    target: plan.target,
    state,
    remote: believed(remote, plan),
    mayBeThere: notAskedFor(state, plan),
    costs: plan.costs,
  })

/** What is billed when a run ends, by its last look at what is ours. */
export const billedNow = (
  { state, plan }: Pick<EndedRun, 'state' | 'plan'>,
  { remote, mayBeThere }: OwnedLook,
): Billed => toBilled({ target: plan.target, state, remote, mayBeThere, costs: plan.costs })

/** The instances of entries that the plan does not decide about: nobody asked for them by their ids. */
function notAskedFor({ entries }: State, { actions }: PricedPlan): ReadonlySet<InstanceId> {
  const decided = new Set(actions.flatMap(({ kind, key }) => (kind === 'orphan' ? [] : [key])))
  return new Set(
    [...entries.values()]
      .filter(({ key }) => !decided.has(key))
      .flatMap(({ instances }) => instances.map(({ id }) => id)),
  )
}
