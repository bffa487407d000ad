import type { Remote } from '../api/remote.ts'
import { budgetOf } from '../apply/look-up.ts'
import { toResult } from '../apply/result.ts'
import type { State } from '../ledger/state.ts'
import { UserError } from '../model/user-error.ts'
import { isCreation, tasksOf } from '../plan/action.ts'
import { allowedActions, withinConsent } from '../plan/consent.ts'
import type { PricedPlan } from '../plan/priced-plan.ts'
import { billedBefore } from './account/billed-now.ts'
import { refuseMisfit } from './account/misfit.ts'
import { refuseUnseen, unseenRefusal } from './account/refresh.ts'
import { refuseProtected } from './account/refuse-protected.ts'
import { requireSeenOwned } from './account/unseen-owned.ts'
import { applyPorts } from './apply-ports.ts'
import type { Cancellation } from './cancellation.ts'
import { refuseOtherLedgers } from './ledger/check-other-ledgers.ts'
import { withLedger } from './ledger/open-locked-ledger.ts'
import { type CheckedFleet, type Decision, decide } from './plan-fleet.ts'
import { requireSamePlan } from './plan-identity.ts'
import { replanIfStale } from './replan-if-stale.ts'
import type { ApplyReporter } from './reporter.ts'
import { requireSameNumber } from './require-few-destroys.ts'
import { requireScope } from './require-scope.ts'
import type { ApplyOptions, ApplyRun, FleetApplied, LiveTarget } from './run/apply-run.ts'
import { awaitStock } from './run/await-stock.ts'
import { carryOut } from './run/carry-out.ts'
import { adoptionsOf, protectionsOf } from './run/record-plan.ts'
import { refuseRun } from './run/run-refusals.ts'
import { settleEarlier } from './run/settle-earlier.ts'
import { requireWithinLimits } from './spending-limits.ts'

export type { ApplyOptions, FleetApplied, LiveTarget } from './run/apply-run.ts'

/**
 * Does what a run is for, exactly once: makes true what the definitions say, or ends, stops or starts what the ledger owns
 * (`goal`). Locks the ledger, settles what an earlier run left open, looks at the account, has the plan approved, carries
 * it out, and looks at the account once more. Throws a `UserError` for whatever forbids it before anything is sent.
 */
export async function applyFleet(
  fleet: CheckedFleet,
  target: LiveTarget,
  options: ApplyOptions,
  reporter: ApplyReporter,
  cancellation: Cancellation,
): Promise<FleetApplied> {
  const { refresh, acceptAccount, byHand, version, command, own, elapsed, lockTimeoutMs } = options
  requireScope(fleet, options.goal)
  // Before there is a folder or a file of a ledger that nobody wants.
  await refuseOtherLedgers({ ...fleet, target })
  return withLedger(
    {
      target,
      own,
      command,
      nothingDone: 'sent',
      version,
      refresh,
      acceptAccount,
      ...(byHand === undefined ? {} : { byHand }),
      lockTimeoutMs,
      report: (news) => reporter.ledger(news),
      signal: cancellation.deadline,
    },
    (ledger, initialRemote) => {
      const ports = applyPorts({
        client: target.client,
        ledger,
        initialRemote,
        refresh,
        cancellation,
        elapsed,
      })
      const budget = budgetOf(options.settleMs, options.callMs, options.changeMs)
      const applying = {
        fleet,
        target,
        options,
        reporter,
        cancellation,
        ledger,
        initialRemote,
        ports,
        budget,
      }
      return run(applying)
    },
  )
}

async function run(applying: ApplyRun): Promise<FleetApplied> {
  const { options, reporter, ports, initialRemote } = applying
  const state = await settleEarlier(applying)
  if (ports.interrupted()) return notBegun('interrupted', undefined, options)
  const first = await lookAtAccount(applying, state, initialRemote)
  if (ports.interrupted()) return notBegun('interrupted', undefined, options)
  reporter.plan(first.plan)
  const looks: [Decision, ...Decision[]] = [first]
  const decided = await tellingRefusals(
    () => decideAfter(looks, state, applying),
    () => reporter.refused(billedBefore({ state, ...(looks.at(-1) ?? first) })),
  )
  return 'ending' in decided ? decided : carryOut(applying, state, decided)
}

/** Whatever forbids a run that has looked at the account passes here: what is billed meanwhile is part of every end. */
async function tellingRefusals<Result>(
  work: () => Promise<Result>,
  tell: () => void,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UserError) tell()
    throw error
  }
}

/**
 * What is to be carried out, once everything that may forbid it was asked; or how the run ends without it. Adds to `looks`,
 * whose last one is the latest, each further one.
 */
async function decideAfter(
  looks: [Decision, ...Decision[]],
  state: State,
  applying: ApplyRun,
): Promise<Decision | FleetApplied> {
  const { options, ports } = applying
  const [first] = looks
  refuseUnseen(first.plan, options, options.consent)
  if (ports.interrupted()) return notBegun('interrupted', undefined, options)
  requireSamePlan(first.plan, options.planId)
  refuseProtected(first.plan, options)
  requireSameNumber(first.plan, options)
  const asked = ports.elapsed()
  if (hasWork(first.plan, options)) {
    const isById = options.planId !== undefined
    const { canAsk, acceptGone = false } = options
    requireSeenOwned(first.plan, { isById: isById || acceptGone, canAsk })
    const asking = withinConsent(first.plan, options.consent)
    requireWithinLimits(asking, options)
    refuseMisfit(asking)
    refuseRun(asking, options)
    const isApproved = await options.approve(asking)
    if (ports.interrupted()) return notBegun('interrupted', { state, ...first }, options)
    if (!isApproved) return notBegun('refused', { state, ...first }, options)
  }
  const lookAgain = async (as: ApplyRun): Promise<Decision> => {
    const fresh = await lookAtAccount(as, state)
    looks.push(fresh)
    return fresh
  }
  const decision = await decisionToCarryOut(applying, first, ports.elapsed() - asked, lookAgain)
  if (decision === undefined || ports.interrupted()) {
    return notBegun('interrupted', { state, ...first }, options)
  }
  return decision
}

/** What was approved, as it is now: what is sold out is waited for, and a question that stood for long is checked again. */
async function decisionToCarryOut(
  applying: ApplyRun,
  approved: Decision,
  waitedMs: number,
  lookAgain: (applying: ApplyRun) => Promise<Decision>,
): Promise<Decision | undefined> {
  const { options, ports, reporter } = applying
  const look = async () => {
    const fresh = await lookAgain(applying)
    if (!ports.interrupted()) {
      refuseUnseen(fresh.plan, options, options.consent)
      refuseMisfit(fresh.plan)
    }
    return fresh
  }
  const { untilAvailableMs: budgetMs } = options
  const wanted = allowedActions(approved.plan.actions, options.consent)
  if (budgetMs !== undefined && wanted.some(isCreation)) {
    const looking: ApplyRun = { ...applying, options: { ...options, soldOut: 'skip' } }
    const decision = await awaitStock(
      approved.plan,
      {
        budgetMs,
        look: () => lookAgain(looking),
        refusal: ({ plan }) => unseenRefusal(plan, options, options.consent),
      },
      applying,
    )
    if (decision !== undefined) {
      refuseMisfit(decision.plan)
      refuseRun(decision.plan, { ...options, untilAvailableMs: undefined })
    }
    return decision
  }
  return replanIfStale(approved, waitedMs, {
    look,
    interrupted: ports.interrupted,
    onStale: (openMs) => reporter.stale(openMs),
  })
}

/** One look at the account, unless it was listed a moment ago, and what it decides. */
async function lookAtAccount(
  applying: ApplyRun,
  state: State,
  initialRemote?: Remote,
): Promise<Decision> {
  const { fleet, target, options, reporter, ports, cancellation, ledger } = applying
  reporter.progress({ kind: 'looking' })
  const signals = { look: cancellation.lastLook, prices: cancellation.deadline }
  return decide(initialRemote ?? (await ports.list()), {
    fleet,
    target,
    options,
    reporter,
    state,
    records: ledger.records,
    hasSettled: true,
    signals,
  })
}

/** Whether a run would send or record anything, so that it has to be approved. */
export const hasWork = (
  plan: PricedPlan,
  options: Pick<ApplyOptions, 'adopt' | 'consent'>,
): boolean =>
  allowedActions(plan.actions, options.consent).length > 0 ||
  adoptionsOf(plan, options).length > 0 ||
  protectionsOf(plan).length > 0

function notBegun(
  ending: 'interrupted' | 'refused',
  seen: (Decision & { readonly state: State }) | undefined,
  { consent }: ApplyOptions,
): FleetApplied {
  const plan = seen?.plan
  const result = toResult(tasksOf(allowedActions(plan?.actions ?? [], consent)), [])
  const billed = seen && billedBefore(seen)
  return { ending, plan, approved: false, result, audit: [], left: [], wait: undefined, billed }
}
