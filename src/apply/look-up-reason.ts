import type { InstanceOperation } from '../ledger/operation.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { FieldInAccount } from '../plan/change.ts'
import type { BlockedReason, ForeignMark } from '../plan/reasons/action-reason.ts'
import type { MatchReason } from '../plan/reasons/match-reason.ts'

/** Why a look at the account did not settle an attempt. `explainReason` words it. */
export type LookUpReason =
  | MatchReason
  | {
      readonly code:
        | 'account-not-asked'
        /** Somebody interrupted, and what was made may show up later. */
        | 'look-cut-short'
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
  | ChangeDoubt

/** Why nothing was sent about an instance. `explainReason` words it. */
export type ChangeObstacle =
  /** What the network said, or that somebody interrupted. */
  | { readonly code: 'call-failed'; readonly why: string }
  | { readonly code: 'not-looked-at'; readonly why: string }
  | { readonly code: 'unknown-to-service' | 'run-stopped-before' }
  /** What it is by now, in the words of the service. */
  | {
      readonly code: 'on-its-way-out' | 'failed-by-now' | 'in-another-state'
      readonly status: string
    }
  | { readonly code: 'protected' | 'became-another'; readonly id: InstanceId }
  | Extract<
      BlockedReason,
      { readonly code: 'prepaid' | 'foreign-envs' | 'not-shown' | 'not-monthly' }
    >
  /** Somebody changed these fields since the plan. */
  | {
      readonly code: 'changed-meanwhile'
      readonly id: InstanceId
      readonly fields: readonly string[]
    }
  /** What was made to take its place does not run: both stay. */
  | Extract<BlockedReason, { readonly code: 'successor-not-running' }>
  /** Nothing was made to take its place. */
  | { readonly code: 'not-replaced'; readonly id: InstanceId }
  /** Nobody knows what came of an earlier step of this run. */
  | { readonly code: 'step-before-open'; readonly id: InstanceId }
  | ForeignMark

/** Why an entry was not created when its turn came. `explainReason` words it. */
export type CreateObstacle =
  | Extract<ChangeObstacle, { readonly code: 'call-failed' }>
  /** `not-gone`: the instance that it takes the place of. `there-again`: one that had counted as gone. */
  | { readonly code: 'not-gone' | 'there-again' | 'name-taken'; readonly id: InstanceId }
  /** Of an entry with a `fallback`, by what the service said of its stock when the plan was made. */
  | { readonly code: 'no-stock' }

/** Why a change is sent again. */
export type ResendReason =
  | Extract<ChangeObstacle, { readonly code: 'call-failed' }>
  /** `status`: what the account shows instead; absent where it does not show it. */
  | { readonly code: 'no-effect-seen'; readonly status?: string }

/** Why it is not known whether an instance was changed. `call`: how the call ended, where that is not simply accepted. */
export type ChangeDoubt =
  /** It is as it was: the service may have done nothing, or may do it yet. */
  | {
      readonly code: 'change-not-seen'
      readonly operation: InstanceOperation
      readonly id: InstanceId
      readonly status: string
      readonly call: string | undefined
    }
  /** It is neither as it was nor as it was to be: somebody else changed what the account has there. */
  | {
      readonly code: 'change-by-others'
      readonly operation: InstanceOperation
      readonly id: InstanceId
      readonly has: readonly FieldInAccount[]
      readonly call: string | undefined
    }
  /** It is done, and ports that it was to leave open are gone. */
  | {
      readonly code: 'ports-lost'
      readonly operation: InstanceOperation
      readonly id: InstanceId
      readonly ports: readonly string[]
    }
  /** It has what a reset was to give it, and nobody saw the reset, or for long enough that none followed. */
  | { readonly code: 'reset-not-seen'; readonly id: InstanceId; readonly call: string | undefined }
  /** It is on its way out, and not gone: as far as anybody can see it is billed. */
  | { readonly code: 'still-leaving'; readonly id: InstanceId; readonly status: string }
  /** Asked for it, the service does not know it; its list shows it alive. */
  | { readonly code: 'still-listed'; readonly id: InstanceId }
  /** Nobody could look. */
  | { readonly code: 'change-unseen'; readonly id: InstanceId; readonly why: string }
  /** It was to be started or stopped, and the service does not know it any more. */
  | { readonly code: 'change-vanished'; readonly id: InstanceId }
