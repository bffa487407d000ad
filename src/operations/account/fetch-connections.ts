import type { Client } from '../../api/client.ts'
import type { RemoteInstance } from '../../api/remote.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { type Connection, type Connections, toWays } from '../../status/connection.ts'

/** A request for each instance: more than these are asked for by name. */
export const MAX_CONNECTIONS = 20

/** Kind to the service, and quick enough for twenty. */
const MAX_CONCURRENT = 4

/** Asks how to reach instances, the first of them when they are many. A failure is told, not thrown. */
export async function fetchConnections(
  client: Client,
  instances: readonly RemoteInstance[],
  signal?: AbortSignal,
): Promise<Connections> {
  const found = new Map<InstanceId, Connection>()
  const queue = instances.slice(0, MAX_CONNECTIONS)
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      found.set(next.id, await ask(client, next, signal))
    }
  }
  await Promise.all(Array.from({ length: MAX_CONCURRENT }, work))
  return found
}

async function ask(
  client: Client,
  instance: RemoteInstance,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  const answer = await client.get(instance.id, { signal })
  switch (answer.kind) {
    case 'ok':
      return answer.value.id === instance.id
        ? {
            kind: 'known',
            ways: toWays(answer.value, instance),
            keepDataDays: answer.value.keepDataDays,
          }
        : { kind: 'failed', why: 'the service answered with another instance' }
    case 'gone':
    case 'not-offered':
    case 'failed':
      return { kind: 'failed', why: answer.why }
  }
}
