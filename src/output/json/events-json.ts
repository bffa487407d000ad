import type { ChangeFinding } from '../../apply/change/settle-changes.ts'
import type { ApplyEvent, CompleteEvent } from '../../apply/event.ts'
import type { OpenFinding } from '../../apply/settle-open.ts'
import type { Operation } from '../../ledger/operation.ts'
import type { Json } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Protection } from '../../plan/decide/protection.ts'
import type { PlanReport } from '../../plan/priced-plan.ts'
import type { Billed } from '../../pricing/billed.ts'
import { waitEventJson } from '../text/wait-text.ts'
import { billedJson } from './money-json.ts'
import { compact, planJson } from './plan-json.ts'
import { reasonJson, saidJson, stopJson } from './reason-json.ts'
import { taskPartsJson } from './step-json.ts'
import { candidatesJson, lostJson, refusalJson, subject, who } from './task-json.ts'

/** The first line of a run with `--format json`: the plan that is about to be carried out. */
export const startJson = (report: PlanReport): Json => ({
  formatVersion: '1.0',
  type: 'apply_start',
  plan: planJson(report),
})

/** One event of an apply as one JSON line. */
export function eventJson(event: ApplyEvent): Json {
  switch (event.kind) {
    case 'start':
      return compact({
        type: typeOf(event),
        ...subject(event),
        ...taskPartsJson(event),
        nth: event.nth,
        of: event.of,
        rung: event.rung,
      })
    case 'successor':
      return {
        type: typeOf(event),
        ...subject(event),
        successor: event.successor,
        status: event.status,
      }
    case 'retry':
      return {
        type: typeOf(event),
        ...subject(event),
        ...saidJson(event.reason),
        waitMs: event.waitMs,
      }
    case 'refused_lookup':
      return { type: event.kind, entries: event.actions.map(who), waitMs: event.waitMs }
    case 'made_wait':
      return {
        type: event.kind,
        instances: event.instances.map(({ name, id }) => ({ name: name ?? null, id })),
        waitMs: event.waitMs,
      }
    case 'wait_state':
      return waitEventJson(event)
    case 'accepted':
      return { type: typeOf(event), ...subject(event) }
    case 'lookup':
      return { type: typeOf(event), ...subject(event), ...saidJson(event.reason) }
    case 'not_sent':
      return { type: typeOf(event), ...subject(event), ...reasonJson(event.reason) }
    case 'complete':
      return completeJson(event)
    case 'rejected':
      return { type: typeOf(event), ...subject(event), refusal: refusalJson(event.refusal) }
    case 'unknown':
      return compact({
        type: typeOf(event),
        ...subject(event),
        ...reasonJson(event.reason),
        ...(event.operation === 'create' ? candidatesJson(event.candidates) : {}),
        requestId: event.requestId,
      })
    case 'stopped':
      return { type: event.kind, ...stopJson(event) }
    default:
      return unreachable(event)
  }
}

function completeJson(event: CompleteEvent): Json {
  const { id, how, elapsedMs, unrecorded } = event
  const base = {
    type: typeOf(event),
    ...subject(event),
    ...taskPartsJson(event),
    id,
    how,
    elapsedMs: Math.round(elapsedMs),
    unrecorded: unrecorded === undefined ? undefined : lostJson(unrecorded),
  }
  if (event.operation !== 'create') return compact({ ...base, there: event.isThere })
  const { despite, rung } = event
  return compact({
    ...base,
    rung,
    despite: despite === undefined ? undefined : refusalJson(despite),
  })
}

/** What became of an attempt of an earlier run. */
export const settledJson = ({ entry, attempt, found, outcome }: OpenFinding): Json =>
  compact({
    type: 'attempt_settled',
    ...who(entry),
    attempt: attempt.attempt,
    outcome,
    id: found.kind === 'one' ? found.id : undefined,
    ...(found.kind === 'one'
      ? {}
      : { ...reasonJson(found.reason), ...candidatesJson(found.candidates) }),
  })

/** What became of a change of an earlier run, and what a look at the instance showed. */
export const changeSettledJson = ({
  entry,
  owned,
  open,
  outcome,
  sight,
  progress,
  has,
  unrecorded,
}: ChangeFinding): Json =>
  compact({
    type: 'change_settled',
    ...who(entry),
    id: owned.id,
    operation: open.operation,
    attempt: open.attempt,
    outcome,
    sight: sight.kind,
    progress,
    has: has.length === 0 ? undefined : has.map((each) => compact({ ...each })),
    status: sight.kind === 'seen' ? sight.instance.status : undefined,
    why: sight.kind === 'unseen' ? sight.why : undefined,
    unrecorded: unrecorded === undefined ? undefined : lostJson(unrecorded),
  })

export const protectionJson = (protection: Protection): Json => ({
  type: 'protection_recorded',
  ...who(protection),
  id: protection.id,
  protect: protection.protect,
})

/** What is billed where a run is refused, before its error: every other end has it in its summary. */
export const billedEventJson = (billed: Billed): Json => ({
  type: 'billed',
  billed: billedJson(billed),
})

/** What JSON calls an event of an operation: `create_start`. */
const typeOf = ({ operation, kind }: { operation: Operation; kind: string }): string =>
  `${operation}_${kind}`
