import type { RemoteInstance } from '../api/remote.ts'
import type { InstanceId } from '../ledger/entry.ts'
import type { OpenAttempt } from '../ledger/state.ts'

/** What an attempt's instance is recognised by: its exact name, the ids that had it before, and when it was sent. */
export type Marker = Pick<OpenAttempt, 'name' | 'seen' | 'since'>

/**
 * The instances that open attempts may have made: the exact name, not in the account before, owned by no entry of the
 * ledger, and not clearly older than the attempt. Records on their way out count too, since they were made. Without a
 * name, or when nobody looked before the attempt, nothing can be told and there is no candidate.
 *
 * A stranger's instance of the same name that was made at the same time, and that the list did not show before the
 * attempt, cannot be told from ours by anything that the service reports.
 */
export function candidatesFor(
  markers: readonly Marker[],
  listed: readonly RemoteInstance[],
  owned: Pick<ReadonlySet<InstanceId>, 'has'>,
): readonly RemoteInstance[] {
  return listed.filter(
    (instance) =>
      !owned.has(instance.id) &&
      markers.some((marker) => isNewWith(marker, instance) && !isOlder(instance, marker)),
  )
}

/** The instances that only their age keeps from being candidates: a person sees them in the account and wonders. */
export const tooOldFor = (
  marker: Marker,
  listed: readonly RemoteInstance[],
  owned: Pick<ReadonlySet<InstanceId>, 'has'>,
): readonly RemoteInstance[] =>
  listed.filter(
    (instance) =>
      !owned.has(instance.id) && isNewWith(marker, instance) && isOlder(instance, marker),
  )

const isNewWith = ({ name, seen }: Marker, instance: RemoteInstance): boolean =>
  name === instance.name && seen !== undefined && !seen.includes(instance.id)

/**
 * How far the clock of the service may be behind ours before its own instance looks older than the attempt. That errs
 * to the side of doubt: what is passed over is never taken for absent.
 */
const CLOCKS_DIFFER_MS = 10 * 60_000

/** Where the list does not say when an instance was made, it may be of any age. */
const isOlder = ({ createdAt }: RemoteInstance, { since }: Marker): boolean =>
  createdAt !== undefined && createdAt * 1000 < Date.parse(since) - CLOCKS_DIFFER_MS
