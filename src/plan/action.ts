import type { RemoteInstance } from '../api/remote.ts'
import type { EntryKey, InstanceSpec } from '../definitions/instance-spec.ts'
import type { Operation } from '../ledger/operation.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { OpenAttempt, OwnedInstance } from '../ledger/state.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import type { Candidate } from './attempt-matches.ts'
import { type Change, type Drift, RUN_STATE } from './change.ts'
import { markerObstacle } from './marker.ts'
import type {
  ChangeReason,
  ConflictReason,
  CreateReason,
  ExistsReason,
  FailedReason,
  InDoubtReason,
  NoOpReason,
  OrphanReason,
  RecreateReason,
} from './reasons/action-reason.ts'

/**
 * What `apply` would do about one entry, and why. Decided by `plan` from the definitions, the ledger and the
 * account; `apply` carries out nothing that is not in here. Product contract §4.
 */
export type Action =
  | CreateAction
  | RecreateAction
  | NoOpAction
  | ExistsAction
  | ChangeAction
  | FailedAction
  | InDoubtAction
  | ConflictAction
  | OrphanAction

export type ActionKind = Action['kind']

interface Decided {
  readonly key: EntryKey
  readonly name: string | undefined
}

interface OfEntry extends Decided {
  readonly spec: InstanceSpec
}

/** Not in the ledger, and not in the account as far as that could be learned. */
export interface CreateAction extends OfEntry {
  readonly kind: 'create'
  readonly reason: CreateReason
  readonly operation: 'create'
  readonly presence: Absence
}

/** In the ledger, but the account no longer has it. */
export interface RecreateAction extends OfEntry {
  readonly kind: 'recreate'
  readonly reason: RecreateReason
  readonly operation: 'create'
  readonly presence: Absence
  readonly gone: readonly InstanceId[]
}

/** Ours, and nothing differs from what was applied. */
export interface NoOpAction extends OfEntry {
  readonly kind: 'no-op'
  readonly reason: NoOpReason
  readonly owned: OwnedInstance
  /** `undefined` when the account was not asked, or the walk did not reach it. */
  readonly remote: RemoteInstance | undefined
  readonly drift: readonly Drift[]
  readonly unchecked: readonly string[]
}

/** Not in the ledger; exactly one live instance has this name and agrees wherever it can be compared. */
export interface ExistsAction extends OfEntry {
  readonly kind: 'exists'
  readonly reason: ExistsReason
  readonly remote: RemoteInstance
  readonly unchecked: readonly string[]
}

/** Ours and there, but the definition differs from what was applied. */
export interface ChangeAction extends OfEntry {
  readonly kind: 'change'
  readonly reason: ChangeReason
  readonly owned: OwnedInstance
  readonly remote: RemoteInstance | undefined
  readonly changes: readonly Change[]
  readonly drift: readonly Drift[]
  readonly unchecked: readonly string[]
}

/** There, but the service reports an error of it, or an end that nobody asked for. */
export interface FailedAction extends OfEntry {
  readonly kind: 'failed'
  readonly reason: FailedReason
  /** `undefined` where the instance is not ours, but has the name of this entry. */
  readonly owned: OwnedInstance | undefined
  readonly remote: RemoteInstance
  /** How the definition differs from what was applied. */
  readonly changes: readonly Change[]
  readonly drift: readonly Drift[]
  readonly unchecked: readonly string[]
}

/** An attempt has no recorded outcome, and the account has not settled it. */
export interface InDoubtAction extends OfEntry {
  readonly kind: 'in-doubt'
  readonly reason: InDoubtReason
  readonly attempts: readonly OpenAttempt[]
  /** Instances that may be the one: this exact name, not there before the attempt; with what speaks against each. */
  readonly candidates: readonly Candidate[]
}

/** Instances of this name that are not this entry's are in the way. */
export interface ConflictAction extends OfEntry {
  readonly kind: 'conflict'
  readonly reason: ConflictReason
  readonly owned: readonly OwnedInstance[]
  /** What the account shows of those that are ours. */
  readonly remotes: ReadonlyMap<InstanceId, RemoteInstance>
  readonly strangers: readonly RemoteInstance[]
  /** Those of them that the ledger holds as another entry, and which. */
  readonly holders: ReadonlyMap<InstanceId, EntryKey>
  /** Those of them that were this entry's, counted as gone, and are back; and what replaced each. */
  readonly replaced: ReadonlyMap<InstanceId, InstanceId>
  /** How the one stranger differs from the definition; empty when there are several. */
  readonly changes: readonly Change[]
}

/** In the ledger and, as far as we know, alive, but in no file of this run. */
export interface OrphanAction extends Decided {
  readonly kind: 'orphan'
  readonly reason: OrphanReason
  readonly instances: readonly { owned: OwnedInstance; remote: RemoteInstance | undefined }[]
  readonly attempts: readonly OpenAttempt[]
}

/** `unknown`: the account could not be asked, so only the ledger says that the entry is not there. */
export type Absence = 'absent' | 'unknown'

/** The actions that `apply` carries out: each says by which operation. */
export type Executable = Extract<Action, { readonly operation: Operation }>

export const isExecutable = (action: Action): action is Executable => 'operation' in action

/** The actions that make an instance. */
export type Creation = Extract<Executable, { readonly operation: 'create' }>

export const isCreation = (action: Action): action is Creation =>
  isExecutable(action) && action.operation === 'create'

/** Whether the account has another instance than was applied. One that is stopped is not: no file says that it runs. */
export const isOtherwise = (action: Action): boolean =>
  action.kind === 'no-op' && action.drift.some(({ field }) => field !== RUN_STATE)

/** Whether an action sends a marker, where markers are sent. */
export const isMarked = (action: Action, limits?: LimitSet): boolean =>
  isCreation(action) && markerObstacle(action.spec.body, limits) === undefined
