import type { RemoteInstance } from '../api/remote.ts'
import type { EntryKey } from '../definitions/instance-spec.ts'
import type { InstanceId } from '../ledger/record.ts'
import { nameIn } from '../ledger/state.ts'
import { type Cost, costOfOwned, costOfStranger } from '../pricing/cost.ts'
import type { StatusInput } from './status-input.ts'

/** A live instance of the account that no entry of the ledger owns. */
export interface UnmanagedStatus {
  readonly instance: RemoteInstance
  /** It was ours, counted as gone, and is back: what was made in its place. */
  readonly replacedBy: InstanceId | undefined
  /** It was ours, this ledger ended it, and it is there again. */
  readonly destroyed: DestroyedAndBack | undefined
  readonly cost: Cost
}

export interface DestroyedAndBack {
  /** The entry that had it. */
  readonly key: EntryKey
  readonly name: string | undefined
  /** When it was seen gone; ISO 8601 in UTC. */
  readonly at: string
  /** Whether a file of this run defines the entry; `undefined` where no file was read. */
  readonly inFiles: boolean | undefined
  /** The entry has no other instance, so that ending what it has ends this one alone. */
  readonly isAlone: boolean
}

export function unmanagedStatus(instance: RemoteInstance, input: StatusInput): UnmanagedStatus {
  const { state, defined } = input
  const replacedBy = state.replaced.get(instance.id)?.by
  const was = state.destroyed.get(instance.id)
  if (was === undefined) {
    return { instance, replacedBy, destroyed: undefined, cost: costOfStranger(instance, input) }
  }
  const { key, at, owned } = was
  const entry = state.entries.get(key)
  return {
    instance,
    replacedBy,
    destroyed: {
      key,
      name: entry?.name ?? nameIn(key),
      at,
      inFiles: defined?.has(key),
      isAlone: (entry?.instances ?? []).length === 0,
    },
    cost: costOfOwned(owned, instance, input),
  }
}
