import type { NotSent, Refusal, Throttled, UnknownOutcome } from './outcome.ts'

/**
 * What a call that changes an instance by its id told us. `accepted` is not yet the end: only a look at the instance shows
 * that it is deleted, runs or rests. Never an exception, as for a create.
 */
export type ChangeOutcome =
  /** A complete success whose body, if there is one, says nothing against it. */
  | { readonly kind: 'accepted' }
  /** The service does not know the id: 404 or 400 with `RESOURCE_NOT_FOUND`. */
  | { readonly kind: 'gone' }
  /** The service said no to this instance, or to everything that the account would send now. */
  | {
      readonly kind: 'rejected'
      readonly refusal: Refusal
      readonly scope: 'instance' | 'account'
      readonly why: RejectedBecause
    }
  | Throttled
  | NotSent
  | UnknownOutcome

/**
 * `prepaid`: paid by the month, and never released. `state`: its state forbids the change, perhaps because this very
 * change is under way, so look at it. `sold-out`: its GPUs were taken meanwhile.
 */
export type RejectedBecause = 'prepaid' | 'state' | 'sold-out' | 'other'
