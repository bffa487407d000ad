import type { RemoteInstance } from '../../api/remote.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { spellingOf } from '../spelling.ts'

/**
 * Whether an instance cannot be the one that was recorded under its id: the service cannot rename one, and none is
 * created after it was recorded. One that was found or adopted may have been created long before.
 */
export function differsFromRecord(
  { since, how }: Pick<OwnedInstance, 'since' | 'how'>,
  name: string | undefined,
  remote: Pick<RemoteInstance, 'name' | 'createdAt'>,
): boolean {
  if (name !== undefined && spellingOf(name) !== spellingOf(remote.name)) return true
  if (remote.createdAt === undefined) return false
  const lateMs = remote.createdAt * 1000 - Date.parse(since)
  return lateMs > TOLERANCE_MS || (how === 'answered' && lateMs < -TOLERANCE_MS)
}

/** Clocks differ, and a create call with its look-ups may take a while. */
const TOLERANCE_MS = 3_600_000
