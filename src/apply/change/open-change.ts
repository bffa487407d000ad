import type { InstanceOperation } from '../../ledger/operation.ts'
import type { AttemptId, InstanceId } from '../../ledger/record.ts'
import type { DestroyAction, Switching } from '../../plan/action.ts'
import type { ChangeTask, StoppedEvent } from '../event.ts'
import { type Sight, type View, viewOf } from './sight.ts'

/** A change that was begun and has not ended: what is known of it so far. Times are of the monotonic clock, in ms. */
export interface OpenChange extends View {
  readonly task: ChangeTask
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

/** The change as a look shows it. */
export const seenAs = (change: OpenChange, sight: Sight): OpenChange => ({
  ...change,
  ...viewOf(change.task.operation, sight),
})

/** How often a change may be sent in one run. Each is absolute: sent again it comes to the same. Growth §2.2. */
export const MAX_SENDS = { delete: 5, start: 3, stop: 3 } as const satisfies Record<
  InstanceOperation,
  number
>

/** The states that the operations lead to, as the ledger names them. */
export const TARGETS = {
  delete: 'removed',
  start: 'running',
  stop: 'exited',
} as const satisfies Record<InstanceOperation, string>

/** Whose wish a change is. */
export const causeOf = (action: DestroyAction | Switching, operation: InstanceOperation) =>
  action.kind === 'destroy'
    ? action.because
    : (action.steps.find((step) => step.operation === operation)?.because ?? 'command')
