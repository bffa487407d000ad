import type { RemoteInstance } from '../api/remote.ts'
import { idOfAnother } from '../api/responses/id-of-another.ts'
import type { InstanceId, UnknownRecord } from '../ledger/record.ts'
import type { EntryState, OwnedInstance, State } from '../ledger/state.ts'
import { isMisanswered } from './misanswered.ts'
import type { ApplyPorts, Recorded } from './ports.ts'

/** An instance that the service answered for an entry, and that is another one: what the entry has is not known again. */
export interface Disowned {
  readonly entry: EntryState
  readonly id: InstanceId
  /** How the call ended, as for every call of which the outcome is not known. */
  readonly call: string
  readonly recorded: Recorded
}

/**
 * Gives up the instances of the ledger that the account shows to be others than they were answered for, and opens their attempts again:
 * the service gave a wrong id, and may have made what it was asked for under another one.
 */
export async function disownOthers(
  state: State,
  instances: readonly RemoteInstance[],
  ports: Pick<ApplyPorts, 'record' | 'now'>,
): Promise<readonly Disowned[]> {
  const entries = [...state.entries.values()]
  const open = entries.flatMap((entry) => entry.open)
  const byId = new Map(instances.map((instance) => [instance.id, instance]))
  const disowned: Disowned[] = []
  for (const entry of entries) {
    for (const owned of entry.instances) {
      const remote = byId.get(owned.id)
      if (remote === undefined || !isMisanswered(entry, owned, remote, open)) continue
      const record = recordFor(entry, owned, remote, ports.now())
      if (record === undefined) continue
      const { id } = owned
      disowned.push({ entry, id, call: record.reason, recorded: await ports.record(record) })
    }
  }
  return disowned
}

function recordFor(
  { key }: EntryState,
  { id, answered }: OwnedInstance,
  { name }: RemoteInstance,
  time: string,
): UnknownRecord | undefined {
  if (answered === undefined) return undefined
  const { attempt } = answered
  const reason = idOfAnother(id, name)
  return { type: 'unknown', time, attempt, key, reason, disowns: id }
}
