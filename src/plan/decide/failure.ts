import { hasFailed, isUnclear } from '../../api/instance-phase.ts'
import type { RemoteInstance } from '../../api/remote.ts'
import { isReclaimed, isTakenBack } from '../../api/spot-reclaim.ts'

/** Why an instance that is there does not do what it is there for; `undefined` where nothing says so. */
export function unfitness(
  remote: RemoteInstance,
): 'spot-reclaimed' | 'does-not-run' | 'state-not-documented' | undefined {
  if (isReclaimed(remote)) return 'spot-reclaimed'
  if (hasFailed(remote)) return 'does-not-run'
  return isUnclear(remote) ? 'state-not-documented' : undefined
}

/** What the service says of its state. */
export const reportedState = (remote: RemoteInstance) => ({
  id: remote.id,
  status: remote.status,
  statusError: remote.statusError,
  spotStatus: remote.spotStatus,
  ...(isReclaimed(remote) ? { isOver: isTakenBack(remote), reclaimAt: remote.spotReclaimAt } : {}),
})
