import type { Refusal } from '../api/outcome.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { ExitStatus } from '../model/exit-status.ts'
import { unreachable } from '../model/unreachable.ts'
import type { Creation, Executable } from '../plan/action.ts'
import type { Candidate } from '../plan/attempt-matches.ts'
import type { AuditFinding } from './audit.ts'
import type { ApplyEvent, CompleteEvent } from './event.ts'
import type { DoubtReason } from './look-up-reason.ts'
import type { StopReason } from './stop-reason.ts'

/** How an apply ended, entry by entry: what every end of a run prints. */
export interface ApplyResult {
  /** What was achieved, each with the operation by which. */
  readonly done: readonly Done[]
  readonly rejected: readonly { readonly action: Executable; readonly refusal: Refusal }[]
  readonly notSent: readonly { readonly action: Executable; readonly reason: string }[]
  readonly inDoubt: readonly Doubt[]
  /** Not tried, since the run stopped before. */
  readonly skipped: readonly Executable[]
  readonly stop: StopReason | undefined
}

/** What an operation achieved, by operation. */
export type Done = Made

/** An instance that is there now. */
export interface Made {
  readonly operation: 'create'
  readonly action: Creation
  readonly id: InstanceId
  readonly how: 'answered' | 'found'
  readonly elapsedMs: number
  readonly unrecorded: { readonly reason: string; readonly rescue: string | undefined } | undefined
  /** The refusal with which the service answered, though it had made it. */
  readonly despite: Refusal | undefined
}

export interface Doubt {
  readonly action: Executable
  readonly reason: DoubtReason
  readonly candidates: readonly Candidate[]
  /** Of the answer, where there was one that named it. */
  readonly requestId: string | undefined
}

/** The instances that a run made. */
export const madeIn = ({ done }: Pick<ApplyResult, 'done'>): readonly Made[] =>
  done.filter(({ operation }) => operation === 'create')

/** The fold of a run's events. An action that started and has no other news is in doubt. */
export function toResult(
  actions: readonly Executable[],
  events: readonly ApplyEvent[],
): ApplyResult {
  const done: Done[] = []
  const rejected: { action: Executable; refusal: Refusal }[] = []
  const notSent: { action: Executable; reason: string }[] = []
  const inDoubt: Doubt[] = []
  const started = new Set<Executable>()
  const ended = new Set<Executable>()
  let stop: ApplyResult['stop']
  for (const event of events) {
    switch (event.kind) {
      case 'start':
        started.add(event.action)
        break
      case 'complete':
        done.push(toDone(event))
        if (event.despite !== undefined) drop(rejected, event.action)
        ended.add(event.action)
        break
      case 'rejected':
        rejected.push({ action: event.action, refusal: event.refusal })
        ended.add(event.action)
        break
      case 'not_sent':
        notSent.push({ action: event.action, reason: event.reason })
        ended.add(event.action)
        break
      case 'unknown': {
        const { action, reason, candidates, requestId } = event
        inDoubt.push({ action, reason, candidates, requestId })
        ended.add(action)
        break
      }
      case 'stopped': {
        const { kind: _, ...reason } = event
        stop = reason
        break
      }
      case 'retry':
      case 'lookup':
      case 'refused_lookup':
        break
      default:
        unreachable(event)
    }
  }
  for (const action of started) {
    if (!ended.has(action)) {
      const reason = { code: 'run-ended-during-call' } as const
      inDoubt.push({ action, reason, candidates: [], requestId: undefined })
    }
  }
  const skipped = actions.filter((action) => !started.has(action))
  return { done, rejected, notSent, inDoubt, skipped, stop }
}

function toDone(event: CompleteEvent): Done {
  switch (event.operation) {
    case 'create': {
      const { operation, action, id, how, elapsedMs, unrecorded, despite } = event
      return { operation, action, id, how, elapsedMs, unrecorded, despite }
    }
    default:
      return unreachable(event.operation)
  }
}

function drop(rejected: { action: Executable }[], action: Executable): void {
  const at = rejected.findIndex((each) => each.action === action)
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
  const unrecorded = result.done.some((made) => made.unrecorded !== undefined)
  const belied = result.done.some((made) => made.despite !== undefined)
  const odd = also.audit.some(isOdd)
  if (result.inDoubt.length > 0 || also.doubts > 0 || unrecorded || belied || odd) return 'unknown'
  if (result.stop?.why === 'ledger') return 'ledger'
  const missed = result.rejected.length + result.notSent.length + result.skipped.length
  if (missed + also.conflicts === 0) return also.waiting === 0 ? 'done' : 'partial'
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
