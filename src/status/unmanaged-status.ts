import type { RemoteInstance } from '../api/remote.ts'
import type { EntryKey } from '../definitions/instance-spec.ts'
import type { InstanceId } from '../ledger/record.ts'
import { type Departure, nameIn, type OwnedInstance } from '../ledger/state.ts'
import { type Maker, makerIn } from '../plan/decide/maker.ts'
import { type Cost, costOfOwned, costOfStranger } from '../pricing/cost.ts'
import type { StatusInput } from './status-input.ts'

/** A live instance of the account that the ledger does not own, or that counted as gone in it. */
export interface UnmanagedStatus {
  readonly instance: RemoteInstance
  /** It is ours anyway: it counted as gone, and is there again. */
  readonly returned: ReturnedStatus | undefined
  /** Who made it, as its marker says. */
  readonly maker: Maker
  /** The entry that this ledger made it for, where it is known. */
  readonly made: MadeStatus | undefined
  readonly cost: Cost
}

export interface ReturnedStatus extends MadeStatus {
  readonly departure: Departure
}

/** The entry that an instance was made for. */
export interface MadeStatus {
  readonly key: EntryKey
  readonly name: string | undefined
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
  const entryOf = (key: EntryKey): MadeStatus => {
    const entry = state.entries.get(key)
    const mayBeThere = ({ id }: OwnedInstance) => remote.kind !== 'complete' || byId.has(id)
    return {
      key,
      name: entry?.name ?? nameIn(key),
      inFiles: defined?.has(key),
      isAlone: (entry?.instances ?? []).every((each) => !mayBeThere(each)),
    }
  }
  const was = state.departed.get(instance.id)
  if (was === undefined) {
    const maker = makerIn(instance, state, defined)
    const key = maker.kind === 'here' ? maker.key : undefined
    const made = key === undefined ? undefined : entryOf(key)
    return { instance, returned: undefined, maker, made, cost: costOfStranger(instance, input) }
  }
  const { key, departure, owned } = was
  return {
    instance,
    returned: { ...entryOf(key), departure },
    maker: { kind: 'unsaid' },
    made: undefined,
    cost: costOfOwned(owned, instance, input),
  }
}
