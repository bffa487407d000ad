import type { Remote } from '../../api/remote.ts'
import type { OwnedInstance, State } from '../../ledger/state.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'

/** A list that shows none of the instances of the ledger is broken, or that of another account: it proves no absence. */
export const believed = (
  remote: Remote,
  { unseenOwned }: Pick<PricedPlan, 'unseenOwned'>,
): Remote =>
  remote.kind === 'complete' && unseenOwned > 0
    ? { ...remote, kind: 'partial', why: 'it shows none of ours' }
    : remote

/** All instances that the ledger holds. */
export const ownedIn = ({ entries }: Pick<State, 'entries'>): readonly OwnedInstance[] =>
  [...entries.values()].flatMap(({ instances }) => instances)
