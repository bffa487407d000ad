import type { Remote, RemoteInstance } from '../../src/api/remote.ts'
import type { CommandLine } from '../../src/config/flags.ts'
import type { InstanceSpec } from '../../src/definitions/instance-spec.ts'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { EMPTY_STATE, type State } from '../../src/ledger/state.ts'
import type { AllowWord } from '../../src/model/allow-word.ts'
import { payableIn } from '../../src/operations/price-plan.ts'
import { hasSteps, isCreation } from '../../src/plan/action.ts'
import { type Goal, PLAIN_APPLY } from '../../src/plan/decide/goal.ts'
import { judgedIn } from '../../src/plan/judged.ts'
import { plan } from '../../src/plan/make-plan.ts'
import type { PlanReport } from '../../src/plan/priced-plan.ts'
import { countActions } from '../../src/plan/summary.ts'
import { type Catalog, unavailableCatalog } from '../../src/pricing/catalog.ts'
import { costOfOwned, costOfStranger } from '../../src/pricing/cost.ts'
import { quoteAll } from '../../src/pricing/quote.ts'

/** When the plans of these tests are decided. */
export const NOW = Date.parse('2026-11-28T08:00:00.000Z')

/** A list that shows these instances and is whole. */
export const listOf = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})

interface Reported {
  readonly state: State
  readonly remote: Remote
  readonly goal: Goal
  readonly catalog: Catalog
  readonly notes: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
  readonly applyWith: string | undefined
  readonly commandLine: CommandLine
  readonly allow: ReadonlySet<AllowWord>
  readonly service: string
}

/** The report of a plan, decided and priced as a run does it, by the prices of a catalog. */
export function aPlanReport(
  specs: readonly InstanceSpec[],
  {
    state = EMPTY_STATE,
    remote = listOf(),
    goal = PLAIN_APPLY,
    catalog = unavailableCatalog('nobody asked', '2026-11-01T10:00:00.000Z'),
    notes = [],
    diagnostics = [],
    applyWith,
    commandLine = { flags: {}, args: ['fleet.yaml'] },
    allow = new Set(),
    service = 'sandbox',
  }: Partial<Reported> = {},
): PlanReport {
  const actions = plan({ specs, state, remote, coversAll: true, goal, now: NOW })
  return {
    elsewhere: 0,
    unseenOwned: 0,
    goal,
    now: NOW,
    target: service,
    actions,
    counts: countActions(actions),
    refresh: { kind: remote.kind, why: undefined },
    notes,
    money: quoteAll(
      [...actions.filter(isCreation), ...actions.filter(hasSteps).flatMap(payableIn)],
      catalog,
      service,
    ),
    marker: true,
    allow,
    planId: '0f3a9c-5b1d20-77e4a1-c09d3e-41b8f2-9e107d9d372bb6826bd81d3542a419d6',
    idAtAnyStock: '',
    diagnostics,
    costs: new Map(
      actions
        .flatMap(judgedIn)
        .map((judged) =>
          judged.owned === undefined
            ? [judged.remote.id, costOfStranger(judged.remote, { catalog, now: NOW })]
            : [judged.owned.id, costOfOwned(judged.owned, judged.remote, { catalog, now: NOW })],
        ),
    ),
    commandLine,
    applyWith,
  }
}
