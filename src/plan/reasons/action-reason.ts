import type { Remote, RemoteInstance } from '../../api/remote.ts'
import type { EntryKey } from '../../definitions/instance-spec.ts'
import type { InstanceOperation } from '../../ledger/operation.ts'
import type { DefinitionFile, InstanceId } from '../../ledger/record.ts'
import type { Finding } from '../attempt-matches.ts'
import type { FieldInAccount } from '../change.ts'

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
  | ReplaceReason
  | DestroyReason
  | FailedReason
  | InDoubtReason
  | ConflictReason
  | ExpiredReason
  | BlockedReason
  | OrphanReason

/** How much of the account was seen; `failed`: the list broke off before it showed anything. */
export type Seen = Remote['kind'] | 'failed'

/** What the service says of the state of an instance, in its own words. */
export type ReportedState = Pick<RemoteInstance, 'status' | 'statusError' | 'spotStatus'>

export type CreateReason =
  /** An instance that no file defines any more was made from the same definition under another name. */
  | {
      readonly code: 'looks-renamed'
      readonly id: InstanceId
      readonly from: string
      /** Why that one cannot be ended as it is, so that both would be billed. */
      readonly stays?: 'protected' | 'prepaid'
    }
  /** `seen`: only a complete list proves that the account has it not. */
  | { readonly code: 'not-in-ledger'; readonly seen: Seen }
  /** This ledger ended all that it had, the last of them seen gone at that time (ISO 8601), and the file still has it. */
  | {
      readonly code: 'destroyed-before'
      readonly ids: readonly InstanceId[]
      readonly at: string
    }

export interface RecreateReason {
  readonly code: 'not-in-account'
  readonly ids: readonly InstanceId[]
}

/** `isPaid`: it is stopped, and paid in advance: that saves nothing, and its disk costs no more. */
export type NoOpReason =
  | {
      readonly code:
        | 'as-applied'
        | 'as-applied-but-stopped'
        /** The file, or the command, says that it is not to run. */
        | 'stopped-as-asked'
        | 'started-as-asked'
        /** The account did not show it, and cannot say that it is gone. */
        | 'not-confirmed'
        /** The account could be asked, and nobody did. */
        | 'unasked'
      readonly id: InstanceId
      readonly isPaid?: true
    }
  /** The account has something else than was applied, in these fields. */
  | {
      readonly code: 'differs-from-applied'
      readonly id: InstanceId
      readonly fields: readonly string[]
      readonly isStopped: boolean
      readonly isPaid?: true
    }

export type ChangeReason =
  | {
      readonly code: 'definition-changed'
      readonly id: InstanceId
      /** Those that differ from what was applied. */
      readonly fields: readonly string[]
    }
  /** It is paid until then, and is to be paid for longer; both in Unix seconds. */
  | {
      readonly code: 'paid-too-short'
      readonly id: InstanceId
      readonly until: number
      readonly wanted: number
    }
  /** It has expired, and cannot end before what is paid for does; `at`: milliseconds since the epoch. */
  | { readonly code: 'expired-while-paid'; readonly id: InstanceId; readonly at: number }
  /** The definition is as it was applied, and the account has something else in these fields, which is undone. */
  | {
      readonly code: 'drift-to-undo'
      readonly id: InstanceId
      readonly fields: readonly string[]
    }
  | {
      readonly code:
        | 'to-start'
        | 'to-stop'
        /** It is on its way to another state, and takes no order before it is there. */
        | 'to-start-later'
        | 'to-stop-later'
        /** Its stop is under way, as the file wants it, and has not been seen. */
        | 'stop-under-way'
        /** It is on its way there already: nothing is sent, and it is waited for. */
        | 'coming-to-run'
        | 'coming-to-stop'
      readonly id: InstanceId
      readonly status: string
    }

export interface ReplaceReason {
  readonly code: 'takes-new-instance'
  readonly id: InstanceId
  /** Those that no call can change. */
  readonly fields: readonly string[]
}

/** Why an instance is to end. */
export type DestroyReason =
  /** `by`: what takes its place; `undefined` where the same run makes it. */
  | { readonly code: 'replaced'; readonly id: InstanceId; readonly by: InstanceId | undefined }
  | {
      readonly code:
        | 'destroy-asked'
        | 'pruned'
        /** The service does not know it any more: only the ledger does. */
        | 'gone-already'
        /** It is on its way out: nothing needs to be sent. */
        | 'leaving-already'
      readonly id: InstanceId
    }
  /** `at`: milliseconds since the epoch. */
  | { readonly code: 'expired'; readonly id: InstanceId; readonly at: number }

export type BlockedReason =
  | {
      readonly code:
        | 'protected'
        /** Its name, or when it was created, is not what the ledger says of it. */
        | 'became-another'
        /** It has the name of the entry, and the ledger does not hold it. */
        | 'not-ours'
        /** It was made for the entry by its marker, and the ledger does not hold it. */
        | 'not-recorded'
      readonly id: InstanceId
    }
  /** `until`: Unix seconds; `undefined` where the service does not say until when it is paid. */
  | { readonly code: 'prepaid'; readonly id: InstanceId; readonly until: number | undefined }
  | { readonly code: 'not-there' }
  /** An upgrade takes the whole list of variables, and would drop these, which no file and no earlier apply gave it. */
  | {
      readonly code: 'foreign-envs'
      readonly id: InstanceId
      readonly names: readonly string[]
    }
  /** The step takes what the account has in this field, which it does not show. */
  | { readonly code: 'not-shown'; readonly id: InstanceId; readonly field: string }
  /** `size`: what the account has, in GB. A disk never shrinks. */
  | { readonly code: 'disk-larger'; readonly id: InstanceId; readonly size: number }
  /** Its protection forbids to replace it. */
  | { readonly code: 'protected-as-it-is'; readonly id: InstanceId }
  /** Its protection forbids to end it, though another one has taken its place: both are billed. */
  | {
      readonly code: 'replaced-but-protected'
      readonly id: InstanceId
      readonly successor: InstanceId
    }
  /** It is to be stopped: what took its place would run, and be billed. */
  | { readonly code: 'replaced-while-stopped'; readonly id: InstanceId }
  /** What was made to take its place does not run. `status`: `undefined` where the account does not show it. */
  | {
      readonly code: 'successor-not-running'
      readonly id: InstanceId
      readonly successor: InstanceId
      readonly status: string | undefined
    }
  /** The file describes it again, though another one was made in its place, which only a further one could replace. */
  | {
      readonly code: 'replaced-is-meant'
      readonly id: InstanceId
      readonly successor: InstanceId
    }
  /** What is paid by the month only: its end can be moved, and it can be renewed by itself. */
  | { readonly code: 'not-monthly'; readonly id: InstanceId }
  /** An upgrade cannot carry the credential that the image was made with. */
  | { readonly code: 'inline-credential'; readonly id: InstanceId }
  /** It takes no order in the state it is in. */
  | { readonly code: 'not-running'; readonly id: InstanceId; readonly status: string }
  | { readonly code: 'not-unique'; readonly ids: readonly InstanceId[] }
  | {
      readonly code: 'change-open'
      readonly id: InstanceId
      readonly operation: InstanceOperation
    }
  /** `file`: what may protect it, and was not read in this run; as the ledger calls it. */
  | { readonly code: 'defined-elsewhere'; readonly id: InstanceId; readonly file: DefinitionFile }
  | ForeignMark

/** The ledger holds it, and its marker says that it was made with another ledger, or for another entry of this one. */
export type ForeignMark =
  | {
      readonly code: 'marked-by-another-ledger'
      readonly id: InstanceId
      /** What markers call that ledger. */
      readonly ledger: string
    }
  | { readonly code: 'marked-for-another-entry'; readonly id: InstanceId }

/** `at`: milliseconds since the epoch. */
export interface ExpiredReason {
  readonly code: 'expired-in-file' | 'expired-and-gone'
  readonly at: number
}

/** `stopped`: the status of an instance that does not run; absent where it is not known to be stopped. `isPaid`: as above. */
export type ExistsReason =
  | {
      readonly code:
        | 'same-name-not-created-here'
        | 'same-name-lost-record'
        /** It was the entry's until a person forgot it. */
        | 'same-name-forgotten'
      readonly id: InstanceId
      readonly stopped?: string
      readonly isPaid?: true
    }
  | {
      readonly code: 'same-name-of-another-ledger'
      readonly id: InstanceId
      /** What markers call that ledger. */
      readonly ledger: string
      readonly stopped?: string
      readonly isPaid?: true
    }

export interface FailedReason extends ReportedState {
  readonly code:
    | 'does-not-run'
    /** No document of the service says what its state means. */
    | 'state-not-documented'
    /** It is not ours, has the name of the entry, and agrees with it otherwise. */
    | 'same-name-does-not-run'
    | 'same-name-state-not-documented'
    /** The service has taken a spot instance back, or is about to. */
    | 'spot-reclaimed'
    | 'same-name-spot-reclaimed'
  readonly id: InstanceId
  /** Of one that is taken back: whether it has been. */
  readonly isOver?: boolean
  /** Of one that is taken back: when, in Unix seconds; `undefined` where the service does not say. */
  readonly reclaimAt?: number | undefined
}

export type InDoubtReason =
  /** Without a name and without a marker nothing can be told apart. */
  | { readonly code: 'attempt-unrecognizable' }
  /** No instance carries its marker or its name, and no file of this run has the entry. */
  | { readonly code: 'attempt-in-no-file' }
  | { readonly code: 'attempt-without-trace'; readonly seen: Seen }
  | {
      readonly code: 'attempt-with-candidates'
      readonly ids: readonly InstanceId[]
      /** What they are recognized by; `time`: nothing but that they came since. */
      readonly by: 'marker' | 'name' | 'time'
      /** What they say together; `partial`: the list was not whole, so nothing is decided. */
      readonly verdict: Exclude<Finding['kind'], 'none'> | 'partial'
    }
  /** A call about an instance of ours has no known outcome. */
  | {
      readonly code: 'change-unsettled'
      readonly id: InstanceId
      readonly operation: InstanceOperation
      readonly since: string
      /** What the account has where somebody else changed the same; absent where nobody is known to have. */
      readonly has?: readonly FieldInAccount[]
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
  /** This ledger ended it, and it was seen gone at that time. */
  | { readonly code: 'destroyed-is-back'; readonly id: InstanceId; readonly at: string }
  | { readonly code: 'replaced-is-back'; readonly id: InstanceId; readonly replacedBy: InstanceId }
  | { readonly code: 'several-owned'; readonly ids: readonly InstanceId[] }
  | {
      readonly code: 'others-beside-ours'
      readonly id: InstanceId
      readonly others: readonly InstanceId[]
    }
  /** The others carry the marker of this entry, made with this ledger, and it does not hold them. */
  | {
      readonly code: 'made-here-beside-ours'
      readonly id: InstanceId
      readonly others: readonly InstanceId[]
    }
  | { readonly code: 'owned-by-another-entry'; readonly id: InstanceId; readonly entry: EntryKey }
  | { readonly code: 'several-of-this-name'; readonly ids: readonly InstanceId[] }

export interface OrphanReason {
  readonly code: 'in-no-file'
  readonly ids: readonly InstanceId[]
}
