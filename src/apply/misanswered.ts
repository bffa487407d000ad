import type { RemoteInstance } from '../api/remote.ts'
import type { EntryState, OpenAttempt, OwnedInstance } from '../ledger/state.ts'
import { markerIn, parseMarker } from '../plan/marker.ts'
import { spellingOf } from '../plan/spelling.ts'
import { windowOf } from '../plan/window.ts'

/**
 * Whether an instance that is ours by the answer of the service alone is another one: it carries the marker of another attempt; or it has
 * another name, and either an attempt in doubt is about that name, or it is older than the attempt that it was answered for. An instance
 * whose name somebody changed is neither. `open`: the attempts of the ledger whose outcome is not known.
 */
export function isMisanswered(
  { name }: Pick<EntryState, 'name'>,
  { answered, marker }: OwnedInstance,
  remote: RemoteInstance,
  open: readonly OpenAttempt[],
): boolean {
  if (answered === undefined) return false
  const shown = markerIn(remote)
  if (marker !== undefined && shown === marker) return false
  if (marker !== undefined && parseMarker(shown) !== undefined) return true
  if (name === undefined || spellingOf(name) === spellingOf(remote.name)) return false
  return open.some((attempt) => attempt.name === remote.name) || isOlder(remote, answered)
}

function isOlder(
  { createdAt }: RemoteInstance,
  answered: NonNullable<OwnedInstance['answered']>,
): boolean {
  return createdAt !== undefined && createdAt * 1000 < windowOf(answered).from
}
