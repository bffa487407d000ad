import type { RemoteInstance } from '../../api/remote.ts'
import type { EntryKey } from '../../definitions/instance-spec.ts'
import { markerIn, markOf, parseMarker } from '../marker.ts'
import type { ForeignMark } from '../reasons/action-reason.ts'

/**
 * Why nothing is sent about an instance that the ledger holds as this entry: it carries the marker of another ledger, or of
 * another entry. Its creation wrote the marker; anybody who can change the ledger can write a line of it. `ledgerIds`: what
 * markers call this ledger. `undefined` where the marker agrees, or is not shown.
 */
export function foreignMark(
  instance: Pick<RemoteInstance, 'id' | 'envs'>,
  key: EntryKey,
  ledgerIds: ReadonlySet<string>,
): ForeignMark | undefined {
  const marker = parseMarker(markerIn(instance))
  if (marker === undefined) return undefined
  const { id } = instance
  if (!ledgerIds.has(marker.ledger)) {
    return { code: 'marked-by-another-ledger', id, ledger: marker.ledger }
  }
  return marker.entry === markOf(key) ? undefined : { code: 'marked-for-another-entry', id }
}
