import type { Client } from '../../api/client.ts'
import { instancesOf } from '../../api/remote.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { AccountSight } from '../../plan/adoption.ts'
import { type Refreshing, type RefreshOptions, refresh } from './refresh.ts'

/**
 * Asks for one instance: first for itself, then in the whole list, which alone proves that it is not there. Where
 * only the get call knows nothing of it, that counts unless the service offers neither call.
 */
export async function lookAt(
  id: InstanceId,
  client: Client | undefined,
  options: RefreshOptions,
  { records, signal }: Refreshing,
): Promise<AccountSight> {
  if (client === undefined || options.refresh === 'never') {
    const why = client === undefined ? 'no API key is set' : '--refresh never'
    return { kind: 'unknown', why }
  }
  const answer = await client.get(id, { signal })
  if (answer.kind === 'ok' && answer.value.id === id) {
    return { kind: 'seen', instance: answer.value }
  }
  const remote = await refresh(client, options, { records, signal })
  const found = instancesOf(remote).find((instance) => instance.id === id)
  if (found !== undefined) return { kind: 'seen', instance: found }
  if (remote.kind === 'complete') return { kind: 'absent', why: 'the list does not have it' }
  if (answer.kind === 'gone' && remote.kind === 'partial') {
    return { kind: 'absent', why: answer.why }
  }
  return { kind: 'unknown', why: remote.why }
}
