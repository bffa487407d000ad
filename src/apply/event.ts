import type { Refusal } from '../api/outcome.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { Creation } from '../plan/action.ts'
import type { Candidate } from '../plan/attempt-matches.ts'
import type { Recorded } from './ports.ts'

/**
 * What happens during an apply, told as it happens and always after it was recorded. Views turn events into
 * text or JSON lines; the summary is their fold.
 */
export type ApplyEvent =
  | {
      readonly kind: 'create_start'
      readonly creation: Creation
      readonly nth: number
      readonly of: number
    }
  | {
      readonly kind: 'create_retry'
      readonly creation: Creation
      readonly reason: string
      /** How long it waits before it tries again. */
      readonly waitMs: number
    }
  | { readonly kind: 'create_lookup'; readonly creation: Creation; readonly reason: string }
  | {
      readonly kind: 'create_complete'
      readonly creation: Creation
      readonly id: InstanceId
      /** `found`: the answer was lost, and the account showed the instance afterwards. */
      readonly how: 'answered' | 'found'
      readonly elapsedMs: number
      /** Set when the ledger could not take the id: the one case in which the news comes without a record. */
      readonly unrecorded?: Extract<Recorded, { kind: 'failed' }>
      /** Set when the service had refused it: the account shows it all the same. */
      readonly despite?: Refusal
    }
  | { readonly kind: 'create_rejected'; readonly creation: Creation; readonly refusal: Refusal }
  /** What was refused is looked for in the account, for so long at most. */
  | {
      readonly kind: 'refused_lookup'
      readonly creations: readonly Creation[]
      readonly waitMs: number
    }
  | { readonly kind: 'create_not_sent'; readonly creation: Creation; readonly reason: string }
  | {
      readonly kind: 'create_unknown'
      readonly creation: Creation
      readonly reason: string
      /** Instances of this name that appeared since, and that a person has to judge. */
      readonly candidates: readonly Candidate[]
      /** What the support of the service can find the call by, where there was an answer that named it. */
      readonly requestId: string | undefined
    }
  /** Why the run stopped before its end; the creations after it were not tried. */
  | { readonly kind: 'stopped'; readonly why: StopReason; readonly reason: string }

export type StopReason =
  | 'account-refused'
  /** The service takes no more calls for now. */
  | 'throttled'
  | 'fail-fast'
  | 'unreachable'
  | 'unknown-outcome'
  /** A service that answers so is not asked again, though the account showed what it made. */
  | 'odd-answer'
  | 'interrupted'
  /** An outcome could not be written to the ledger. */
  | 'ledger'
