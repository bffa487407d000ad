import { hasFailed, isUnclear } from '../../api/instance-phase.ts'
import type { RemoteInstance } from '../../api/remote.ts'

/** Why an instance that is there does not do what it is there for; `undefined` where nothing says so. */
export function unfitness(
  remote: RemoteInstance,
): 'does-not-run' | 'state-not-documented' | undefined {
  if (hasFailed(remote)) return 'does-not-run'
  return isUnclear(remote) ? 'state-not-documented' : undefined
}

/** What the service says of its state. */
export const reportedState = ({ id, status, statusError, spotStatus }: RemoteInstance) => ({
  id,
  status,
  statusError,
  spotStatus,
})
