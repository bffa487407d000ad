import type { Refusal } from '../api/outcome.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { Creation, Executable } from '../plan/action.ts'
import type { Candidate } from '../plan/attempt-matches.ts'
import type { DoubtReason } from './look-up-reason.ts'
import type { Recorded } from './ports.ts'
import type { StopReason } from './stop-reason.ts'

/**
 * What happens during an apply, told as it happens and always after it was recorded. Views turn events into
 * text or JSON lines; the summary is their fold.
 */
export type ApplyEvent =
  | StartEvent
  | RetryEvent
  | LookupEvent
  | CompleteEvent
  | RejectedEvent
  | NotSentEvent
  | UnknownEvent
  | RefusedLookupEvent
  | StoppedEvent

/** What every event of one operation says; `action` is what is carried out by it. */
interface OfOperation<Of extends Executable = Executable> {
  readonly operation: Of['operation']
  readonly action: Of
}

export interface StartEvent extends OfOperation {
  readonly kind: 'start'
  readonly nth: number
  readonly of: number
}

export interface RetryEvent extends OfOperation {
  readonly kind: 'retry'
  readonly reason: string
  /** How long it waits before it tries again. */
  readonly waitMs: number
}

/** The outcome of the call is not known, and is looked for in the account. */
export interface LookupEvent extends OfOperation {
  readonly kind: 'lookup'
  readonly reason: string
}

/** What an operation achieved, by operation. */
export type CompleteEvent = CreatedEvent

/** The instance is there. */
export interface CreatedEvent extends OfOperation<Creation> {
  readonly kind: 'complete'
  readonly id: InstanceId
  /** `found`: the answer was lost, and the account showed the instance afterwards. */
  readonly how: 'answered' | 'found'
  readonly elapsedMs: number
  /** Set when the ledger could not take the id: the one case in which the news comes without a record. */
  readonly unrecorded?: Extract<Recorded, { kind: 'failed' }>
  /** Set when the service had refused it: the account shows it anyway. */
  readonly despite?: Refusal
}

export interface RejectedEvent extends OfOperation {
  readonly kind: 'rejected'
  readonly refusal: Refusal
}

export interface NotSentEvent extends OfOperation {
  readonly kind: 'not_sent'
  readonly reason: string
}

export interface UnknownEvent extends OfOperation {
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
  readonly actions: readonly Executable[]
  readonly waitMs: number
}

/** Why the run stopped before its end; the actions after it were not tried. */
export type StoppedEvent = { readonly kind: 'stopped' } & StopReason
