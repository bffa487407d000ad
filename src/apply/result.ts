import type { Refusal } from '../api/outcome.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { Ending } from '../model/exit-status.ts'
import { unreachable } from '../model/unreachable.ts'
import type { Creation } from '../plan/action.ts'
import type { Candidate } from '../plan/attempt-matches.ts'
import type { AuditFinding } from './audit.ts'
import type { ApplyEvent, StopReason } from './event.ts'

/** How an apply ended, entry by entry: what every end of a run prints. */
export interface ApplyResult {
  readonly created: readonly Made[]
  readonly rejected: readonly { readonly creation: Creation; readonly refusal: Refusal }[]
  readonly notSent: readonly { readonly creation: Creation; readonly reason: string }[]
  readonly inDoubt: readonly Doubt[]
  /** Not tried, since the run stopped before. */
  readonly skipped: readonly Creation[]
  readonly stop: { readonly why: StopReason; readonly reason: string } | undefined
}

export interface Made {
  readonly creation: Creation
  readonly id: InstanceId
  readonly how: 'answered' | 'found'
  readonly elapsedMs: number
  readonly unrecorded: { readonly reason: string; readonly rescue: string | undefined } | undefined
  /** The refusal with which the service answered, though it had made it. */
  readonly despite: Refusal | undefined
}

export interface Doubt {
  readonly creation: Creation
  readonly reason: string
  readonly candidates: readonly Candidate[]
  /** Of the answer, where there was one that named it. */
  readonly requestId: string | undefined
}

/** The fold of a run's events. A creation that started and has no other news is in doubt. */
export function toResult(
  creations: readonly Creation[],
  events: readonly ApplyEvent[],
): ApplyResult {
  const created: Made[] = []
  const rejected: { creation: Creation; refusal: Refusal }[] = []
  const notSent: { creation: Creation; reason: string }[] = []
  const inDoubt: Doubt[] = []
  const started = new Set<Creation>()
  const ended = new Set<Creation>()
  let stop: ApplyResult['stop']
  for (const event of events) {
    switch (event.kind) {
      case 'create_start':
        started.add(event.creation)
        break
      case 'create_complete': {
        const { creation, id, how, elapsedMs, unrecorded, despite } = event
        created.push({ creation, id, how, elapsedMs, unrecorded, despite })
        if (despite !== undefined) drop(rejected, creation)
        ended.add(creation)
        break
      }
      case 'create_rejected':
        rejected.push({ creation: event.creation, refusal: event.refusal })
        ended.add(event.creation)
        break
      case 'create_not_sent':
        notSent.push({ creation: event.creation, reason: event.reason })
        ended.add(event.creation)
        break
      case 'create_unknown': {
        const { creation, reason, candidates, requestId } = event
        inDoubt.push({ creation, reason, candidates, requestId })
        ended.add(creation)
        break
      }
      case 'stopped':
        stop = { why: event.why, reason: event.reason }
        break
      case 'create_retry':
      case 'create_lookup':
      case 'refused_lookup':
        break
      default:
        unreachable(event)
    }
  }
  for (const creation of started) {
    if (!ended.has(creation)) {
      const reason = 'the run ended during the call'
      inDoubt.push({ creation, reason, candidates: [], requestId: undefined })
    }
  }
  const skipped = creations.filter((creation) => !started.has(creation))
  return { created, rejected, notSent, inDoubt, skipped, stop }
}

function drop(rejected: { creation: Creation }[], creation: Creation): void {
  const at = rejected.findIndex((each) => each.creation === creation)
  if (at !== -1) rejected.splice(at, 1)
}

/** What else decides how an apply ends, besides its own events. */
export interface Circumstances {
  readonly audit: readonly AuditFinding[]
  /** Entries that were in doubt before and still are. */
  readonly doubts: number
  /** Entries that something else stands in the way of. */
  readonly conflicts: number
  /** Entries that wait for a word or a person, and instances that were waited for and do not run. */
  readonly waiting: number
  readonly interrupted: boolean
}

/** How the process ends. The gravest thing wins: a person should look at an unknown outcome first. */
export function endingOf(result: ApplyResult, also: Circumstances): Ending {
  if (also.interrupted || result.stop?.why === 'interrupted') return 'interrupted'
  const unrecorded = result.created.some((made) => made.unrecorded !== undefined)
  const belied = result.created.some((made) => made.despite !== undefined)
  const odd = also.audit.some(({ kind }) => kind === 'surplus' || kind === 'missing')
  if (result.inDoubt.length > 0 || also.doubts > 0 || unrecorded || belied || odd) return 'unknown'
  if (result.stop?.why === 'ledger') return 'ledger'
  const missed = result.rejected.length + result.notSent.length + result.skipped.length
  if (missed + also.conflicts === 0) return also.waiting === 0 ? 'done' : 'partial'
  return result.created.length > 0 ? 'partial' : 'refused'
}
