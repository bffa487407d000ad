import type { DoubtReason } from './look-up-reason.ts'
import type { Awaited } from './wait.ts'

/** Why a run stops before its last action: `why` is the code. `explainStop` words it. */
export type StopReason =
  | { readonly why: 'fail-fast' }
  /** Not everything was made: what stops or ends an instance is left until it is. */
  | { readonly why: 'not-all-created' }
  /** Not everything that was to be started runs: what stops or ends an instance, or pays for one, is left then. */
  | { readonly why: 'not-all-started' }
  /** Not everything that was made runs: what resets, stops, pays for or ends an instance is left then. */
  | {
      readonly why: 'not-all-running'
      readonly instances: readonly NotRunning[]
      /** How long they were waited for. */
      readonly waitedMs: number
    }
  /** A container that was reset did not come back: no other is, and nothing is stopped or ended. */
  | { readonly why: 'upgrade-not-back' }
  | {
      readonly why:
        | 'account-refused'
        | 'unreachable'
        /** A service that answers so is not asked again, though the account showed what it made. */
        | 'odd-answer'
        /** An outcome could not be written to the ledger. */
        | 'ledger'
      /** What the service, the network or the ledger said. */
      readonly cause: string
    }
  /** The service takes no more calls for now. `retryAfterMs`: for how long, where it says so. */
  | {
      readonly why: 'throttled'
      readonly cause: string
      readonly retryAfterMs?: number | undefined
    }
  | { readonly why: 'unknown-outcome'; readonly doubt: DoubtReason }
  /** Both are of the call that was under way, if there was one. */
  | { readonly why: 'interrupted'; readonly cause?: string; readonly doubt?: DoubtReason }

/** What was made and does not run. */
export interface NotRunning extends Awaited {
  /** Its state, in the words of the service; `undefined` where nobody saw it. */
  readonly status: string | undefined
}

export type StopCode = StopReason['why']
