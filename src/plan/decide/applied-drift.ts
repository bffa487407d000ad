import type { RemoteInstance } from '../../api/remote.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import type { Drift } from '../change.ts'
import { differencesFromSent, knownBody } from '../sent.ts'

/** In which fields an instance is not what was applied, by the ledger alone: for one that may be in no file any more. */
export function appliedDrift(
  owned: OwnedInstance,
  remote: RemoteInstance | undefined,
): readonly Drift[] {
  const applied = knownBody(owned.spec)
  if (applied === undefined || remote === undefined) return []
  return differencesFromSent(applied, remote).flatMap((objection) =>
    objection.code === 'field-differs'
      ? [{ field: objection.field, applied: objection.sent, account: objection.account }]
      : [],
  )
}
