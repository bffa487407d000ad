import { isLive, isMonthly } from '../api/remote.ts'
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
