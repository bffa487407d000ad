import type { InstanceId } from '../ledger/record.ts'

/**
 * What a create call told us. `rejected` and `not-sent` mean that nothing exists; `throttled` that the service
 * did not take it now; `unknown` that there may be a paid instance. Never an exception: the compiler makes
 * every caller decide about the dangerous case.
 */
export type CreateOutcome =
  | { readonly kind: 'created'; readonly id: InstanceId }
  | { readonly kind: 'rejected'; readonly refusal: Refusal; readonly scope: 'entry' | 'account' }
  | Throttled
  | NotSent
  | UnknownCreate

/** 429: the service did not take the call now. */
export interface Throttled {
  readonly kind: 'throttled'
  readonly refusal: Refusal
  /** From `Retry-After`, against the answer's own `Date`; `undefined` when it gave none or nonsense. */
  readonly retryAfterMs: number | undefined
}

/** The call provably never reached the service. */
export interface NotSent {
  readonly kind: 'not-sent'
  readonly reason: string
  /** `never`: TLS and address errors do not pass. `once`: an unknown host name. */
  readonly retry: 'backoff' | 'once' | 'never'
}

/** The service may have done what it was asked for, or not. */
export interface UnknownOutcome {
  readonly kind: 'unknown'
  readonly reason: string
  readonly requestId: string | undefined
}

export interface UnknownCreate extends UnknownOutcome {
  /** Set where the next call would fare no better (a redirect, a 2xx without a usable id): the run stops. */
  readonly halt: boolean
}

/** The service's own no, read from whatever body it sent. Masked, bounded and free of control characters. */
export interface Refusal {
  readonly status: number
  /** The service's reason code, e.g. `BALANCE_NOT_ENOUGH`. */
  readonly reason: string | undefined
  /** One sentence for people. */
  readonly message: string
  /** The service said nothing: `message` is the name of the status. */
  readonly isSilent?: true
  /** The whole answer was there, and names no instance beside its no. */
  readonly isWhole?: true
  /** What to do about the reasons we know. */
  readonly advice: string | undefined
  readonly requestId: string | undefined
}
