import type { InstanceOperation, OperationCause } from '../../ledger/operation.ts'
import type { AttemptId, InstanceId } from '../../ledger/record.ts'
import type { ChangeTask, StoppedEvent } from '../event.ts'
import type { ChangeCall } from '../ports.ts'
import type { Applied } from './applied.ts'
import type { Target } from './change-target.ts'
import { type Sight, type View, viewOf } from './sight.ts'

/** A change that was begun and has not ended: what is known of it so far. Times are of the monotonic clock, in ms. */
export interface OpenChange extends View {
  readonly task: ChangeTask
  readonly target: Target
  /** What is sent; `undefined` for what was not seen well enough to say it. */
  readonly request: ChangeCall | undefined
  /** What counts as applied once it is done; `undefined` where it makes no definition true. */
  readonly applied: Applied | undefined
  readonly attempt: AttemptId
  /** What markers call this ledger. */
  readonly ledgerIds: ReadonlySet<string>
  /** What an hour of the instance costs, by the list price. */
  readonly hourly: number | undefined
  readonly began: number
  /** The ledger says that it is about to be sent, and no call followed that line yet. */
  readonly isAnnounced: boolean
  /** How often this run sent it, and when last. */
  readonly sends: number
  readonly sentAt: number | undefined
  /** A call of ours may have done it: one of this run, or of an earlier one. */
  readonly mayBeOurs: boolean
  /** The service was seen at it since it was sent. */
  readonly wasLeading: boolean
  /** Since when every look after it was sent showed it done. */
  readonly thereSince: number | undefined
  /** How the last call ended, where that is not simply accepted. */
  readonly call: string | undefined
  /** What the support of the service can find that call by. */
  readonly requestId: string | undefined
  /** How often it was looked at since it was sent last, and when it is to be looked at next. */
  readonly looks: number
  readonly lookAt: number
}

/** What a step leaves: the change where it goes on, and why the run stops where it does. */
export interface Left {
  readonly change?: OpenChange
  readonly stop?: StoppedEvent
}

export const idOf = ({ action }: ChangeTask): InstanceId => action.owned.id

/** The change as a look shows it. `at`: when that was. */
export function seenAs(change: OpenChange, sight: Sight, at: number): OpenChange {
  const view = viewOf(change.target, sight)
  const isSent = change.sends > 0
  const wasLeading = change.wasLeading || (isSent && view.progress === 'leading')
  const thereSince = isSent && view.progress === 'there' ? (change.thereSince ?? at) : undefined
  return { ...change, ...view, wasLeading, thereSince }
}

/**
 * How often a change may be sent in one run. What is absolute comes to the same when it is sent again; a disk would grow
 * twice, and a container be reset twice. Growth §2.2.
 */
export const MAX_SENDS = {
  'edit-ports': 3,
  'grow-disk': 1,
  start: 3,
  upgrade: 1,
  stop: 3,
  subscribe: 1,
  renew: 1,
  'auto-renew': 3,
  delete: 5,
} as const satisfies Record<InstanceOperation, number>

/** Whose wish a change is. */
export const causeOf = (task: ChangeTask): OperationCause =>
  task.operation === 'delete' ? task.action.because : task.step.because
