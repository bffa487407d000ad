import type { RemoteInstance } from '../../api/remote.ts'
import type { EntryKey, InstanceSpec } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import type { ConflictAction } from '../action.ts'
import type { ConflictReason } from '../reasons/action-reason.ts'
import type { Account } from './account.ts'
import { identity } from './entry-identity.ts'

/** Instances of this name are in the way: ours, or somebody else's. */
export function conflict(
  spec: InstanceSpec,
  owned: readonly OwnedInstance[],
  strangers: readonly RemoteInstance[],
  { byId, owners, replaced, destroyed }: Account,
): ConflictAction {
  const holders = among(strangers, (id) => owners.get(id))
  const returned = among(strangers, (id) => (holders.has(id) ? undefined : replaced.get(id)?.by))
  const back = among(strangers, (id) => (holders.has(id) ? undefined : destroyed.get(id)?.at))
  const reason = conflictReason(owned, strangers, { holders, returned, back })
  const remotes = new Map(
    owned.flatMap(({ id }) => {
      const remote = byId.get(id)
      return remote === undefined ? [] : [[id, remote] as const]
    }),
  )
  const base = { ...identity(spec), reason, owned, remotes, strangers, holders }
  return { kind: 'conflict', ...base, replaced: returned, destroyed: back, changes: [] }
}

/** Those of the instances of which something is known, and what. */
const among = <Fact>(
  instances: readonly RemoteInstance[],
  factOf: (id: InstanceId) => Fact | undefined,
): ReadonlyMap<InstanceId, Fact> =>
  new Map(
    instances.flatMap(({ id }) => {
      const fact = factOf(id)
      return fact === undefined ? [] : [[id, fact] as const]
    }),
  )

function conflictReason(
  owned: readonly OwnedInstance[],
  strangers: readonly RemoteInstance[],
  {
    holders,
    returned,
    back,
  }: {
    readonly holders: ReadonlyMap<InstanceId, EntryKey>
    readonly returned: ReadonlyMap<InstanceId, InstanceId>
    readonly back: ReadonlyMap<InstanceId, string>
  },
): ConflictReason {
  const [ended] = back
  if (ended !== undefined) {
    const [id, at] = ended
    return { code: 'destroyed-is-back', id, at }
  }
  const [first] = returned
  if (first !== undefined) {
    const [id, replacedBy] = first
    return { code: 'replaced-is-back', id, replacedBy }
  }
  const [own, ...others] = owned
  if (others.length > 0) return { code: 'several-owned', ids: idsOf(owned) }
  if (own !== undefined) {
    return { code: 'others-beside-ours', id: own.id, others: idsOf(strangers) }
  }
  const [held] = holders
  if (strangers.length === 1 && held !== undefined) {
    const [id, entry] = held
    return { code: 'owned-by-another-entry', id, entry }
  }
  return { code: 'several-of-this-name', ids: idsOf(strangers) }
}

export const idsOf = (instances: readonly { readonly id: InstanceId }[]): readonly InstanceId[] =>
  instances.map(({ id }) => id)
