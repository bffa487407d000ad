import type { RemoteInstance } from '../../api/remote.ts'
import type { ApplyPorts } from '../../apply/ports.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { eachOf } from './each-of.ts'

/** Those of the ids that the service knows when it is asked for each. */
export async function knownById(
  ids: readonly InstanceId[],
  { get }: Pick<ApplyPorts, 'get'>,
): Promise<readonly RemoteInstance[]> {
  const known = await eachOf(ids, async (id) => {
    const answer = await get(id)
    return answer.kind === 'ok' && answer.value.id === id ? [answer.value] : []
  })
  return known.flat()
}
