import type { Refusal } from '../api/outcome.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { ExitStatus } from '../model/exit-status.ts'
import { unreachable } from '../model/unreachable.ts'
import { type Creation, stepTask, type Task } from '../plan/action.ts'
import type { Candidate } from '../plan/attempt-matches.ts'
import type { AuditFinding } from './audit.ts'
import type {
  ApplyEvent,
  ChangedEvent,
  ChangeTask,
  CompleteEvent,
  CreateTask,
  NotSentEvent,
} from './event.ts'
import type { ChangeObstacle, CreateObstacle, DoubtReason } from './look-up-reason.ts'
import type { StopReason } from './stop-reason.ts'

/** How an apply ended, entry by entry: what every end of a run prints. */
export interface ApplyResult {
  /** What was achieved, each with the operation by which. */
  readonly done: readonly Done[]
  readonly rejected: readonly (Task & { readonly refusal: Refusal })[]
  readonly notSent: readonly NotSent[]
  readonly inDoubt: readonly Doubt[]
  /** Not tried, since the run stopped before. */
  readonly skipped: readonly Task[]
  readonly stop: StopReason | undefined
}

/** What never reached the service. */
export type NotSent =
  | (CreateTask & { readonly reason: CreateObstacle })
  | (ChangeTask & { readonly reason: ChangeObstacle })

/** What an operation achieved, by operation. */
export type Done = Made | Changed

/** An instance that was started, stopped or deleted, and seen so. */
export type Changed = ChangeTask &
  Pick<ChangedEvent, 'id' | 'how' | 'isThere' | 'endsAt' | 'elapsedMs'> & {
    readonly unrecorded: Made['unrecorded']
  }

/** An instance that is there now. */
export interface Made {
  readonly operation: 'create'
  readonly action: Creation
  readonly id: InstanceId
  readonly how: 'answered' | 'found'
  readonly elapsedMs: number
  /** Which item of the entry's `fallback` it was made with, from 1 on; `undefined` for the entry itself. */
  readonly rung: number | undefined
  readonly unrecorded: { readonly reason: string; readonly rescue: string | undefined } | undefined
  /** The refusal with which the service answered, though it had made it. */
  readonly despite: Refusal | undefined
}

export type Doubt = Task & {
  readonly reason: DoubtReason
  readonly candidates: readonly Candidate[]
  /** Of the answer, where there was one that named it. */
  readonly requestId: string | undefined
}

/** A deletion that the service took, and that has not come to its end. */
export type Leaving = Doubt & {
  readonly reason: Extract<DoubtReason, { readonly code: 'still-leaving' }>
}

export const isLeaving = (doubt: Doubt): doubt is Leaving => doubt.reason.code === 'still-leaving'

/** The instances that a run made. */
export const madeIn = ({ done }: Pick<ApplyResult, 'done'>): readonly Made[] =>
  done.filter((each): each is Made => each.operation === 'create')

/** The instances that a run started, stopped or deleted. */
export const changedIn = ({ done }: Pick<ApplyResult, 'done'>): readonly Changed[] =>
  done.filter((each): each is Changed => each.operation !== 'create')

/** The fold of a run's events. A task that started and has no other news is in doubt. */
export function toResult(tasks: readonly Task[], events: readonly ApplyEvent[]): ApplyResult {
  const done: Done[] = []
  const rejected: (Task & { refusal: Refusal })[] = []
  const notSent: NotSent[] = []
  const inDoubt: Doubt[] = []
  const started = new Map<string, Task>()
  const ended = new Set<string>()
  let stop: ApplyResult['stop']
  for (const event of events) {
    switch (event.kind) {
      case 'start':
        started.set(idOfTask(event), taskOf(event))
        // What was sold out is tried with another body.
        if (event.operation === 'create') drop(rejected, event.action)
        ended.delete(idOfTask(event))
        break
      case 'complete':
        done.push(toDone(event))
        if (event.operation === 'create' && event.despite !== undefined) {
          drop(rejected, event.action)
        }
        ended.add(idOfTask(event))
        break
      case 'rejected':
        rejected.push({ ...taskOf(event), refusal: event.refusal })
        ended.add(idOfTask(event))
        break
      case 'not_sent':
        notSent.push(notSentOf(event))
        ended.add(idOfTask(event))
        break
      case 'unknown': {
        const { reason, candidates, requestId } = event
        // It was refused, and the account shows what may be it.
        if (event.operation === 'create') drop(rejected, event.action)
        inDoubt.push({ ...taskOf(event), reason, candidates, requestId })
        ended.add(idOfTask(event))
        break
      }
      case 'stopped': {
        const { kind: _, ...reason } = event
        stop = reason
        break
      }
      case 'retry':
      case 'lookup':
      case 'accepted':
      case 'successor':
      case 'refused_lookup':
      case 'made_wait':
      case 'wait_state':
        break
      default:
        unreachable(event)
    }
  }
  for (const [id, task] of started) {
    if (!ended.has(id)) {
      const reason = { code: 'run-ended-during-call' } as const
      inDoubt.push({ ...task, reason, candidates: [], requestId: undefined })
    }
  }
  const skipped = tasks.filter((task) => !started.has(idOfTask(task)))
  return { done, rejected, notSent, inDoubt, skipped, stop }
}

/** One action has one task of an operation. An entry may own several instances. */
export const idOfTask = ({ operation, action }: Task): string =>
  [operation, action.key, 'owned' in action ? action.owned.id : ''].join(' ')

function taskOf(event: Task): Task {
  switch (event.operation) {
    case 'create':
      return { operation: event.operation, action: event.action }
    case 'delete':
      return { operation: event.operation, action: event.action }
    case 'edit-ports':
    case 'grow-disk':
    case 'upgrade':
    case 'start':
    case 'stop':
    case 'subscribe':
    case 'renew':
    case 'auto-renew':
      return stepTask(event.action, event.step)
    default:
      return unreachable(event)
  }
}

function notSentOf({ kind: _, ...task }: NotSentEvent): NotSent {
  return task
}

function toDone(event: CompleteEvent): Done {
  if (event.operation === 'create') {
    const { operation, action, id, how, elapsedMs, rung, unrecorded, despite } = event
    return { operation, action, id, how, elapsedMs, rung, unrecorded, despite }
  }
  const { kind: _, unrecorded, ...changed } = event
  return { ...changed, unrecorded }
}

function drop(rejected: Task[], { key }: Creation): void {
  const at = rejected.findIndex(
    ({ operation, action }) => operation === 'create' && action.key === key,
  )
  if (at !== -1) rejected.splice(at, 1)
}

/** What else decides how an apply ends, besides its own events. */
export interface ExitStatusInput {
  readonly audit: readonly AuditFinding[]
  /** Entries that were in doubt before and still are. */
  readonly doubts: number
  /** Entries that something else blocks. */
  readonly conflicts: number
  /** Entries that wait for a word or a person, and instances that were waited for and do not run. */
  readonly waiting: number
  readonly interrupted: boolean
}

/** How the process ends. The gravest thing wins: a person should look at an unknown outcome first. */
export function exitStatusOf(result: ApplyResult, also: ExitStatusInput): ExitStatus {
  if (also.interrupted || result.stop?.why === 'interrupted') return 'interrupted'
  const unrecorded = result.done.some((each) => each.unrecorded !== undefined)
  const belied = madeIn(result).some((made) => made.despite !== undefined)
  const odd = also.audit.some(isOdd)
  if (result.inDoubt.length > 0 || also.doubts > 0 || unrecorded || belied || odd) return 'unknown'
  if (result.stop?.why === 'ledger') return 'ledger'
  const missed = result.rejected.length + result.notSent.length + result.skipped.length
  const unfinished = changedIn(result).filter(({ isThere }) => !isThere).length
  if (missed + also.conflicts === 0) {
    return also.waiting + unfinished === 0 ? 'done' : 'partial'
  }
  return result.done.length > 0 ? 'partial' : 'refused'
}

/** What belongs to no success: without a look at the account nobody knows whether it holds just what was recorded. */
function isOdd(finding: AuditFinding): boolean {
  switch (finding.kind) {
    case 'surplus':
    case 'missing':
      return true
    case 'not-audited':
      return finding.isFailure
    default:
      return unreachable(finding)
  }
}
