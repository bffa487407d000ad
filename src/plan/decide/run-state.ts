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
      return leadsTo === wanted ? { kind: 'as-wanted' } : toSwitchLater(wanted, remote)
    }
    case 'failed':
    case 'gone':
      return { kind: 'not-managed' }
    default:
      return unreachable(phase)
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
