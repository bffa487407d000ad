import { instancesOf, type Remote, type RemoteInstance } from '../api/remote.ts'
import { lookAt } from './change/sight.ts'
import type { ApplyPorts } from './ports.ts'
import type { Awaited } from './wait.ts'

/** Instances that are asked for by their ids, where the list does not show them; more wait until it does. */
const MOST_ASKED = 20

/** The account, with what its list does not show of a few instances, and a look by their ids does. */
export async function listWithEach(
  awaited: readonly Awaited[],
  ports: Pick<ApplyPorts, 'list' | 'get'>,
): Promise<Remote> {
  const remote = await ports.list()
  const shown = new Set(instancesOf(remote).map(({ id }) => id))
  const unlisted = awaited.filter(({ id }) => !shown.has(id))
  if (unlisted.length > MOST_ASKED) return remote
  const known: RemoteInstance[] = []
  for (const { id } of unlisted) {
    const sight = await lookAt(id, ports)
    if (sight.kind === 'seen') known.push(sight.instance)
  }
  if (known.length === 0) return remote
  const instances = [...instancesOf(remote), ...known]
  return remote.kind === 'complete'
    ? { ...remote, instances }
    : { kind: 'partial', instances, why: remote.why }
}
