import type { Client } from '../../api/client.ts'
import { isLive, type RemoteInstance } from '../../api/remote.ts'
import type { State } from '../../ledger/state.ts'

/** Asked for by their ids at most, where the list shows no variables. */
const MAX_ASKED = 200

/** The live instances that the ledger does not own, with their variables wherever the service shows them. */
export async function unknownInstances(
  instances: readonly RemoteInstance[],
  { entries }: State,
  client: Pick<Client, 'get'>,
  signal?: AbortSignal,
): Promise<readonly RemoteInstance[]> {
  const owned = new Set(
    [...entries.values()].flatMap((entry) => entry.instances.map(({ id }) => id)),
  )
  const found: RemoteInstance[] = []
  let asked = 0
  for (const instance of instances) {
    if (owned.has(instance.id) || !isLive(instance)) continue
    if (instance.envs !== undefined || asked === MAX_ASKED || signal?.aborted === true) {
      found.push(instance)
      continue
    }
    asked += 1
    const answer = await client.get(instance.id, { signal })
    const isIt = answer.kind === 'ok' && answer.value.id === instance.id
    found.push(isIt ? { ...instance, envs: answer.value.envs } : instance)
  }
  return found
}
