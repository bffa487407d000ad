import type { RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { Departure, OwnedInstance } from '../../ledger/state.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { ConflictAction } from '../action.ts'
import { markOf } from '../marker.ts'
import type { ConflictReason } from '../reasons/action-reason.ts'
import type { Account } from './account.ts'
import { identity } from './entry-identity.ts'

/** Instances of this name are in the way: ours, or somebody else's. */
export function conflict(
  spec: InstanceSpec,
  owned: readonly OwnedInstance[],
  strangers: readonly RemoteInstance[],
  { byId, owners, departed, marked }: Account,
): ConflictAction {
  const holders = among(strangers, (id) => owners.get(id))
  const returned = among(strangers, (id) =>
    holders.has(id) ? undefined : departed.get(id)?.departure,
  )
  const here = new Set(idsOf(marked.get(markOf(spec.key)) ?? []))
  const madeHere = new Set(idsOf(strangers).filter((id) => here.has(id)))
  const reason = conflictReason(owned, strangers, { holders, returned, madeHere })
  const remotes = new Map(
    owned.flatMap(({ id }) => {
      const remote = byId.get(id)
      return remote === undefined ? [] : [[id, remote] as const]
    }),
  )
  const base = { ...identity(spec), reason, owned, remotes, strangers, holders, madeHere }
  return { kind: 'conflict', ...base, returned, changes: [] }
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
  { holders, returned, madeHere }: Pick<ConflictAction, 'holders' | 'returned' | 'madeHere'>,
): ConflictReason {
  const back = [...returned].map(([id, departure]) => backReason(id, departure))
  const first = back.find(({ code }) => code === 'destroyed-is-back') ?? back[0]
  if (first !== undefined) return first
  const [own, ...others] = owned
  if (others.length > 0) return { code: 'several-owned', ids: idsOf(owned) }
  if (madeHere.size > 0) {
    const ids = [...madeHere]
    return own === undefined
      ? { code: 'lost-record', ids }
      : { code: 'made-here-beside-ours', id: own.id, others: ids }
  }
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

function backReason(id: InstanceId, departure: Departure): ConflictReason {
  switch (departure.kind) {
    case 'destroyed':
      return { code: 'destroyed-is-back', id, at: departure.at }
    case 'replaced':
      return { code: 'replaced-is-back', id, replacedBy: departure.by }
    default:
      return unreachable(departure)
  }
}

export const idsOf = (instances: readonly { readonly id: InstanceId }[]): readonly InstanceId[] =>
  instances.map(({ id }) => id)
