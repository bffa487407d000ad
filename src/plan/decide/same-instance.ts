import type { RemoteInstance } from '../../api/remote.ts'
import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import type { ForeignMark } from '../reasons/action-reason.ts'
import { spellingOf } from '../spelling.ts'
import { foreignMark } from './foreign-mark.ts'

/**
 * Why nothing is sent about an instance that the ledger holds: by its marker it was made for something else, or it cannot be
 * the one that was recorded. `undefined` where nothing says so. What the plan sees of it forbids a step before it is begun,
 * and what a look right before the call sees forbids that.
 */
export function notAsRecorded(
  owned: Pick<OwnedInstance, 'since' | 'how'>,
  { key, name }: { readonly key: EntryKey; readonly name: string | undefined },
  remote: Pick<RemoteInstance, 'id' | 'name' | 'createdAt' | 'envs'>,
  ledgerIds: ReadonlySet<string>,
): ForeignMark | { readonly code: 'became-another'; readonly id: InstanceId } | undefined {
  const mark = foreignMark(remote, key, ledgerIds)
  if (mark !== undefined) return mark
  const { id } = remote
  return differsFromRecord(owned, name, remote) ? { code: 'became-another', id } : undefined
}

/**
 * Whether an instance cannot be the one that was recorded under its id: the service cannot rename one, and none is
 * created after it was recorded. One that was found or adopted may have been created long before.
 */
function differsFromRecord(
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
