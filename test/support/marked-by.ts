import type { RemoteInstance } from '../../src/api/remote.ts'
import { Secret } from '../../src/model/secret.ts'
import { MARKER_KEY, markerText } from '../../src/plan/marker.ts'
import { attempt, key } from './ledger-records.ts'

/** The variables of an instance that this ledger made for this entry. */
export const markedBy = (ledgerId: string, entry: string): Pick<RemoteInstance, 'envs'> => {
  const text = markerText(ledgerId, key(entry), attempt('made'))
  return { envs: [{ key: MARKER_KEY, value: new Secret(text, '(marker)') }] }
}
