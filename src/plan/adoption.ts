import type { RemoteInstance } from '../api/remote.ts'
import { digestOf } from '../definitions/digest.ts'
import type { InstanceSpec } from '../definitions/instance-spec.ts'
import type { FoundEntry } from '../ledger/find-entry.ts'
import type { AdoptedRecord, DefinitionFile, InstanceId } from '../ledger/record.ts'
import type { EntryState, OwnedInstance } from '../ledger/state.ts'
import { mask } from '../model/secret.ts'
import { foreignMark } from './decide/foreign-mark.ts'
import { bodyInAccount, compareWithAccount } from './difference.ts'
import { fittingRung, rungLike } from './fallback/fitting-rung.ts'
import { appliedAsShown } from './in-place/applied-as-shown.ts'
import type { ForeignMark } from './reasons/action-reason.ts'

/** What the account says of one id. */
export type AccountSight =
  | { readonly kind: 'seen'; readonly instance: RemoteInstance }
  | { readonly kind: 'absent'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }

/** An instance that the ledger takes for the one that an entry means. */
export interface Adoption {
  readonly found: FoundEntry
  readonly presence: AccountSight
  readonly record: AdoptedRecord
  /** Whether the ledger knows all of it already, so that nothing is to be written. */
  readonly recorded: 'now' | 'already'
  /** The marker that the instance carries where it is not this entry's: nothing is ever sent about it from here. */
  readonly mark: ForeignMark | undefined
}

/** What is to be recorded, so that the attempts of the entry that are in doubt count as made. Pure. */
export function adoptionOf(
  found: FoundEntry,
  id: InstanceId,
  presence: AccountSight,
  {
    time,
    file,
    ledgerIds,
  }: {
    readonly time: string
    readonly file: DefinitionFile | undefined
    /** What markers call this ledger. */
    readonly ledgerIds: ReadonlySet<string>
  },
): Adoption {
  const { key, name, spec, entry } = found
  const seen = presence.kind === 'seen' ? presence.instance : undefined
  const record: AdoptedRecord = {
    type: 'adopted',
    time,
    key,
    name,
    ...(spec === undefined
      ? { digest: undefined, spec: undefined }
      : appliedAs(spec, seen, entry && ownedIn(entry, id))),
    id,
    listed: seen && true,
    // Without a definition what the ledger says of it stays.
    protect: isProtected(spec, entry, id) ? true : undefined,
    settles: entry?.open.map(({ attempt }) => attempt) ?? [],
    file,
  }
  const mark = seen && foreignMark(seen, key, ledgerIds)
  return { found, presence, record, recorded: isKnown(found, record) ? 'already' : 'now', mark }
}

const isProtected = (
  spec: InstanceSpec | undefined,
  entry: EntryState | undefined,
  id: InstanceId,
): boolean => spec?.life.protect ?? (entry && ownedIn(entry, id))?.protect ?? false

const ownedIn = ({ instances }: EntryState, id: InstanceId): OwnedInstance | undefined =>
  instances.find((each) => each.id === id)

/**
 * What counts as applied of an instance that is recorded as the one of a definition: what the account has, as far as it shows
 * it; where that is not what the file says, a plan tells. `instance`: `undefined` where nobody could look. `owned`: the
 * instance as the entry has it already; what nobody shows of it stays as the ledger has it.
 */
export function appliedAs(
  spec: InstanceSpec,
  instance: RemoteInstance | undefined,
  owned?: OwnedInstance,
): Pick<AdoptedRecord, 'digest' | 'spec'> {
  if (owned?.digest !== undefined) {
    if (instance === undefined) return { digest: owned.digest, spec: owned.spec }
    const shown = appliedAsShown(fittingRung(spec, owned, instance), owned, instance)
    return { digest: digestOf(shown), spec: mask(shown) }
  }
  const body =
    instance === undefined ? spec.body : bodyInAccount(rungLike(spec, instance).body, instance)
  return { digest: digestOf(body), spec: mask(body) }
}

/** In which fields an instance differs from the definition that it is recorded for; its name is not one of them. */
export const differingFrom = (spec: InstanceSpec, instance: RemoteInstance): readonly string[] =>
  // What was made with an item of the fallback agrees with that one.
  compareWithAccount(rungLike(spec, instance).body, instance)
    .differences.map(({ field }) => field)
    .filter((field) => field !== 'name')

/** Whether the record would say nothing new. */
function isKnown({ entry }: FoundEntry, { id, digest, settles, protect }: AdoptedRecord): boolean {
  const owned = entry && ownedIn(entry, id)
  return (
    owned !== undefined &&
    owned.open === undefined &&
    owned.protect === (protect === true) &&
    settles.length === 0 &&
    (digest === undefined || digest === owned.digest)
  )
}
