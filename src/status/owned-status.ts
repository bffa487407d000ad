import { phaseOf } from '../api/instance-phase.ts'
import { isLive, type RemoteInstance } from '../api/remote.ts'
import { type SpotReclaim, spotReclaim } from '../api/spot-reclaim.ts'
import type { EntryKey } from '../definitions/instance-spec.ts'
import type { Life } from '../definitions/life.ts'
import type { DefinitionFile, InstanceId } from '../ledger/record.ts'
import type { EntryState, OwnedInstance } from '../ledger/state.ts'
import { expiryOf } from '../plan/decide/expiry.ts'
import type { Cost } from '../pricing/cost.ts'
import { costByLife } from '../pricing/spending/cost-by-life.ts'
import type { StatusInput } from './status-input.ts'

/** An instance that the ledger owns. */
export interface OwnedStatus {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly owned: OwnedInstance
  readonly presence: Presence
  /** What it costs while it is alive or may be. */
  readonly cost: Cost
  /** `undefined` where no file was read. */
  readonly inFiles: boolean | undefined
  /** The file of another fleet that defines it; `undefined` where it is none's. */
  readonly elsewhere: DefinitionFile | undefined
  /** By the ledger, or by its file before the ledger has heard of it. */
  readonly protect: boolean
  /** `undefined` where no file says that it expires, and where it is gone. */
  readonly expiry: Expiring | undefined
  /** What its file says it is to be; `undefined`: not managed, or no file was read. */
  readonly desiredStatus: Life['desiredStatus']
  /** What takes its place, where that is there or may be. */
  readonly supersededBy: InstanceId | undefined
  /** Since when it is stopped, where we stopped it; milliseconds since the epoch. */
  readonly stoppedSince: number | undefined
  /** What the service says of taking it back, as a spot instance. */
  readonly reclaim: SpotReclaim | undefined
}

/** When an instance expires. */
export interface Expiring {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Whole seconds from now to then; 0 or less where it is reached. */
  readonly left: number
}

export type Presence =
  | { readonly kind: 'seen'; readonly instance: RemoteInstance }
  /** A complete list does not have it. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unseen' }

export function ownedStatus(
  { key, name, file, instances }: EntryState,
  owned: OwnedInstance,
  byId: ReadonlyMap<InstanceId, RemoteInstance>,
  {
    remote,
    defined,
    isElsewhere = () => false,
    lives,
    stoppedSince,
    lifetimes,
    catalog,
    now,
    skewMs,
  }: StatusInput,
): OwnedStatus {
  const instance = byId.get(owned.id)
  const presence: Presence =
    instance !== undefined
      ? { kind: 'seen', instance }
      : { kind: remote.kind === 'complete' ? 'gone' : 'unseen' }
  const mayBeThere = (id: InstanceId): boolean => {
    const other = byId.get(id)
    return other === undefined ? remote.kind !== 'complete' : isLive(other)
  }
  const inFiles = defined?.has(key)
  const life = lives?.get(key)
  const isStopped = instance !== undefined && phaseOf(instance) === 'stopped'
  const expiresAt =
    life === undefined || presence.kind === 'gone'
      ? undefined
      : expiryOf(life, owned, instance, skewMs)
  return {
    key,
    name,
    owned,
    presence,
    cost: costByLife(owned, instance, { catalog, now, life: lifetimes?.get(owned.id) }),
    inFiles,
    elsewhere: inFiles === false && file !== undefined && isElsewhere(file) ? file : undefined,
    protect: owned.protect || life?.protect === true,
    expiry:
      expiresAt === undefined
        ? undefined
        : { at: expiresAt, left: Math.ceil((expiresAt - now) / 1000) },
    desiredStatus: life?.desiredStatus,
    supersededBy: instances.find(({ id }) => id === owned.supersededBy && mayBeThere(id))?.id,
    stoppedSince: isStopped ? stoppedSince?.get(owned.id) : undefined,
    reclaim: instance && spotReclaim(instance, now),
  }
}
