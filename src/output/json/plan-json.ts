import { rangeOf } from '../../model/location.ts'
import { type Json, mask } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Action } from '../../plan/action.ts'
import { isMarked } from '../../plan/action.ts'
import { type Candidate, findAmong } from '../../plan/attempt-matches.ts'
import { leftIn } from '../../plan/consent.ts'
import type { PlanReport, PricedPlan } from '../../plan/priced-plan.ts'
import { costJson } from '../text/plan/cost-text.ts'
import { explainReason } from '../text/reasons/explain-reason.ts'
import { diagnosticReport } from './diagnostics-json.ts'
import { moneyJson, quoteJson } from './money-json.ts'
import { codeJson, reasonJson } from './reason-json.ts'

/** The plan for machines, as product contract §9. Members may be added; a change of meaning raises the version. */
export function planJson(report: PlanReport): JsonObject {
  const { planId, target, refresh, actions, counts, money, diagnostics } = report
  const waiting = new Set(leftIn(actions, { allow: report.allow, isWhole: false }))
  const quotes = new Map(money.quotes.map((quote) => [quote.key, quoteJson(quote)]))
  return compact({
    formatVersion: '1.0',
    planId,
    target,
    refresh: compact({ kind: refresh.kind, why: refresh.why }),
    actions: actions.map((action) =>
      compact({
        ...actionJson(action, report),
        price: quotes.get(action.key),
        waitsFor: waiting.has(action) ? waitsFor(action) : undefined,
      }),
    ),
    summary: { ...counts, elsewhere: report.elsewhere },
    money: moneyJson(money),
    diagnostics: diagnostics.map((diagnostic) => diagnosticReport(diagnostic) as unknown as Json),
    notes: report.notes,
  })
}

/** The word of `--allow` that lets `apply` do it, or `person` where no word does; a doubt may settle by itself. */
function waitsFor(action: Action): string | undefined {
  if (action.kind === 'recreate') return action.kind
  const settles = action.kind === 'in-doubt' && findAmong(action.candidates).kind === 'one'
  return settles ? undefined : 'person'
}

type JsonObject = { readonly [member: string]: Json }

function actionJson(action: Action, { costs, marker, limits }: PricedPlan): JsonObject {
  const { kind, name, reason, key } = action
  const base = { action: kind, name: name ?? null, key, ...reasonJson(reason) }
  if (action.kind === 'orphan') {
    const instances = action.instances.map(({ owned, remote }) => {
      const cost = costs.get(owned.id)
      return compact({
        id: owned.id,
        since: owned.since,
        status: remote?.status,
        cost: cost === undefined ? undefined : costJson(cost),
      })
    })
    const attempts = action.attempts.map(({ attempt }) => attempt)
    return { ...base, instances, attempts }
  }
  const { place } = action.spec
  const range = rangeOf(place)
  const located = {
    ...base,
    file: place.file.path,
    pointer: place.pointer,
    range: { start: { ...range.start }, end: { ...range.end } },
  }
  switch (action.kind) {
    case 'create':
      return {
        ...located,
        presence: action.presence,
        marker: marker && isMarked(action, limits),
        body: mask(action.spec.body),
      }
    case 'recreate':
      return {
        ...located,
        presence: action.presence,
        gone: action.gone,
        marker: marker && isMarked(action, limits),
        body: mask(action.spec.body),
      }
    case 'no-op':
    case 'change':
      return compact({
        ...located,
        id: action.owned.id,
        status: action.remote?.status,
        changes:
          action.kind === 'change'
            ? action.changes.map((change) => compact({ ...change }))
            : undefined,
        drift: action.drift.map((note) => compact({ ...note })),
        unchecked: action.unchecked,
      })
    case 'failed':
      return compact({
        ...located,
        id: action.remote.id,
        owned: action.owned !== undefined,
        status: action.remote.status,
        statusError: action.remote.statusError,
        changes: action.changes.map((change) => compact({ ...change })),
        drift: action.drift.map((note) => compact({ ...note })),
        unchecked: action.unchecked,
      })
    case 'exists': {
      const { id, status } = action.remote
      return { ...located, id, status, unchecked: action.unchecked }
    }
    case 'in-doubt':
      return {
        ...located,
        attempts: action.attempts.map(({ attempt, since, reason: why }) =>
          compact({ attempt, since, reason: why }),
        ),
        candidates: action.candidates.map(candidateJson),
      }
    case 'conflict':
      return {
        ...located,
        ids: action.owned.map(({ id }) => id),
        strangers: action.strangers.map(({ id, status }) =>
          compact({
            id,
            status,
            entry: action.holders.get(id),
            replacedBy: action.replaced.get(id),
          }),
        ),
        changes: action.changes.map((change) => compact({ ...change })),
      }
    default:
      return unreachable(action)
  }
}

/** An instance that an attempt may have made, with what speaks against that. */
export const candidateJson = ({ instance: { id, status }, against }: Candidate): Json => ({
  id,
  status,
  against: against.map(explainReason),
  againstCodes: against.map(codeJson),
})

/** Without the members that have no value: JSON has no `undefined`. */
export function compact(members: { readonly [key: string]: Json | undefined }): JsonObject {
  const present = Object.entries(members).filter(
    (member): member is [string, Json] => member[1] !== undefined,
  )
  return Object.fromEntries(present)
}
