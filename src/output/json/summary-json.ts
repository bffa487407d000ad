import type { AuditFinding } from '../../apply/audit.ts'
import { type ApplyResult, type Changed, changedIn, madeIn } from '../../apply/result.ts'
import type { EntryKey } from '../../definitions/instance-spec.ts'
import { type ExitStatus, exitCode } from '../../model/exit-status.ts'
import { type Location, rangeOf } from '../../model/location.ts'
import type { Json } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import { type Action, remainsAt } from '../../plan/action.ts'
import type { Billed } from '../../pricing/billed.ts'
import { type Quote, quoteOfRung } from '../../pricing/quote.ts'
import { costJson } from '../text/plan/cost-text.ts'
import { departureJson } from './life-json.ts'
import { billedJson, bodyQuoteJson } from './money-json.ts'
import { compact } from './plan-json.ts'
import { reasonJson, stopJson } from './reason-json.ts'
import { taskPartsJson } from './step-json.ts'
import { candidatesJson, lostJson, refusalJson, subject, taskJson, who } from './task-json.ts'

/** The last line: every entry of the run, what is billed after it, and the exit code. */
export const summaryJson = (
  result: ApplyResult,
  {
    audit,
    left,
    ending,
    quotes = [],
    billed,
  }: {
    readonly audit: readonly AuditFinding[]
    /** What is not as the files say. */
    readonly left: readonly Action[]
    readonly ending: ExitStatus
    readonly quotes?: readonly Quote[] | undefined
    /** `undefined` where the run ended before it had a plan. */
    readonly billed?: Billed | undefined
  },
): Json => {
  const changed = changedIn(result)
  const changedBy = (operation: Changed['operation']) =>
    changed.filter((each) => each.operation === operation).map(changedJson)
  return compact({
    type: 'apply_summary',
    created: createdJson(result, quotes),
    changed: changed.filter(isInPlace).map(changedJson),
    destroyed: changedBy('delete'),
    stopped: changedBy('stop'),
    started: changedBy('start'),
    rejected: result.rejected.map((task) => ({
      ...taskJson(task),
      refusal: refusalJson(task.refusal),
    })),
    notSent: result.notSent.map((task) => ({ ...taskJson(task), ...reasonJson(task.reason) })),
    inDoubt: result.inDoubt.map((task) =>
      compact({
        ...taskJson(task),
        ...reasonJson(task.reason),
        ...candidatesJson(task.candidates),
        requestId: task.requestId,
      }),
    ),
    skipped: result.skipped.map(taskJson),
    stop: result.stop === undefined ? undefined : stopJson(result.stop),
    audit: audit.map(auditJson),
    left: left.map((action) => ({
      ...who(action),
      action: action.kind,
      ...reasonJson(action.reason),
    })),
    billed: billed === undefined ? undefined : billedJson(billed),
    exitCode: exitCode(ending),
  })
}

function createdJson(result: ApplyResult, quotes: readonly Quote[]): readonly Json[] {
  const prices = new Map(quotes.map((quote) => [quote.key, quote]))
  const priceOf = (key: EntryKey, rung: number | undefined) => {
    const quote = prices.get(key)
    return quote === undefined ? undefined : bodyQuoteJson(quoteOfRung(quote, rung))
  }
  return madeIn(result).map(({ action, id, how, rung, unrecorded, despite }) =>
    compact({
      ...who(action),
      id,
      how,
      rung,
      price: priceOf(action.key, rung),
      unrecorded: unrecorded === undefined ? undefined : lostJson(unrecorded),
      despite: despite === undefined ? undefined : refusalJson(despite),
    }),
  )
}

function changedJson(changed: Changed): Json {
  const { how, isThere, unrecorded } = changed
  const stillDefined = changed.operation === 'delete' ? remainsAt(changed.action) : undefined
  return compact({
    ...subject(changed),
    ...(isInPlace(changed) ? { operation: changed.operation } : {}),
    ...taskPartsJson(changed),
    how,
    there: isThere,
    unrecorded: unrecorded === undefined ? undefined : lostJson(unrecorded),
    stillDefined: stillDefined === undefined ? undefined : placeJson(stillDefined),
  })
}

/** What its own list does not say: by which operation an instance became another one. */
const isInPlace = ({ operation }: Changed): boolean =>
  operation !== 'delete' && operation !== 'start' && operation !== 'stop'

function placeJson(place: Location): Json {
  const { start, end } = rangeOf(place)
  return {
    file: place.file.path,
    pointer: place.pointer,
    range: { start: { ...start }, end: { ...end } },
  }
}

function auditJson(finding: AuditFinding): Json {
  switch (finding.kind) {
    case 'surplus': {
      const { kind, name, instance, ours, madeHere, returned, costs } = finding
      return compact({
        kind,
        name,
        id: instance.id,
        status: instance.status,
        ours,
        madeHere,
        ...departureJson(returned?.departure),
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
