import { unreachable } from '../../model/unreachable.ts'
import type { StoredInstance } from './stored-instance.ts'

/** The states an instance passes through, last one to stay. Facts §2.4. */
export const PATHS = {
  create: ['toCreate', 'creating', 'pulling', 'running'],
  start: ['toStart', 'starting', 'running'],
  stop: ['toStop', 'stopping', 'exited'],
  restart: ['toRestart', 'restarting', 'running'],
  upgrade: ['toReset', 'resetting', 'running'],
  delete: ['toRemove', 'removing', 'removed'],
} as const satisfies Record<string, readonly string[]>

/** How states move on: with time, or each time a list or get shows the instance. */
export type Pace = { readonly by: 'clock'; readonly stepMs: number } | { readonly by: 'polls' }

/** How many steps an instance has made since its last change; `polls` is how many of them polls have led on. */
export function stepsMade(
  instance: StoredInstance,
  pace: Pace,
  now: number,
  polls: number,
): number {
  const steps = stepsSince(instance.since, pace, now, polls)
  if (instance.stuckUntil === undefined) return steps
  if (isStuck(instance, now, steps)) return instance.path.length - 2
  return Math.min(
    steps,
    instance.path.length - 1 + stepsSince(instance.stuckUntil, pace, now, polls),
  )
}

/** Whether an instance waits in the state before the last one of its path, from which no step leads on now. */
export const isStuck = (
  { path, stuckUntil = 0 }: StoredInstance,
  now: number,
  steps: number,
): boolean => now < stuckUntil && steps >= path.length - 2

function stepsSince(start: number, pace: Pace, now: number, polls: number): number {
  switch (pace.by) {
    case 'clock':
      return pace.stepMs <= 0
        ? Number.MAX_SAFE_INTEGER
        : Math.floor(Math.max(0, now - start) / pace.stepMs)
    case 'polls':
      return polls
    default:
      return unreachable(pace)
  }
}

/**
 * The state after so many steps; `undefined` once a removed record has lingered its time and is gone, and for an
 * instance without a path: it vanished.
 */
export function statusAfter(
  instance: StoredInstance,
  steps: number,
  removedLingers: number,
): string | undefined {
  const last = instance.path.length - 1
  const status = instance.path[Math.min(steps, last)]
  return status === 'removed' && steps >= last + removedLingers ? undefined : status
}
