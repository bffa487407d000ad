import type { Refusal } from '../api/outcome.ts'
import type { InstanceOperation } from '../ledger/operation.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { Creation, DestroyAction, Task } from '../plan/action.ts'
import type { Candidate } from '../plan/attempt-matches.ts'
import type { ChangeObstacle, CreateObstacle, DoubtReason, ResendReason } from './look-up-reason.ts'
import type { Recorded } from './ports.ts'
import type { StopReason } from './stop-reason.ts'
import type { Awaited, WaitEvent } from './wait.ts'

/**
 * What happens during an apply, told as it happens and always after it was recorded. Views turn events into
 * text or JSON lines; the summary is their fold.
 */
export type ApplyEvent =
  | StartEvent
  | RetryEvent
  | LookupEvent
  | AcceptedEvent
  | SuccessorEvent
  | CompleteEvent
  | RejectedEvent
  | NotSentEvent
  | UnknownEvent
  | RefusedLookupEvent
  | MadeWaitEvent
  | WaitEvent
  | StoppedEvent

/** The tasks that change an instance by its id. */
export type ChangeTask = Extract<Task, { readonly operation: InstanceOperation }>

export type CreateTask = Extract<Task, { readonly operation: 'create' }>

/** What happens to one change of an instance. */
export type ChangeEvent = Extract<ApplyEvent, ChangeTask>

export const isChangeEvent = (event: ApplyEvent): event is ChangeEvent =>
  'operation' in event && event.operation !== 'create'

export type StartEvent = {
  readonly kind: 'start'
  readonly nth: number
  readonly of: number
  /** Which item of the entry's `fallback` is tried, from 1 on; not there for the entry itself. */
  readonly rung?: number
} & Task

export type RetryEvent = {
  readonly kind: 'retry'
  /** How long it waits before it tries again. */
  readonly waitMs: number
} & ((CreateTask & { readonly reason: string }) | (ChangeTask & { readonly reason: ResendReason }))

/** The outcome of the call is not known, and is looked for in the account. */
export type LookupEvent = Task & {
  readonly kind: 'lookup'
  readonly reason: string
}

/** What an operation achieved, by operation. */
export type CompleteEvent = CreatedEvent | ChangedEvent

/** The instance is there. `action` has the body that was sent. */
export type CreatedEvent = CreateTask & {
  readonly kind: 'complete'
  readonly id: InstanceId
  /** `found`: the answer was lost, and the account showed the instance afterwards. */
  readonly how: 'answered' | 'found'
  readonly elapsedMs: number
  /** As in `StartEvent`. */
  readonly rung?: number
  /** Set when the ledger could not take the id: the one case in which the news comes without a record. */
  readonly unrecorded?: Extract<Recorded, { kind: 'failed' }>
  /** Set when the service had refused it: the account shows it anyway. */
  readonly despite?: Refusal
}

/** The service took a change; whether it is done, a look at the instance says. */
export type AcceptedEvent = ChangeTask & {
  readonly kind: 'accepted'
  readonly id: InstanceId
}

/** The end of an instance waits until what takes its place runs. */
export interface SuccessorEvent {
  readonly kind: 'successor'
  readonly operation: 'delete'
  readonly action: DestroyAction
  readonly id: InstanceId
  /** The instance that is waited for, and its state, in the words of the service; empty before the first look. */
  readonly successor: InstanceId
  readonly status: string
}

/** A change was seen in the account. */
export type ChangedEvent = ChangeTask & {
  readonly kind: 'complete'
  readonly id: InstanceId
  /** `was-so`: nothing had to be sent. */
  readonly how: 'answered' | 'seen' | 'was-so'
  /** Whether it has come to its end; one that is only on its way did not in the time that was given. */
  readonly isThere: boolean
  /** Of a payment: until when it was seen to be paid then, in Unix seconds, where the service tells it. */
  readonly endsAt?: number
  readonly elapsedMs: number
  /** Set when the ledger could not take the outcome. */
  readonly unrecorded?: Extract<Recorded, { kind: 'failed' }>
}

export type RejectedEvent = Task & {
  readonly kind: 'rejected'
  readonly refusal: Refusal
}

export type NotSentEvent = { readonly kind: 'not_sent' } & (
  | (CreateTask & { readonly reason: CreateObstacle })
  | (ChangeTask & { readonly reason: ChangeObstacle })
)

export type UnknownEvent = Task & {
  readonly kind: 'unknown'
  readonly reason: DoubtReason
  /** Instances of this name that appeared since, and that a person has to judge. */
  readonly candidates: readonly Candidate[]
  /** What the support of the service can find the call by, where there was an answer that named it. */
  readonly requestId: string | undefined
}

/** What was refused is looked for in the account, for so long at most. */
export interface RefusedLookupEvent {
  readonly kind: 'refused_lookup'
  readonly actions: readonly Creation[]
  readonly waitMs: number
}

/** What comes after the creations waits until what they made runs, for so long at most. */
export interface MadeWaitEvent {
  readonly kind: 'made_wait'
  readonly instances: readonly Awaited[]
  readonly waitMs: number
}

/** Why the run stopped before its end; the actions after it were not tried. */
export type StoppedEvent = { readonly kind: 'stopped' } & StopReason
