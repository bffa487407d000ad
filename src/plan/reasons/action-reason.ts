import type { Remote, RemoteInstance } from '../../api/remote.ts'
import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { Finding } from '../attempt-matches.ts'

/**
 * Why an action is what it is: a code, and the facts that go with it. The sentence is made of them by `explainReason`
 * alone. Programs branch on the code; codes may be added.
 */
export type ActionReason =
  | CreateReason
  | RecreateReason
  | NoOpReason
  | ExistsReason
  | ChangeReason
  | FailedReason
  | InDoubtReason
  | ConflictReason
  | OrphanReason

/** How much of the account was seen; `failed`: the list broke off before it showed anything. */
export type Seen = Remote['kind'] | 'failed'

/** What the service says of the state of an instance, in its own words. */
export type ReportedState = Pick<RemoteInstance, 'status' | 'statusError' | 'spotStatus'>

/** `seen`: only a complete list proves that the account has it not. */
export interface CreateReason {
  readonly code: 'not-in-ledger'
  readonly seen: Seen
}

export interface RecreateReason {
  readonly code: 'not-in-account'
  readonly ids: readonly InstanceId[]
}

export type NoOpReason =
  | {
      readonly code:
        | 'as-applied'
        | 'as-applied-but-stopped'
        /** The account was not asked, or did not show it. */
        | 'not-confirmed'
      readonly id: InstanceId
    }
  /** The account has something else than was applied, in these fields. */
  | {
      readonly code: 'differs-from-applied'
      readonly id: InstanceId
      readonly fields: readonly string[]
      readonly isStopped: boolean
    }

export interface ChangeReason {
  readonly code: 'definition-changed'
  readonly id: InstanceId
  /** Those that differ from what was applied. */
  readonly fields: readonly string[]
}

/** `stopped`: the status of an instance that does not run; absent where it is not known to be stopped. */
export type ExistsReason =
  | {
      readonly code: 'same-name-not-created-here' | 'same-name-lost-record'
      readonly id: InstanceId
      readonly stopped?: string
    }
  | {
      readonly code: 'same-name-of-another-ledger'
      readonly id: InstanceId
      /** What markers call that ledger. */
      readonly ledger: string
      readonly stopped?: string
    }

export interface FailedReason extends ReportedState {
  readonly code:
    | 'does-not-run'
    /** No document of the service says what its state means. */
    | 'state-not-documented'
    /** It is not ours, has the name of the entry, and agrees with it otherwise. */
    | 'same-name-does-not-run'
    | 'same-name-state-not-documented'
  readonly id: InstanceId
}

export type InDoubtReason =
  /** Without a name and without a marker nothing can be told apart. */
  | { readonly code: 'attempt-unrecognizable' }
  | { readonly code: 'attempt-without-trace'; readonly seen: Seen }
  | {
      readonly code: 'attempt-with-candidates'
      readonly ids: readonly InstanceId[]
      /** What they are recognized by. */
      readonly by: 'marker' | 'name'
      /** What they say together; `partial`: the list was not whole, so nothing is decided. */
      readonly verdict: Exclude<Finding['kind'], 'none'> | 'partial'
    }

export type ConflictReason =
  /** `lostRecord`: it was made with this ledger, which does not hold it any more. */
  | { readonly code: 'same-name-differs'; readonly id: InstanceId; readonly lostRecord: boolean }
  | { readonly code: 'lost-record'; readonly ids: readonly InstanceId[] }
  | {
      readonly code: 'marker-of-another-ledger'
      readonly instances: readonly { readonly id: InstanceId; readonly ledger: string }[]
    }
  | {
      readonly code: 'name-spelled-otherwise'
      readonly instances: readonly { readonly id: InstanceId; readonly name: string }[]
    }
  | { readonly code: 'replaced-is-back'; readonly id: InstanceId; readonly replacedBy: InstanceId }
  | { readonly code: 'several-owned'; readonly ids: readonly InstanceId[] }
  | {
      readonly code: 'others-beside-ours'
      readonly id: InstanceId
      readonly others: readonly InstanceId[]
    }
  | { readonly code: 'owned-by-another-entry'; readonly id: InstanceId; readonly entry: EntryKey }
  | { readonly code: 'several-of-this-name'; readonly ids: readonly InstanceId[] }

export type OrphanReason =
  | { readonly code: 'in-no-file'; readonly ids: readonly InstanceId[] }
  | { readonly code: 'attempt-in-no-file' }
