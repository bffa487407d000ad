import type { Json } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import { type Action, isExecutable } from '../../plan/action.ts'
import { findAmong } from '../../plan/attempt-matches.ts'
import { leftIn, wordsFor } from '../../plan/consent.ts'
import type { Goal } from '../../plan/decide/goal.ts'
import { protectionsIn } from '../../plan/decide/protection.ts'
import type { PlanReport } from '../../plan/priced-plan.ts'
import { actionJson } from './action-json.ts'
import { compact, type JsonObject } from './compact.ts'
import { diagnosticReport } from './diagnostics-json.ts'
import { effectsJson } from './effects-json.ts'
import { moneyJson, quoteJson } from './money-json.ts'

export { candidateJson } from './action-json.ts'
export { compact } from './compact.ts'

/** The plan for machines, as product contract §9. Members may be added; a change of meaning raises the version. */
export function planJson(report: PlanReport): JsonObject {
  const { planId, target, refresh, actions, counts, money, diagnostics, goal } = report
  // Whoever types another command than apply has said its word.
  const isWhole = goal.kind !== 'apply'
  const waiting = new Set(leftIn(actions, { allow: report.allow, isWhole }))
  const quotes = new Map(money.quotes.map((quote) => [quote.key, quoteJson(quote)]))
  return compact({
    formatVersion: '1.0',
    planId,
    target,
    goal: goalJson(goal),
    refresh: compact({ kind: refresh.kind, why: refresh.why }),
    actions: actions.map((action) =>
      compact({
        ...actionJson(action, report),
        price: quotes.get(action.key),
        waitsFor: waiting.has(action) ? waitsFor(action) : undefined,
      }),
    ),
    summary: { ...counts, elsewhere: report.elsewhere },
    money: compact({ ...moneyJson(money), effects: effectsJson(report) }),
    protections:
      goal.kind === 'apply'
        ? protectionsIn(actions).map(({ name, ...each }) => ({ ...each, name: name ?? null }))
        : [],
    diagnostics: diagnostics.map((diagnostic) => diagnosticReport(diagnostic) as unknown as Json),
    notes: report.notes,
  })
}

function goalJson(goal: Goal): Json {
  switch (goal.kind) {
    case 'apply':
      return {
        kind: goal.kind,
        prune: goal.prune,
        endsExpired: goal.endsExpired,
        undoesDrift: goal.undoesDrift,
        dropsForeignEnvs: goal.dropsForeignEnvs,
      }
    case 'destroy':
      return { kind: goal.kind, scope: goal.scope }
    case 'reap':
    case 'start':
    case 'stop':
      return { kind: goal.kind }
    default:
      return unreachable(goal)
  }
}

/** The words of `--allow` that let `apply` do it, or `person` where no word does; a doubt may settle by itself. */
function waitsFor(action: Action): string | undefined {
  if (isExecutable(action)) {
    const words = wordsFor(action)
    if (words.length > 0) return words.join(',')
  }
  const settles = action.kind === 'in-doubt' && findAmong(action.candidates).kind === 'one'
  return settles ? undefined : 'person'
}
