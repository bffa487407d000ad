import type { MatchReason } from '../plan/reasons/match-reason.ts'

/** Why a look at the account did not settle an attempt. `explainReason` words it. */
export type LookUpReason =
  | MatchReason
  | {
      readonly code:
        | 'account-not-asked'
        /** Without a name and without a marker nothing can be told apart. */
        | 'unrecognizable'
        | 'not-listed-before'
    }
  /** `why`: what prevented it, as the service or the network said it. */
  | { readonly code: 'list-incomplete' | 'list-unavailable'; readonly why: string }

/** Why it is not known what came of an action. */
export type DoubtReason =
  /** `call`: how the call ended. `account`: why the look afterwards did not settle it. */
  | { readonly code: 'outcome-unknown'; readonly call: string; readonly account: LookUpReason }
  /** `answer`: how the service refused it. The account shows an instance that may be it. */
  | { readonly code: 'refused-but-shown'; readonly answer: string; readonly account: LookUpReason }
  | { readonly code: 'run-ended-during-call' }
