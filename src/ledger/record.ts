import type { EntryKey, SpecDigest } from '../definitions/instance-spec.ts'
import type { Brand } from '../model/brand.ts'
import type { Json } from '../model/secret.ts'
import { unreachable } from '../model/unreachable.ts'
import type { InstanceOperation, OperationCause } from './operation.ts'
import type { LockId } from './store.ts'

/** The id the service gave an instance. Opaque. */
export type InstanceId = Brand<string, 'InstanceId'>

/** One try to create an entry, or to change an instance; opens with an intent or an operation. Random, so that merged ledgers never collide. */
export type AttemptId = Brand<string, 'AttemptId'>

/**
 * The file that defines an entry, relative to the root of the project with `/` on every system (`definitionFile`).
 * Absent for an entry from standard input, and in lines of an older ppi-apply.
 */
export type DefinitionFile = Brand<string, 'DefinitionFile'>

/**
 * One line of the ledger. Times are ISO 8601 in UTC. Nothing in it is ever a secret: `spec` is the masked
 * body, with `${HF_TOKEN}` or `(secret)` in the place of secrets.
 */
export type LedgerRecord =
  | OpenedRecord
  | IntentRecord
  | CreatedRecord
  | RejectedRecord
  | NotSentRecord
  | UnknownRecord
  | AdoptedRecord
  | ForgottenRecord
  | OperationRecord
  | SettledRecord
  | ProtectedRecord
  | MovedRecord
  | AppliedRecord
  | LockedRecord
  | UnlockedRecord
  | StillRecord
  | CopiedRecord
  | SenderRecord

/** What every line has besides its own members. */
interface Line {
  readonly time: string
  /**
   * One more than the highest number in the file when the line was written, so that a line always comes after
   * those its writer had seen, whatever the clocks say. Merged branches repeat numbers; then the time decides.
   * The ledger gives it on `append`: who makes a record leaves it out.
   */
  readonly seq?: number | undefined
}

/**
 * Whose ledger it is. The first line of every ledger; a merge or a new key of the same account leaves several.
 */
export interface OpenedRecord extends Line {
  readonly type: 'opened'
  /** The ppi-apply that wrote it. */
  readonly version: string
  /** Host of the service, with its port where that is not the default: `api.ppinfra.com`. */
  readonly service: string
  /** Random; the key of the fingerprint. */
  readonly salt: string
  /** Fingerprint of the API key (`fingerprint`); `undefined` when no key was set. */
  readonly account: string | undefined
  /** What the markers in the account call this ledger, where it goes on with the id of a lost one. */
  readonly ledgerId?: string | undefined
}

/** Written and flushed before the create call: from here on there may be a paid instance. */
export interface IntentRecord extends Line {
  readonly type: 'intent'
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly name: string | undefined
  readonly digest: SpecDigest
  /** The masked create body: what was applied, for a later field-by-field comparison. */
  readonly spec: Json
  /**
   * The ids that carried this name in the account before the call, or all ids where there is neither a name nor a marker;
   * `undefined` when the account was not listed, or a marker alone tells.
   */
  readonly seen: readonly InstanceId[] | undefined
  /** Set when the account was listed before the call: also where there is no name whose ids could be seen. */
  readonly listed?: true | undefined
  /** Instances of this entry that the account no longer has and this attempt replaces. */
  readonly replaces: readonly InstanceId[]
  /** Instances of this entry that are there, and end once what this attempt makes runs. */
  readonly supersedes?: readonly InstanceId[] | undefined
  /** Which item of the entry's `fallback` the body is of, from 1 on; `undefined` for the entry's own. */
  readonly rung?: number | undefined
  /** List price quoted when it was applied, for the cost so far; in units of the account's currency per hour. */
  readonly hourly?: number | undefined
  /** The value of `PPI_APPLY_ID` that was sent along; `undefined` where none was. */
  readonly marker?: string | undefined
  /** How far the clock of the service was ahead of ours, in milliseconds; `undefined` when no answer had told it. */
  readonly skewMs?: number | undefined
  /** How long after this line the call may have been under way, in milliseconds: the end of an attempt that was killed. */
  readonly limitMs?: number | undefined
  /** How long a new instance was given to show up in the list, in milliseconds. */
  readonly settleMs?: number | undefined
  readonly file?: DefinitionFile | undefined
  /** Set when the instance is protected from its first moment on. */
  readonly protect?: true | undefined
}

/** The instance exists under this id: the service answered it, or it was found in the account afterwards. */
export interface CreatedRecord extends Line {
  readonly type: 'created'
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly id: InstanceId
  readonly how: 'answered' | 'found'
}

/** The service said no, and a look at the account bore that out where one was possible: nothing exists. */
export interface RejectedRecord extends Line {
  readonly type: 'rejected'
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly reason: string
}

/** The request provably never reached the service: nothing exists, and a next try opens a new attempt. */
export interface NotSentRecord extends Line {
  readonly type: 'not-sent'
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly reason: string
}

/** The outcome could not be learned: the attempt stays open. The line is there for the reader. */
export interface UnknownRecord extends Line {
  readonly type: 'unknown'
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly reason: string
  /** Set when the service said no, and nobody has looked yet whether that is true: a look that shows nothing closes it. */
  readonly refused?: true | undefined
  /** The id that the service had answered: it is another instance's, so that nobody knows what this attempt made. */
  readonly disowns?: InstanceId | undefined
}

/** A person said that this instance is the one the entry means; also settles open attempts of the entry as made. */
export interface AdoptedRecord extends Line {
  readonly type: 'adopted'
  readonly key: EntryKey
  readonly name: string | undefined
  readonly digest: SpecDigest | undefined
  readonly spec: Json | undefined
  readonly id: InstanceId
  /** Set when the account showed the instance; a person may also say so without being able to look. */
  readonly listed?: true | undefined
  /** The open attempts that it settles. */
  readonly settles: readonly AttemptId[]
  readonly file?: DefinitionFile | undefined
  /** Set when the entry protects it. */
  readonly protect?: true | undefined
}

/** A person said: these open attempts made nothing, and these instances are no longer this entry's. */
export interface ForgottenRecord extends Line {
  readonly type: 'forgotten'
  readonly key: EntryKey
  readonly attempts: readonly AttemptId[]
  readonly ids: readonly InstanceId[]
}

/** Written and flushed before a call that changes an instance: from here on it may have been done. */
export interface OperationRecord extends Line {
  readonly type: 'operation'
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly name: string | undefined
  readonly id: InstanceId
  readonly operation: InstanceOperation
  /** What was read of the instance just before, and what it is to come to: as far as the operation is about it. */
  readonly from: OperationState
  readonly to: OperationState
  readonly because: OperationCause
  /** The masked body that counts as applied once it is done; of a step that makes a definition true, or a part of it. */
  readonly spec?: Json | undefined
  /** The digest of that body. */
  readonly digest?: SpecDigest | undefined
  /** List price an hour before it, for `delete` and `stop`: what is saved. */
  readonly hourly?: number | undefined
  /** Of the deletion of what has expired: when it was made by our clock, where its time counted from then. */
  readonly madeAt?: string | undefined
}

/** An instance before or after an operation, as far as that changes it. */
export interface OperationState {
  /** In the words of the service. */
  readonly status?: string | undefined
  /** Of `edit-ports`: as `22/tcp`, in order, without those of tools. */
  readonly ports?: readonly string[] | undefined
  /** Of `grow-disk`: the size of the system disk, in GB. */
  readonly rootfsSize?: number | undefined
  /** Of `subscribe` and `renew`: until when it is paid, in Unix seconds, and for how many months the call pays. */
  readonly endsAt?: number | undefined
  readonly months?: number | undefined
  /** Of `upgrade`: the masked fields that it sets. */
  readonly fields?: Json | undefined
}

/**
 * How an operation ended. `unknown` does not end it. A `done` deletion ends the instance: it was seen gone.
 * One that was gone before anything was sent has no operation record.
 */
export interface SettledRecord extends Line {
  readonly type: 'settled'
  readonly attempt: AttemptId
  readonly key: EntryKey
  readonly id: InstanceId
  readonly operation: InstanceOperation
  readonly result: 'done' | 'rejected' | 'not-sent' | 'unknown' | 'given-up'
  /** Known from the answer of the service, seen in the account, or said by a person. */
  readonly how?: 'answered' | 'seen' | 'said' | undefined
  /** Of a deletion: what the account shows of it. */
  readonly end?: 'gone' | 'removed' | 'was-gone' | undefined
  /** Of a deletion: why the instance was to end. */
  readonly because?: OperationCause | undefined
  /** As in the line of the operation, which what was gone already has none of. */
  readonly madeAt?: string | undefined
  readonly reason?: string | undefined
}

/** From now on an instance is protected, or no longer. It holds though its entry leaves the files. */
export interface ProtectedRecord extends Line {
  readonly type: 'protected'
  readonly key: EntryKey
  readonly id: InstanceId
  readonly protect: boolean
}

/** From now on this file defines the entry: another one may lose it without making an orphan of its instance. */
export interface MovedRecord extends Line {
  readonly type: 'moved'
  readonly key: EntryKey
  readonly file: DefinitionFile
}

/** The account showed that the instance is like this body, which counts as applied from now on: nothing was sent for it. */
export interface AppliedRecord extends Line {
  readonly type: 'applied'
  readonly key: EntryKey
  readonly id: InstanceId
  readonly digest: SpecDigest
  /** Masked, as that of an intent. */
  readonly spec: Json
}

/** The run that a lock is of, for the one who is refused; the rest as in a lock file (`Holder`). */
interface LockMembers {
  readonly lock: LockId
  readonly user: string
  readonly host: string
  readonly pid: number
  readonly command: string
  readonly machine?: string | undefined
  readonly boot?: string | undefined
  readonly space?: string | undefined
  readonly started?: string | undefined
}

/** From here on a run holds a shared ledger, until it gives it back or another run takes it over. */
export interface LockedRecord extends Line, LockMembers {
  readonly type: 'locked'
  /** How long it may give no sign of life before another run takes the ledger over, in milliseconds. */
  readonly leaseMs: number
  /** The lock that it takes the place of, which nobody gave back. */
  readonly over?: LockId | undefined
}

/** A shared ledger is free again: its holder gave it back, or a person said that the holder is gone. */
export interface UnlockedRecord extends Line {
  readonly type: 'unlocked'
  readonly lock: LockId
  readonly by: 'holder' | 'person'
}

/** The holder has the shared ledger still, a while after its last line and right before a call. */
export interface StillRecord extends Line {
  readonly type: 'still'
  readonly lock: LockId
}

/**
 * `to`: this ledger goes on in another place, so that nothing more belongs here. `begun`: another one is being copied
 * here. `from`: all of it is here, and goes on here.
 */
export interface CopiedRecord extends Line {
  readonly type: 'copied'
  readonly way: 'to' | 'begun' | 'from'
  /** What `--ledger` takes for the other ledger. */
  readonly ledger: string
}

/**
 * In a copy: the run that sent these attempts never gave the ledger back that it held, so that it may be asleep, and send
 * its call when it wakes. `time` is when it had taken that ledger.
 */
export interface SenderRecord extends Line, LockMembers {
  readonly type: 'sender'
  /** What messages call the ledger that it held. */
  readonly ledger: string
  readonly attempts: readonly AttemptId[]
}

/** Lines about the ledger itself: they tell of no entry and no instance. */
export type LedgerKeepingRecord =
  | OpenedRecord
  | LockedRecord
  | UnlockedRecord
  | StillRecord
  | CopiedRecord
  | SenderRecord

/** Whether a line tells of the ledger itself, and of no entry and no instance. */
export function isKeeping(record: LedgerRecord): record is LedgerKeepingRecord {
  switch (record.type) {
    case 'opened':
    case 'locked':
    case 'unlocked':
    case 'still':
    case 'copied':
    case 'sender':
      return true
    case 'intent':
    case 'created':
    case 'rejected':
    case 'not-sent':
    case 'unknown':
    case 'adopted':
    case 'forgotten':
    case 'operation':
    case 'settled':
    case 'protected':
    case 'moved':
    case 'applied':
      return false
    default:
      return unreachable(record)
  }
}
