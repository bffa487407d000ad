import { phaseOf } from '../api/instance-phase.ts'
import { isLive, isMonthly } from '../api/remote.ts'
import { unreachable } from '../model/unreachable.ts'
import type { OwnedStatus } from './owned-status.ts'

/** Whether a reap would end an instance: it has expired and is there, and nothing forbids to end it. */
export const isReapable = ({ expiry, protect, presence, owned: { open } }: OwnedStatus): boolean =>
  expiry !== undefined &&
  expiry.left <= 0 &&
  !protect &&
  (open === undefined || open.operation === 'delete') &&
  presence.kind === 'seen' &&
  isLive(presence.instance) &&
  !isMonthly(presence.instance)

/**
 * Whether an instance that has expired, and nothing protects, is there still; `unknown` where nobody saw it gone, nor that it
 * stays. `now`: milliseconds since the epoch, as the time of a last look may be long over.
 */
export function overdueOf(
  { expiry, protect, presence }: OwnedStatus,
  now: number,
): 'there' | 'unknown' | undefined {
  if (expiry === undefined || expiry.at > now || protect) return undefined
  switch (presence.kind) {
    case 'gone':
      return undefined
    case 'unseen':
      return 'unknown'
    case 'seen':
      if (phaseOf(presence.instance) === 'gone') return undefined
      return isLive(presence.instance) ? 'there' : 'unknown'
    default:
      return unreachable(presence)
  }
}
