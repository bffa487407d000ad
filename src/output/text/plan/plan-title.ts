import { unreachable } from '../../../model/unreachable.ts'
import type { Goal } from '../../../plan/decide/goal.ts'

/** What a plan is for, up to the name of the service. */
export function titleWords(goal: Goal): string {
  switch (goal.kind) {
    case 'apply':
      return goal.prune ? 'Plan with --prune for' : 'Plan for'
    case 'destroy':
      return goal.scope === 'all-owned'
        ? 'Plan to destroy what the ledger holds on'
        : 'Plan to destroy on'
    case 'reap':
      return 'Plan to destroy what has expired on'
    case 'start':
      return 'Plan to start on'
    case 'stop':
      return 'Plan to stop on'
    default:
      return unreachable(goal)
  }
}

/** What the command under a plan does. */
export const DOES = {
  apply: 'Apply',
  destroy: 'Destroy',
  reap: 'Destroy',
  start: 'Start',
  stop: 'Stop',
} as const satisfies Record<Goal['kind'], string>
