import type { AuditFinding } from '../../apply/audit.ts'
import type { ApplyEvent } from '../../apply/event.ts'
import { type ApplyResult, madeIn } from '../../apply/result.ts'
import type { OpenFinding } from '../../apply/settle-open.ts'
import type { Operation } from '../../ledger/operation.ts'
import { type ExitStatus, exitCode } from '../../model/exit-status.ts'
import type { Json } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Action } from '../../plan/action.ts'
import type { Candidate } from '../../plan/attempt-matches.ts'
import type { PlanReport } from '../../plan/priced-plan.ts'
import type { Quote } from '../../pricing/quote.ts'
import { costJson } from '../text/plan/cost-text.ts'
import { explainReason } from '../text/reasons/explain-reason.ts'
import { quoteJson } from './money-json.ts'
import { compact, planJson } from './plan-json.ts'
import { codeJson, reasonJson, stopJson } from './reason-json.ts'

/** The first line of `apply --format json`: the plan that is about to be carried out. */
export const startJson = (report: PlanReport): Json => ({
  formatVersion: '1.0',
  type: 'apply_start',
  plan: planJson(report),
})

/** One event of an apply as one JSON line. */
export function eventJson(event: ApplyEvent): Json {
  switch (event.kind) {
    case 'start':
      return { type: typeOf(event), ...subject(event), nth: event.nth, of: event.of }
    case 'retry':
      return { type: typeOf(event), ...subject(event), reason: event.reason, waitMs: event.waitMs }
    case 'refused_lookup':
      return { type: event.kind, entries: event.actions.map(who), waitMs: event.waitMs }
    case 'lookup':
    case 'not_sent':
      return { type: typeOf(event), ...subject(event), reason: event.reason }
    case 'complete': {
      const { id, how, elapsedMs, unrecorded, despite } = event
      return compact({
        type: typeOf(event),
        ...subject(event),
        id,
        how,
        elapsedMs: Math.round(elapsedMs),
        unrecorded: unrecorded === undefined ? undefined : lostJson(unrecorded),
        despite: despite === undefined ? undefined : compact({ ...despite }),
      })
    }
    case 'rejected':
      return { type: typeOf(event), ...subject(event), refusal: compact({ ...event.refusal }) }
    case 'unknown':
      return compact({
        type: typeOf(event),
        ...subject(event),
        ...reasonJson(event.reason),
        ...candidatesJson(event.candidates),
        requestId: event.requestId,
      })
    case 'stopped':
      return { type: event.kind, ...stopJson(event) }
    default:
      return unreachable(event)
  }
}

/** What became of an attempt of an earlier run. */
export const settledJson = ({ entry, attempt, found }: OpenFinding): Json =>
  compact({
    type: 'attempt_settled',
    name: entry.name ?? null,
    key: entry.key,
    attempt: attempt.attempt,
    id: found.kind === 'one' ? found.id : undefined,
    ...(found.kind === 'one'
      ? {}
      : { ...reasonJson(found.reason), ...candidatesJson(found.candidates) }),
  })

/** The last line: every entry of the run, and the exit code. */
export const summaryJson = (
  result: ApplyResult,
  {
    audit,
    left,
    ending,
    quotes = [],
  }: {
    readonly audit: readonly AuditFinding[]
    /** What is not as the files say. */
    readonly left: readonly Action[]
    readonly ending: ExitStatus
    readonly quotes?: readonly Quote[] | undefined
  },
): Json => {
  const prices = new Map(quotes.map((quote) => [quote.key, quoteJson(quote)]))
  return compact({
    type: 'apply_summary',
    created: madeIn(result).map(({ action, id, how, unrecorded, despite }) =>
      compact({
        ...who(action),
        id,
        how,
        price: prices.get(action.key),
        unrecorded: unrecorded === undefined ? undefined : lostJson(unrecorded),
        despite: despite === undefined ? undefined : compact({ ...despite }),
      }),
    ),
    rejected: result.rejected.map(({ action, refusal }) => ({
      ...who(action),
      refusal: compact({ ...refusal }),
    })),
    notSent: result.notSent.map(({ action, reason }) => ({ ...who(action), reason })),
    inDoubt: result.inDoubt.map(({ action, reason, candidates, requestId }) =>
      compact({
        ...who(action),
        ...reasonJson(reason),
        ...candidatesJson(candidates),
        requestId,
      }),
    ),
    skipped: result.skipped.map(who),
    stop: result.stop === undefined ? undefined : stopJson(result.stop),
    audit: audit.map(auditJson),
    left: left.map((action) => ({
      ...who(action),
      action: action.kind,
      ...reasonJson(action.reason),
    })),
    exitCode: exitCode(ending),
  })
}

function auditJson(finding: AuditFinding): Json {
  switch (finding.kind) {
    case 'surplus': {
      const { kind, name, instance, ours, replacedBy, costs } = finding
      return compact({
        kind,
        name,
        id: instance.id,
        status: instance.status,
        ours,
        replacedBy,
        costs: costs && [...costs].map(([id, cost]) => ({ id, ...costJson(cost) })),
      })
    }
    case 'missing':
      return { kind: finding.kind, name: finding.name ?? null, id: finding.id }
    case 'not-audited':
      return { kind: finding.kind, why: finding.why, failed: finding.isFailure }
    default:
      return unreachable(finding)
  }
}

/** The ids, and what speaks against each of them. */
const candidatesJson = (candidates: readonly Candidate[]) => ({
  candidates: candidates.map(({ instance }) => instance.id),
  against: Object.fromEntries(
    candidates.map(({ instance, against }) => [instance.id, against.map(explainReason)]),
  ),
  againstCodes: Object.fromEntries(
    candidates.map(({ instance, against }) => [instance.id, against.map(codeJson)]),
  ),
})

const who = ({ name, key }: { name: string | undefined; key: string }) => ({
  name: name ?? null,
  key,
})

const subject = ({ action }: { action: { name: string | undefined; key: string } }) => who(action)

/** What JSON calls an event of an operation: `create_start`. */
const typeOf = ({ operation, kind }: { operation: Operation; kind: string }): string =>
  `${operation}_${kind}`

const lostJson = ({ reason, rescue }: { reason: string; rescue: string | undefined }): Json =>
  compact({ reason, rescue })
