import { isStopping, phaseOf } from '../../api/instance-phase.ts'
import type { RemoteInstance } from '../../api/remote.ts'
import type { OperationCause } from '../../ledger/operation.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Step } from '../action.ts'
import type { ChangeReason } from '../reasons/action-reason.ts'

/** Whether an instance runs, or is stopped, as it should be. */
export type RunState =
  /** Nobody says whether it is to run, or nobody can see whether it does. */
  | { readonly kind: 'not-managed' }
  | { readonly kind: 'as-wanted' }
  /** On its way there. */
  | { readonly kind: 'coming'; readonly to: Wanted; readonly status: string }
  | {
      readonly kind: 'other'
      readonly reason: {
        readonly code: Extract<ChangeReason, { readonly status: string }>['code']
        readonly status: string
      }
      /** None while it is on its way to another state: the service refuses an order then. */
      readonly steps: (because: OperationCause) => readonly Step[]
    }

type Wanted = 'running' | 'stopped'

/** Compares how an instance runs with how it is to run. What has failed is neither started nor stopped. */
export function runStateOf(
  wanted: Wanted | undefined,
  remote: RemoteInstance | undefined,
): RunState {
  if (wanted === undefined || remote === undefined) return { kind: 'not-managed' }
  const phase = phaseOf(remote)
  switch (phase) {
    case 'running':
    case 'stopped':
      return phase === wanted ? { kind: 'as-wanted' } : toSwitch(wanted, remote)
    case 'moving': {
      const leadsTo: Wanted = isStopping(remote) ? 'stopped' : 'running'
      return leadsTo === wanted
        ? { kind: 'coming', to: wanted, status: remote.status }
        : toSwitchLater(wanted, remote)
    }
    case 'failed':
    case 'gone':
      return { kind: 'not-managed' }
    default:
      return unreachable(phase)
  }
}

/**
 * The same for what a file wants. A start that is under way is as good as a creation that is: who only applies does not
 * wait for either. A stop has to be seen: an instance whose stop does not come to its end goes on being billed as it ran.
 */
export function runStateByFile(
  wanted: Wanted | undefined,
  remote: RemoteInstance | undefined,
): Exclude<RunState, { readonly kind: 'coming' }> {
  const state = runStateOf(wanted, remote)
  if (state.kind !== 'coming') return state
  return state.to === 'running'
    ? { kind: 'as-wanted' }
    : {
        kind: 'other',
        reason: { code: 'stop-under-way', status: state.status },
        steps: () => [],
      }
}

const toSwitch = (to: Wanted, { status: from }: RemoteInstance): RunState => ({
  kind: 'other',
  reason: { code: to === 'running' ? 'to-start' : 'to-stop', status: from },
  steps: (because) => [{ operation: to === 'running' ? 'start' : 'stop', from, to, because }],
})

const toSwitchLater = (to: Wanted, { status }: RemoteInstance): RunState => ({
  kind: 'other',
  reason: { code: to === 'running' ? 'to-start-later' : 'to-stop-later', status },
  steps: () => [],
})
