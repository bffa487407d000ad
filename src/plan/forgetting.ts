import {
  instancesOf,
  isLive,
  type Remote,
  type RemoteInstance,
  whyNotWhole,
} from '../api/remote.ts'
import type { ForgottenRecord, InstanceId } from '../ledger/record.ts'
import type { EntryState, OpenAttempt, OwnedInstance, State } from '../ledger/state.ts'
import { type Candidate, matchesFor } from './attempt-matches.ts'

/** What a person is about to drop from the ledger, and what the account says of it. */
export interface Forgetting {
  readonly entry: EntryState
  readonly instances: readonly {
    readonly owned: OwnedInstance
    readonly remote: RemoteInstance | undefined
  }[]
  readonly attempts: readonly OpenAttempt[]
  /** Live instances that the attempts may have made. */
  readonly candidates: readonly Candidate[]
  /** Why the account is not known in full; `undefined` when it is. */
  readonly unseen: string | undefined
}

/** What of an entry is dropped: the instances of these ids; without any, all that the ledger holds of it. Pure. */
export function forgettingOf(
  entry: EntryState,
  ids: readonly InstanceId[],
  remote: Remote,
  state: State,
): Forgetting {
  const byId = new Map(instancesOf(remote).map((instance) => [instance.id, instance]))
  const attempts = ids.length === 0 ? entry.open : []
  const ours = new Set(
    [...state.entries.values()].flatMap(({ instances }) => instances.map(({ id }) => id)),
  )
  return {
    entry,
    instances: entry.instances
      .filter(({ id }) => ids.length === 0 || ids.includes(id))
      .map((owned) => ({ owned, remote: byId.get(owned.id) })),
    attempts,
    candidates: matchesFor(attempts, [...byId.values()], ours).filter(({ instance }) =>
      isLive(instance),
    ),
    unseen: whyNotWhole(remote),
  }
}

/** The record by which the ledger drops it. */
export const forgottenRecord = (
  { entry, attempts, instances }: Forgetting,
  time: string,
): ForgottenRecord => ({
  type: 'forgotten',
  time,
  key: entry.key,
  attempts: attempts.map(({ attempt }) => attempt),
  ids: instances.map(({ owned }) => owned.id),
})
