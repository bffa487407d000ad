import { isMonthly, type RemoteInstance } from '../api/remote.ts'
import type { EntryKey, InstanceSpec } from '../definitions/instance-spec.ts'
import type { ReplaceBy } from '../definitions/life.ts'
import type { Operation, OperationCause } from '../ledger/operation.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { Departure, OpenAttempt, OwnedInstance } from '../ledger/state.ts'
import type { Location } from '../model/location.ts'
import { unreachable } from '../model/unreachable.ts'
import type { FieldName } from '../schema/fields.generated.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import type { Candidate } from './attempt-matches.ts'
import { type Change, type Drift, RUN_STATE } from './change.ts'
import { markerObstacle } from './marker.ts'
import type {
  BlockedReason,
  ChangeReason,
  ConflictReason,
  CreateReason,
  DestroyReason,
  ExistsReason,
  ExpiredReason,
  FailedReason,
  InDoubtReason,
  NoOpReason,
  OrphanReason,
  RecreateReason,
  ReplaceReason,
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
  | ReplaceAction
  | DestroyAction
  | FailedAction
  | InDoubtAction
  | ConflictAction
  | ExpiredAction
  | BlockedAction
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
  readonly presence: Absence
}

/** In the ledger, but the account no longer has it. */
export interface RecreateAction extends OfEntry {
  readonly kind: 'recreate'
  readonly reason: RecreateReason
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

/** Ours and there, but the definition differs from what was applied, or from how it runs. */
export interface ChangeAction extends OfEntry {
  readonly kind: 'change'
  readonly reason: ChangeReason
  readonly owned: OwnedInstance
  readonly remote: RemoteInstance | undefined
  readonly changes: readonly Change[]
  /** What can be done about it in place, in order; none where nothing can, or not yet. */
  readonly steps: readonly Step[]
  /** What is left whatever the steps do: it is on its way, and not to run so in the end; or its time is over. */
  readonly later?: ChangeReason | ExpiredReason
  readonly drift: readonly Drift[]
  readonly unchecked: readonly string[]
}

/** One call that changes an instance, and what it leads from and to. */
export type Step = PortsStep | DiskStep | UpgradeStep | SwitchStep | PayStep

/** One that spends money at once, and that nothing can undo. */
export type PayStep = SubscribeStep | RenewStep | AutoRenewStep

interface Stepping {
  readonly because: OperationCause
}

/** Opens and closes ports: the call has the whole set. */
export interface PortsStep extends Stepping {
  readonly operation: 'edit-ports'
  /** As `22/tcp`, in order, without those of tools. */
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** Makes the system disk larger. Sizes in GB. */
export interface DiskStep extends Stepping {
  readonly operation: 'grow-disk'
  readonly from: number
  readonly to: number
}

/** Gives the container other settings, which resets it. */
export interface UpgradeStep extends Stepping {
  readonly operation: 'upgrade'
  /** The fields that become as the definition says. */
  readonly fields: readonly FieldName[]
  /** The names of variables that the account has, nothing of ours gave it, and the call drops. */
  readonly drops: readonly string[]
  /** Settings that no file sets and the account does not show: the call empties them, whatever they are. */
  readonly untold?: readonly FieldName[] | undefined
  /** When a reset was sent last of which nobody knows whether it was done: this one may be the second. */
  readonly lostBefore?: string | undefined
  /** The account has all of it already: it is recorded, and nothing is reset. */
  readonly isThere?: true
}

/** Starts or stops it. */
export interface SwitchStep extends Stepping {
  readonly operation: 'start' | 'stop'
  readonly from: string
  readonly to: 'running' | 'stopped'
}

/** Turns pay as you go to months that are paid in advance. */
export interface SubscribeStep extends Stepping {
  readonly operation: 'subscribe'
  readonly months: number
  readonly fields: readonly FieldName[]
}

/** Pays for more months. Times in Unix seconds. */
export interface RenewStep extends Stepping {
  readonly operation: 'renew'
  readonly months: number
  readonly from: number
  /** Until when it is to be paid at least. */
  readonly to: number
}

/** Lets the service renew it by itself, or no longer. */
export interface AutoRenewStep extends Stepping {
  readonly operation: 'auto-renew'
  readonly to: boolean
  /** Of each renewal; `undefined` where it is not renewed, or the file does not say. */
  readonly months: number | undefined
  readonly fields: readonly FieldName[]
}

/** The step of a change that is charged at once; none for what is paid by the month already, whatever the file says. */
export const chargedStep = ({
  steps,
  remote,
}: Pick<ChangeAction, 'steps' | 'remote'>): SubscribeStep | RenewStep | undefined =>
  steps.find(
    (step): step is SubscribeStep | RenewStep =>
      step.operation === 'renew' || (step.operation === 'subscribe' && !isMonthly(remote)),
  )

/** The fields of a definition that a step makes true. */
export function fieldsOf(step: Step): readonly FieldName[] {
  switch (step.operation) {
    case 'edit-ports':
      return ['ports']
    case 'grow-disk':
      return ['rootfsSize']
    case 'upgrade':
    case 'subscribe':
    case 'auto-renew':
      return step.fields
    case 'start':
    case 'stop':
    case 'renew':
      return []
    default:
      return unreachable(step)
  }
}

/** Ours and there, and the definition differs in what only another instance can have. */
export interface ReplaceAction extends OfEntry {
  readonly kind: 'replace'
  readonly reason: ReplaceReason
  readonly presence: 'absent'
  readonly owned: OwnedInstance
  readonly remote: RemoteInstance
  readonly changes: readonly Change[]
  readonly drift: readonly Drift[]
  readonly unchecked: readonly string[]
  readonly by: ReplaceBy
}

/** An instance of ours that is to end. */
export interface DestroyAction extends Decided {
  readonly kind: 'destroy'
  readonly operation: 'delete'
  readonly reason: DestroyReason
  readonly because: OperationCause
  readonly owned: OwnedInstance
  /** `undefined` where the service does not know it any more: then there is only the ledger to be told. */
  readonly remote: RemoteInstance | undefined
  /** Its definition, where the files of the run still have one: the next apply makes it again. */
  readonly spec: InstanceSpec | undefined
  /** Where another instance takes its place. */
  readonly replacement?: Replacement
  /** When it was made, where its time counted from then and is over; milliseconds since the epoch, by our clock. */
  readonly madeAt?: number
}

/**
 * How an instance is replaced: it ends once its successor runs, or before that is made. `successor`: `undefined` where the
 * same run makes it.
 */
export interface Replacement {
  readonly by: ReplaceBy
  readonly successor: InstanceId | undefined
}

/** Wanted, but something says no: protection, the way it is paid for, or what nobody knows of it. */
export interface BlockedAction extends Decided {
  readonly kind: 'blocked'
  readonly reason: BlockedReason
  readonly owned: OwnedInstance | undefined
  readonly remote: RemoteInstance | undefined
  readonly spec: InstanceSpec | undefined
  /** How the definition differs from what was applied, where that is what is blocked. */
  readonly changes?: readonly Change[]
}

/** Its time is over, and it is still in a file: it is neither made nor renewed. */
export interface ExpiredAction extends OfEntry {
  readonly kind: 'expired'
  readonly reason: ExpiredReason
  /** `undefined` where nothing of it is left. */
  readonly owned: OwnedInstance | undefined
  readonly remote: RemoteInstance | undefined
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

/** An attempt, or a call about an instance of ours, has no recorded outcome, and the account has not settled it. */
export interface InDoubtAction extends Decided {
  readonly kind: 'in-doubt'
  /** `undefined` where no file of this run has the entry. */
  readonly spec: InstanceSpec | undefined
  readonly reason: InDoubtReason
  readonly attempts: readonly OpenAttempt[]
  /** Instances that may be the one: this exact name, not there before the attempt; with what speaks against each. */
  readonly candidates: readonly Candidate[]
  /** Instances of ours about which a call was sent whose outcome is not known. */
  readonly unsettled: readonly OwnedInstance[]
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
  /** Those of them that are ours as well: they counted as gone, and are there again. */
  readonly returned: ReadonlyMap<InstanceId, Departure>
  /** Those of them that were made with this ledger for this entry, by their marker, though it does not hold them. */
  readonly madeHere: ReadonlySet<InstanceId>
  /** How the one stranger differs from the definition; empty when there are several. */
  readonly changes: readonly Change[]
}

/** In the ledger and, as far as we know, alive, but in no file of this run. */
export interface OrphanAction extends Decided {
  readonly kind: 'orphan'
  readonly reason: OrphanReason
  readonly instances: readonly { owned: OwnedInstance; remote: RemoteInstance | undefined }[]
}

/** `unknown`: the account could not be asked, so only the ledger says that the entry is not there. */
export type Absence = 'absent' | 'unknown'

/** Where the definition of an instance that is to end remains, which the next apply makes again; none for what has expired. */
export const remainsAt = ({ spec, because }: DestroyAction): Location | undefined =>
  because === 'expired' || because === 'replace' ? undefined : spec?.place

/** Whether an instance ends, or has ended, whatever is done: nothing has to be sent about it. */
export const isEnding = ({ reason }: DestroyAction): boolean =>
  reason.code === 'gone-already' || reason.code === 'leaving-already'

/** The actions that a run can carry out. */
export type Executable = Creation | DestroyAction | SteppedChange

export const isExecutable = (action: Action): action is Executable =>
  isCreation(action) || action.kind === 'destroy' || hasSteps(action)

/** The actions that make an instance. */
export type Creation = CreateAction | RecreateAction | ReplaceAction

export const isCreation = (action: Action): action is Creation =>
  action.kind === 'create' || action.kind === 'recreate' || action.kind === 'replace'

/** The end of the instance that another one takes the place of. */
export const endOf = ({ key, name, owned, remote, spec, by }: ReplaceAction): DestroyAction => ({
  kind: 'destroy',
  operation: 'delete',
  key,
  name,
  reason: { code: 'replaced', id: owned.id, by: undefined },
  because: 'replace',
  owned,
  remote,
  spec,
  replacement: { by, successor: undefined },
})

/** Whether an instance ends before what takes its place is made. */
export const endsFirst = (task: Task): boolean =>
  task.operation === 'delete' && task.action.replacement?.by === 'destroy-first'

/** A change of which something can be done in place. */
export type SteppedChange = ChangeAction & { readonly steps: readonly [Step, ...Step[]] }

export const hasSteps = (action: Action): action is SteppedChange =>
  action.kind === 'change' && action.steps.length > 0

/** One operation of a run, and the action that it carries out. */
export type Task =
  | { readonly operation: 'create'; readonly action: Creation }
  | { readonly operation: 'delete'; readonly action: DestroyAction }
  | StepTask

/** One step of a change. */
export type StepTask = Step extends infer Each
  ? Each extends Step
    ? {
        readonly operation: Each['operation']
        readonly action: SteppedChange
        readonly step: Each
      }
    : never
  : never

/**
 * What a run sends for these actions, in its order: what takes nothing from an instance, then creations, then what resets
 * one, stops, and deletions last. A failure before the deletions leaves running what ran.
 */
export function tasksOf(actions: readonly Executable[]): readonly Task[] {
  const tasks = actions.flatMap(tasksFor)
  return RUN_ORDER.flatMap((place) => tasks.filter((task) => placeOf(task) === place))
}

/** The place of a task in the order of a run. */
export const placeOf = (task: Task): (typeof RUN_ORDER)[number] =>
  endsFirst(task) ? 'delete-first' : task.operation

/** The order of a run. What plans the tasks follows it, and so does what carries them out. */
export const RUN_ORDER = [
  'edit-ports',
  'grow-disk',
  'start',
  'delete-first',
  'create',
  'upgrade',
  'stop',
  'subscribe',
  'renew',
  'auto-renew',
  'delete',
] as const satisfies readonly (Operation | 'delete-first')[]

function tasksFor(action: Executable): readonly Task[] {
  switch (action.kind) {
    case 'create':
    case 'recreate':
      return [{ operation: 'create', action }]
    case 'replace':
      return [
        { operation: 'create', action },
        { operation: 'delete', action: endOf(action) },
      ]
    case 'destroy':
      return [{ operation: 'delete', action }]
    case 'change':
      return action.steps.map((step) => stepTask(action, step))
    default:
      return unreachable(action)
  }
}

/** The task of one step. */
export function stepTask(action: SteppedChange, step: Step): StepTask {
  switch (step.operation) {
    case 'edit-ports':
      return { operation: step.operation, action, step }
    case 'grow-disk':
      return { operation: step.operation, action, step }
    case 'upgrade':
      return { operation: step.operation, action, step }
    case 'start':
    case 'stop':
      return { operation: step.operation, action, step }
    case 'subscribe':
      return { operation: step.operation, action, step }
    case 'renew':
      return { operation: step.operation, action, step }
    case 'auto-renew':
      return { operation: step.operation, action, step }
    default:
      return unreachable(step)
  }
}

/** Whether the account has another instance than was applied. One that is stopped is not: no file says that it runs. */
export const isOtherwise = (action: Action): boolean =>
  action.kind === 'no-op' && action.drift.some(({ field }) => field !== RUN_STATE)

/** Whether nobody looked for an instance of ours: a run that calls it done would say what it does not know. */
export const isUnasked = ({ reason }: Action): boolean => reason.code === 'unasked'

/** Whether an action sends a marker, where markers are sent. */
export const isMarked = (action: Action, limits?: LimitSet): boolean =>
  isCreation(action) && markerObstacle(action.spec.body, limits) === undefined
