import type { Client } from '../../api/client.ts'
import { instancesOf, type RemoteInstance } from '../../api/remote.ts'
import type { InstanceId, LedgerRecord } from '../../ledger/record.ts'
import { type RefreshOptions, refresh } from './refresh.ts'

/** What the account says of one id. */
export type Sight =
  | { readonly kind: 'seen'; readonly instance: RemoteInstance }
  | { readonly kind: 'absent'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }

/**
 * Asks for one instance: first for itself, then in the whole list, which alone proves that it is not there. Where
 * only the get call knows nothing of it, that counts unless the service offers neither call.
 */
export async function lookAt(
  id: InstanceId,
  client: Client | undefined,
  options: RefreshOptions,
  records: readonly LedgerRecord[],
): Promise<Sight> {
  if (client === undefined || options.refresh === 'never') {
    const why = client === undefined ? 'no API key is set' : '--refresh never'
    return { kind: 'unknown', why }
  }
  const answer = await client.get(id)
  if (answer.kind === 'ok' && answer.value.id === id) {
    return { kind: 'seen', instance: answer.value }
  }
  const remote = await refresh(client, options, { records })
  const listed = instancesOf(remote).find((instance) => instance.id === id)
  if (listed !== undefined) return { kind: 'seen', instance: listed }
  if (remote.kind === 'complete') return { kind: 'absent', why: 'the list does not have it' }
  if (answer.kind === 'gone' && remote.kind === 'partial') {
    return { kind: 'absent', why: answer.why }
  }
  return { kind: 'unknown', why: remote.why }
}
