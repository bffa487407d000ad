import type { RemoteInstance } from '../api/remote.ts'
import type { EntryKey } from '../definitions/instance-spec.ts'
import type { InstanceId } from '../ledger/record.ts'
import { type Departure, nameIn, type OwnedInstance } from '../ledger/state.ts'
import { type Cost, costOfOwned, costOfStranger } from '../pricing/cost.ts'
import type { StatusInput } from './status-input.ts'

/** A live instance of the account that the ledger does not own, or that counted as gone in it. */
export interface UnmanagedStatus {
  readonly instance: RemoteInstance
  /** It is ours anyway: it counted as gone, and is there again. */
  readonly returned: ReturnedStatus | undefined
  readonly cost: Cost
}

export interface ReturnedStatus {
  /** The entry that had it. */
  readonly key: EntryKey
  readonly name: string | undefined
  readonly departure: Departure
  /** Whether a file of this run defines the entry; `undefined` where no file was read. */
  readonly inFiles: boolean | undefined
  /** The entry has no other instance that is there or may be, so that ending what it has ends this one alone. */
  readonly isAlone: boolean
}

/** `byId`: all that the account shows. */
export function unmanagedStatus(
  instance: RemoteInstance,
  byId: ReadonlyMap<InstanceId, RemoteInstance>,
  input: StatusInput,
): UnmanagedStatus {
  const { state, remote, defined } = input
  const was = state.departed.get(instance.id)
  if (was === undefined) {
    return { instance, returned: undefined, cost: costOfStranger(instance, input) }
  }
  const { key, departure, owned } = was
  const entry = state.entries.get(key)
  const mayBeThere = ({ id }: OwnedInstance) => remote.kind !== 'complete' || byId.has(id)
  return {
    instance,
    returned: {
      key,
      name: entry?.name ?? nameIn(key),
      departure,
      inFiles: defined?.has(key),
      isAlone: (entry?.instances ?? []).every((each) => !mayBeThere(each)),
    },
    cost: costOfOwned(owned, instance, input),
  }
}
