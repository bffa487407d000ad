import type { RemoteInstance } from '../api/remote.ts'
import { digestOf } from '../definitions/digest.ts'
import type { InstanceSpec } from '../definitions/instance-spec.ts'
import type { FoundEntry } from '../ledger/find-entry.ts'
import type { AdoptedRecord, DefinitionFile, InstanceId } from '../ledger/record.ts'
import { mask } from '../model/secret.ts'
import { bodyInAccount } from './difference.ts'

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
}

/** What is to be recorded, so that the attempts of the entry that are in doubt count as made. Pure. */
export function adoptionOf(
  found: FoundEntry,
  id: InstanceId,
  presence: AccountSight,
  { time, file }: { readonly time: string; readonly file: DefinitionFile | undefined },
): Adoption {
  const { key, name, spec, entry } = found
  const record: AdoptedRecord = {
    type: 'adopted',
    time,
    key,
    name,
    ...(spec === undefined ? { digest: undefined, spec: undefined } : appliedAs(spec, presence)),
    id,
    listed: presence.kind === 'seen' ? true : undefined,
    settles: entry?.open.map(({ attempt }) => attempt) ?? [],
    file,
  }
  return { found, presence, record, recorded: isKnown(found, record) ? 'already' : 'now' }
}

/** What was applied is what the account has, as far as it shows it: where that is not what the file says, a plan tells. */
function appliedAs(
  spec: InstanceSpec,
  presence: AccountSight,
): Pick<AdoptedRecord, 'digest' | 'spec'> {
  const body = presence.kind === 'seen' ? bodyInAccount(spec.body, presence.instance) : spec.body
  return { digest: digestOf(body), spec: mask(body) }
}

/** Whether the record would say nothing new. */
function isKnown({ entry }: FoundEntry, { id, digest, settles }: AdoptedRecord): boolean {
  const owned = entry?.instances.find((each) => each.id === id)
  return (
    owned !== undefined && settles.length === 0 && (digest === undefined || digest === owned.digest)
  )
}
