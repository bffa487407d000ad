import type { Remote } from '../api/remote.ts'
import type { InstanceSpec } from '../definitions/instance-spec.ts'
import type { LedgerRecord } from '../ledger/record.ts'
import { EMPTY_STATE, type State, toState } from '../ledger/state.ts'
import type { AllowWord } from '../model/allow-word.ts'
import type { SourceFile } from '../model/location.ts'
import type { UserError } from '../model/user-error.ts'
import { type Goal, PLAIN_APPLY } from '../plan/decide/goal.ts'
import type { PlanFacts } from '../plan/plan-id.ts'
import type { PricedPlan } from '../plan/priced-plan.ts'
import type { SoldOut } from '../pricing/quote.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import { withKeptDays } from './account/complete-listed.ts'
import { confirmListed } from './account/confirm-listed.ts'
import { misfitRefusal } from './account/misfit.ts'
import { type RefreshOptions, refresh, survey, unseenRefusal } from './account/refresh.ts'
import { protectedRefusal } from './account/refuse-protected.ts'
import { requireOwnLedger } from './ledger/check-ledger-identity.ts'
import { refuseOtherLedgers } from './ledger/check-other-ledgers.ts'
import type { ByHand } from './ledger/open-locked-ledger.ts'
import { otherFleets } from './ledger/other-fleet.ts'
import { leftIn } from './ledger/rescued-news.ts'
import { pricePlan } from './price-plan.ts'
import type { PlanReporter } from './reporter.ts'
import { requireScope } from './require-scope.ts'
import type { Target } from './target.ts'

/** Definitions without errors. */
export interface CheckedFleet {
  /** In file order. */
  readonly specs: readonly InstanceSpec[]
  /** Whether the specs are all that the files define: only then can the ledger hold an orphan. */
  readonly coversAll: boolean
  /** Every file that was read: what another file of the project defines is not missed here. */
  readonly files: readonly Pick<SourceFile, 'path'>[]
  /** The variables that the files refer to, each set or not. */
  readonly variables: PlanFacts['variables']
  /** What the paths of the files count from; absolute. */
  readonly cwd: string
  /** Which limits they were checked against; those of the reference page when it is not said. */
  readonly limits?: LimitSet
}

export interface PlanOptions extends RefreshOptions {
  /** What the files in the ledger are relative to; absolute. */
  readonly root: string
  /** How long a new instance may take to show up in the list, in milliseconds. */
  readonly settleMs: number
  /** A person says that a key which is new to the ledger is one of the same account. */
  readonly acceptAccount: boolean
  /** Whether `PPI_APPLY_ID` is added to what is created. */
  readonly marker: boolean
  /** The words of `--allow` and of the config; none where nothing is said. */
  readonly allow?: ReadonlySet<AllowWord>
  /** What is done with what is sold out; as `SoldOut` says where nothing is said. */
  readonly soldOut?: SoldOut | undefined
  /** Whether a limit counts all that runs in the account, so that the price of each is asked for. */
  readonly totalsAccount?: boolean
  readonly byHand?: ByHand
  /** What the run is for; a plain apply where nothing is said. */
  readonly goal?: Goal
  /** The names that somebody gave without a pattern: one that is protected is refused, not left out. */
  readonly named?: readonly string[]
}

/** What would be done, and what keeps an apply from doing it. */
export interface FleetPlan extends PricedPlan {
  /** The account could not be seen as far as `refresh` demands it: nothing may be created from this plan. */
  readonly refusal: UserError | undefined
}

/**
 * What an apply of these definitions would do: from the ledger, once it is sure whose it is, and the account, once each
 * instance of ours that its list does not show was asked for. Changes nothing. Throws a `UserError` for a ledger that
 * is damaged or another account's; a service that cannot be reached is told in the plan.
 */
export async function planFleet(
  fleet: CheckedFleet,
  target: Target,
  options: PlanOptions,
  reporter: PlanReporter,
  signal?: AbortSignal,
): Promise<FleetPlan> {
  requireScope(fleet, options.goal)
  const { records, exists, rescued } = await target.ledger.read({
    adoptWith: options.byHand?.adopt,
    apiKey: target.apiKey?.reveal(),
  })
  reporter.progress({ kind: 'looking' })
  const refreshed = await refresh(target.client, options, { records, signal })
  const { acceptAccount } = options
  const owning = { records, acceptAccount, list: async () => refreshed }
  await requireOwnLedger(target, owning, (news) => reporter.ledger(news))
  for (const news of leftIn({ rescued })) reporter.ledger(news)
  await refuseOtherLedgers({ ...fleet, target })
  const state = exists ? toState(records) : EMPTY_STATE
  const { plan } = await decide(refreshed, {
    fleet,
    target,
    options,
    reporter,
    state,
    records,
    signals: {},
  })
  const consent = { allow: options.allow ?? new Set<AllowWord>(), isWhole: false }
  return {
    ...plan,
    refusal:
      unseenRefusal(plan, options, consent) ??
      misfitRefusal(plan) ??
      protectedRefusal(plan, options),
  }
}

/** Whether a run acts on what is in no file, too. */
const coversLedger = (goal: Goal): boolean =>
  goal.kind === 'apply' ? goal.prune : goal.kind === 'destroy' && goal.scope === 'all-owned'

/** The account as it was seen, and what was decided from that. */
export interface Decision {
  readonly remote: Remote
  readonly plan: PricedPlan
}

export interface DecideOptions {
  readonly fleet: CheckedFleet
  readonly target: Target
  readonly options: RefreshOptions &
    Pick<
      PlanOptions,
      'settleMs' | 'marker' | 'root' | 'allow' | 'goal' | 'soldOut' | 'totalsAccount'
    >
  readonly reporter: Pick<PlanReporter, 'progress'>
  readonly state: State
  /** What the state is the fold of. */
  readonly records: readonly LedgerRecord[]
  /** As for a plan. */
  readonly hasSettled?: boolean
  readonly signals: { readonly look?: AbortSignal; readonly prices?: AbortSignal }
}

/** From a list of the account to a priced plan. The only way there is: a list alone proves nothing about what is gone. */
export async function decide(
  refreshed: Remote,
  { fleet, target, options, reporter, state, records, hasSettled, signals }: DecideOptions,
): Promise<Decision> {
  const { specs, coversAll, variables, files } = fleet
  const { client } = target
  const { goal = PLAIN_APPLY } = options
  const now = Date.now()
  const skewMs = client?.skewMs()
  const remote = await confirmListed(refreshed, {
    state,
    specs: coversLedger(goal) ? [...specs, ...state.entries.values()] : specs,
    settleMs: options.settleMs,
    now,
    skewMs,
    client,
    signal: signals.look,
  })
  const isElsewhere = otherFleets(files, { cwd: fleet.cwd, root: options.root })
  const observed = { specs, state, remote, coversAll, isElsewhere, goal, now, skewMs, hasSettled }
  const decided = survey(target.name, observed)
  const actions = await withKeptDays(decided.actions, client, signals.look)
  reporter.progress({ kind: 'pricing' })
  const plan = await pricePlan(
    { ...decided, actions },
    {
      client,
      records,
      refresh: options.refresh,
      variables,
      marker: options.marker,
      allow: options.allow ?? new Set(),
      limits: fleet.limits,
      soldOut: options.soldOut,
      running: options.totalsAccount === true ? { remote, state } : undefined,
      ...(signals.prices === undefined ? {} : { signal: signals.prices }),
    },
  )
  return { remote, plan }
}
