import { instancesOf, isLive, type Remote, type RemoteInstance } from '../../api/remote.ts'
import { lookAt } from '../../apply/change/sight.ts'
import type { ApplyPorts } from '../../apply/ports.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { unreachable } from '../../model/unreachable.ts'
import { leftOut } from '../account/confirm-listed.ts'
import { eachOf } from '../account/each-of.ts'
import { shownAlive } from './shown-alive.ts'

type Looks = Pick<ApplyPorts, 'list' | 'get'>

/** Instances that are asked for by their ids in one look; the others wait for the next. */
const MOST_ASKED = 20

/** A service with several machines may answer from one that lags: a list that lacks something is asked for once more. */
const MOST_LISTS = 2

/**
 * The looks of one run, in which a list proves an absence only where it shows what earlier ones showed, or the service says
 * that this is gone. A list that loses what is there may lose what has just been made as well. `before`: what
 * was listed for the run before it had these looks.
 */
export function steadyLooks(
  { list, get }: Looks,
  before?: Remote,
): Looks & Pick<ApplyPorts, 'shown'> {
  const shown = shownAlive()
  if (before !== undefined) shown.note(instancesOf(before))
  const whyNotWhole = async (instances: readonly RemoteInstance[]): Promise<string | undefined> => {
    const ids = new Set(instances.map(({ id }) => id))
    const missing = shown
      .ids()
      .filter((id) => !ids.has(id))
      .slice(0, MOST_ASKED)
    shown.note(instances)
    const reasons = await eachOf(missing, async (id) => {
      const why = await whyMissing(id, { get })
      if (why === undefined) shown.forget(id)
      return why
    })
    return reasons.find((why) => why !== undefined)
  }
  return {
    shown,
    get: async (id) => {
      const answer = await get(id)
      if (answer.kind === 'gone' || (answer.kind === 'ok' && !isLive(answer.value)))
        shown.forget(id)
      return answer
    },
    list: async () => {
      for (let nth = 1; ; nth += 1) {
        const remote = await list()
        if (remote.kind !== 'complete') return remote
        const why = await whyNotWhole(remote.instances)
        if (why === undefined) return remote
        if (nth === MOST_LISTS) return { ...remote, leftOut: why }
      }
    },
  }
}

/** `undefined` where it may well be missing, since nothing of it is there. */
async function whyMissing(
  id: InstanceId,
  ports: Pick<ApplyPorts, 'get'>,
): Promise<string | undefined> {
  const sight = await lookAt(id, ports)
  switch (sight.kind) {
    case 'seen':
      return isLive(sight.instance) ? leftOut(id) : undefined
    case 'gone':
      return undefined
    case 'unseen':
      return `the list does not show ${id}, and asking for it: ${sight.why}`
    default:
      return unreachable(sight)
  }
}
