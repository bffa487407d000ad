import type { Client } from '../api/client.ts'
import type { Remote, RemoteInstance } from '../api/remote.ts'
import { rungsOfSpec } from '../definitions/instance-spec.ts'
import { lifetimesById, lifetimesIn } from '../ledger/lifetime/lifetimes.ts'
import type { InstanceId, LedgerRecord } from '../ledger/record.ts'
import type { State } from '../ledger/state.ts'
import type { AllowWord } from '../model/allow-word.ts'
import {
  type Action,
  chargedStep,
  hasSteps,
  isCreation,
  type SteppedChange,
} from '../plan/action.ts'
import { checkMarkers } from '../plan/check-markers.ts'
import { checkLives } from '../plan/decide/life-check.ts'
import { judgedIn } from '../plan/judged.ts'
import { type PlanFacts, planIds } from '../plan/plan-id.ts'
import type { PlanBasis, PricedPlan } from '../plan/priced-plan.ts'
import { checkResources } from '../plan/resource-check.ts'
import { type Catalog, unavailableCatalog } from '../pricing/catalog.ts'
import { type Cost, costOfStranger, needsQuote } from '../pricing/cost.ts'
import { checkAgainstAccount } from '../pricing/offer-check.ts'
import { type Priceable, quoteAll, type SoldOut } from '../pricing/quote.ts'
import { runningNowIn, unpricedRunning } from '../pricing/running-now.ts'
import { costByLife } from '../pricing/spending/cost-by-life.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import { fetchCatalog } from './account/fetch-catalog.ts'
import { askResources, NO_RESOURCES } from './account/fetch-resources.ts'
import type { RefreshOptions } from './account/refresh.ts'

interface PricePlanOptions extends RefreshOptions {
  readonly client: Client | undefined
  /** Of the ledger: when the instances were stopped is in them. */
  readonly records: readonly LedgerRecord[]
  /** The variables that the files refer to: their names are part of the plan's id. */
  readonly variables: PlanFacts['variables']
  /** Whether `PPI_APPLY_ID` is added to what is created. */
  readonly marker: boolean
  /** The words of `--allow` and of the config. */
  readonly allow: ReadonlySet<AllowWord>
  readonly limits: LimitSet | undefined
  readonly soldOut: SoldOut | undefined
  /** What all that runs in the account is told by; `undefined` where no limit counts it. */
  readonly running: { readonly remote: Remote; readonly state: State } | undefined
  readonly signal?: AbortSignal
}

/**
 * Adds to the decisions what they would cost, what runs on and costs though no file says so, what does not fit the
 * account, and the id of the whole. Asks the service once.
 */
export async function pricePlan(
  basis: PlanBasis,
  {
    client,
    records,
    refresh,
    variables,
    marker,
    allow,
    limits,
    soldOut,
    running,
    signal,
  }: PricePlanOptions,
): Promise<PricedPlan> {
  const creations = basis.actions.filter(isCreation)
  const paid = basis.actions.filter(hasSteps).flatMap(payableIn)
  const unpriced = [
    ...unpricedIn(basis.actions),
    ...(running === undefined ? [] : unpricedRunning(running.remote, running.state)),
  ]
  const specs = creations.map(({ spec }) => spec)
  const rungs = specs.flatMap(rungsOfSpec)
  const bodies = [...rungs, ...paid.map(({ spec }) => spec)].map(({ body }) => body)
  const now = new Date()
  const silent = isSilent(basis)
  const [catalog, resources] = await Promise.all([
    bodies.length + unpriced.length === 0
      ? unavailableCatalog('nothing is to be created', now.toISOString())
      : silent
        ? unavailableCatalog('the service could not be asked', now.toISOString())
        : fetchCatalog(client, { bodies, instances: unpriced }, { refresh }, signal),
    silent ? NO_RESOURCES : askResources(client, rungs, { refresh }, signal),
  ])
  const { target, actions, goal } = basis
  const money = quoteAll([...actions.filter(isCreation), ...paid], catalog, target, { soldOut })
  return {
    ...basis,
    money,
    ...planIds({ target, actions, variables, money, marker, allow: [...allow], goal }),
    marker,
    allow,
    limits,
    notes: [...basis.notes, ...resources.notes],
    diagnostics: [
      ...checkAgainstAccount(specs, catalog),
      ...checkResources(rungs, resources.lists),
      ...checkLives(specs, basis.now),
      ...(marker ? checkMarkers(actions, limits) : []),
    ],
    runningNow: running && runningNowIn(running.remote, running.state, catalog),
    costs: costsOf(basis.actions, { catalog, records, now: now.getTime() }),
  }
}

/** What a step pays for in advance, as an entry that would be created so. */
export function payableIn(action: SteppedChange): readonly Priceable[] {
  const step = chargedStep(action)
  if (step === undefined) return []
  const { key, name, spec } = action
  const body = { ...spec.body, billingMode: 'monthly', month: step.months }
  return [{ key, name, spec: { ...spec, body, fallback: [] }, isThere: true }]
}

/** The service gave no list at all: it would not tell prices either, and its reason would be there twice. */
const isSilent = ({ refresh }: PlanBasis): boolean =>
  refresh.kind === 'partial' && refresh.hint !== undefined && refresh.seen === 0

/** Instances that only the price list of now can say a price of. */
const unpricedIn = (actions: readonly Action[]): readonly RemoteInstance[] =>
  actions
    .flatMap(judgedIn)
    .flatMap(({ owned, remote }) => (needsQuote(owned, remote) ? [remote] : []))

interface Costing {
  readonly catalog: Catalog
  readonly records: readonly LedgerRecord[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

function costsOf(
  actions: readonly Action[],
  { catalog, records, now }: Costing,
): ReadonlyMap<InstanceId, Cost> {
  const judged = actions.flatMap(judgedIn)
  const hasOurs = judged.some(({ owned }) => owned !== undefined)
  const lives = lifetimesById(hasOurs ? lifetimesIn(records) : [])
  return new Map(
    judged.map(({ owned, remote }): readonly [InstanceId, Cost] =>
      owned === undefined
        ? [remote.id, costOfStranger(remote, { catalog, now })]
        : [owned.id, costByLife(owned, remote, { catalog, now, life: lives.get(owned.id) })],
    ),
  )
}
