import type { RemoteInstance } from './remote.ts'

/** How far the service is with taking a spot instance back. Times in milliseconds since the epoch. */
export type SpotReclaim =
  | { readonly kind: 'announced'; readonly at: number }
  /** Its time has come, and nothing says that it was done. */
  | { readonly kind: 'due'; readonly at: number }
  /** `at`: `undefined` where the service does not say. */
  | { readonly kind: 'begun' | 'over'; readonly at: number | undefined }

type Spot = Pick<RemoteInstance, 'status' | 'spotStatus' | 'spotReclaimAt'>

/** What the service says of taking an instance back, as of now; `undefined` where it says nothing of it. Facts §3.1. */
export function spotReclaim(instance: Spot, now: number): SpotReclaim | undefined {
  const { spotReclaimAt } = instance
  const at = spotReclaimAt === undefined ? undefined : spotReclaimAt * 1000
  if (isReclaimed(instance)) return { kind: isTakenBack(instance) ? 'over' : 'begun', at }
  if (at === undefined) return undefined
  return { kind: at > now ? 'announced' : 'due', at }
}

/** Whether the service ends, or has ended, a spot instance on its own account. */
export const isReclaimed = ({ spotStatus }: Pick<Spot, 'spotStatus'>): boolean =>
  spotStatus !== undefined && RECLAIMED.test(spotStatus)

/** Whether the service has taken a spot instance back, so that it does not run any more. */
export const isTakenBack = (instance: Omit<Spot, 'spotReclaimAt'>): boolean =>
  isReclaimed(instance) &&
  (/^exited$/i.test(instance.status) || !GOES_ON.test(instance.spotStatus ?? ''))

const RECLAIMED = /terminat|reclaim|preempt|evict/i

const GOES_ON = /ing$/i
