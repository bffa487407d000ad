import { instancesOf, type Remote, type RemoteInstance } from '../api/remote.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { Sought } from '../plan/attempt-matches.ts'
import type { ApplyPorts } from './ports.ts'

/** Instances that are asked for by their id in one look. */
const MAX_ASKED = 20

/**
 * Lists the account, and asks by its id for each instance that may be one of those sought and whose variables the list
 * does not show: only they hold the marker.
 */
export async function lookCloser(
  sought: readonly Sought[],
  owned: ReadonlySet<InstanceId>,
  ports: Pick<ApplyPorts, 'list' | 'get'>,
): Promise<Remote> {
  const remote = await ports.list()
  if (remote.kind !== 'complete' && remote.kind !== 'partial') return remote
  const unclear = instancesOf(remote).filter(
    (instance) =>
      instance.envs === undefined &&
      !owned.has(instance.id) &&
      sought.some((one) => mayBe(one, instance)),
  )
  if (unclear.length === 0) return remote
  const seen = new Map<InstanceId, RemoteInstance>()
  for (const instance of unclear.slice(0, MAX_ASKED)) {
    const answer = await ports.get(instance.id)
    if (answer.kind !== 'ok' || answer.value.id !== instance.id) continue
    seen.set(instance.id, { ...instance, envs: answer.value.envs })
  }
  return {
    ...remote,
    instances: remote.instances.map((instance) => seen.get(instance.id) ?? instance),
  }
}

const mayBe = ({ marker, name = '', seen }: Sought, instance: RemoteInstance): boolean =>
  marker !== undefined && instance.name === name && seen?.includes(instance.id) !== true
