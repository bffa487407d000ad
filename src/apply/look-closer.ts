import { withUntold } from '../api/completed.ts'
import { toldTwice } from '../api/instance-phase.ts'
import { instancesOf, isLive, type Remote, type RemoteInstance } from '../api/remote.ts'
import type { InstanceId } from '../ledger/record.ts'
import { type Candidate, candidatesOf, type Sought } from '../plan/attempt-matches.ts'
import type { ApplyPorts } from './ports.ts'

/** Instances that are asked for by their id in one look. */
const MAX_ASKED = 100

/**
 * Lists the account, and asks by its id for each instance that may be one of those sought: what the list leaves out may be
 * what tells it from a stranger's. Where that cannot be learned of one of them, the account is not known in full: nor where
 * its get denies what the list shows.
 */
export async function lookCloser(
  sought: readonly Sought[],
  owned: ReadonlySet<InstanceId>,
  ports: Pick<ApplyPorts, 'list' | 'get'>,
): Promise<Remote> {
  const remote = await ports.list()
  if (remote.kind !== 'complete' && remote.kind !== 'partial') return remote
  const possible = sought.flatMap((one) => unclearAmong(one, instancesOf(remote), owned))
  const unclear = new Map(possible.map((candidate) => [candidate.instance.id, candidate]))
  const known = new Map<InstanceId, RemoteInstance>()
  const unknown: string[] = []
  for (const [nth, { instance, verdict }] of [...unclear.values()].entries()) {
    const { id } = instance
    const answer = nth < MAX_ASKED ? await ports.get(id) : undefined
    // Of a service without this call, the list tells all that can be known.
    if (answer?.kind === 'not-offered') break
    if (answer?.kind === 'ok' && answer.value.id === id) {
      known.set(id, withUntold(instance, answer.value))
    } else if (verdict !== 'differs') {
      const isUntold = answer === undefined || answer.kind === 'ok'
      unknown.push(isUntold ? id : toldTwice(instance, `asked for it: ${answer.why}`))
    }
  }
  const instances = remote.instances.map((instance) => known.get(instance.id) ?? instance)
  const [why] = unknown
  return remote.kind === 'partial' || why === undefined
    ? { ...remote, instances }
    : { kind: 'partial', instances, why }
}

/**
 * Those of which the list does not say whether one of them is it. A marker decides alone, whatever else differs; what has
 * been removed tells no more.
 */
const unclearAmong = (
  sought: Sought,
  instances: readonly RemoteInstance[],
  owned: ReadonlySet<InstanceId>,
): readonly Candidate[] =>
  candidatesOf(sought, instances, owned).filter(
    ({ instance, verdict, marked }) =>
      !marked &&
      isLive(instance) &&
      (verdict !== 'differs' || (sought.marker !== undefined && instance.envs === undefined)),
  )
