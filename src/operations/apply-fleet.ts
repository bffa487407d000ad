import type { Client } from '../api/client.ts'
import { phaseOf } from '../api/instance-phase.ts'
import { instancesOf, type Remote } from '../api/remote.ts'
import { applyActions } from '../apply/apply-actions.ts'
import type { AuditFinding } from '../apply/audit.ts'
import type { ApplyEvent } from '../apply/event.ts'
import { type Budget, budgetOf } from '../apply/look-up.ts'
import type { ApplyPorts } from '../apply/ports.ts'
import { type ApplyResult, exitStatusOf, madeIn, toResult } from '../apply/result.ts'
import { type OpenFinding, settleOpen } from '../apply/settle-open.ts'
import type { WaitResult } from '../apply/wait.ts'
import type { InstanceSpec } from '../definitions/instance-spec.ts'
import { definitionFile, type PathBase } from '../ledger/definition-file.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { ledgerIdOf } from '../ledger/ledger-id.ts'
import type { InstanceId } from '../ledger/record.ts'
import { type State, toState } from '../ledger/state.ts'
import { addTo } from '../model/append-to.ts'
import type { ExitStatus } from '../model/exit-status.ts'
import type { OwnProcess } from '../model/own-process.ts'
import { UserError } from '../model/user-error.ts'
import type { Action, Executable, ExistsAction } from '../plan/action.ts'
import { allowedActions, type Consent, leftIn, waitingIn, withinConsent } from '../plan/consent.ts'
import type { PricedPlan } from '../plan/priced-plan.ts'
import { hourlyByKey } from '../pricing/quote.ts'
import type { Limits } from '../pricing/spending-limits-check.ts'
import { closingAudit, lookAfterWait, spoiltBy } from './account/closing-audit.ts'
import { refuseMisfit } from './account/misfit.ts'
import { refuseUnseen } from './account/refresh.ts'
import { requireSeenOwned } from './account/unseen-owned.ts'
import { applyPorts } from './apply-ports.ts'
import type { Cancellation } from './cancellation.ts'
import { adoptedRecord } from './ledger/adopted-record.ts'
import { refuseOtherLedgers } from './ledger/check-other-ledgers.ts'
import { withLedger } from './ledger/open-locked-ledger.ts'
import { type CheckedFleet, type Decision, decide, type PlanOptions } from './plan-fleet.ts'
import { requireSamePlan } from './plan-identity.ts'
import { priceSurplus } from './price-surplus.ts'
import { replanIfStale } from './replan-if-stale.ts'
import type { ApplyReporter } from './reporter.ts'
import { requireWithinLimits } from './spending-limits.ts'
import type { Target } from './target.ts'
import { waitForInstances } from './wait-for-instances.ts'

export interface ApplyOptions extends PlanOptions {
  /** Of this ppi-apply, for a new ledger. */
  readonly version: string
  /** The process of this run, for the lock. */
  readonly own: OwnProcess
  /** What the lock says that its holder is doing. */
  readonly command: string
  /** How long a create call may take, in milliseconds; `undefined` for the client's own bound. */
  readonly callMs: number | undefined
  /** What may be done without a further question. */
  readonly consent: Consent
  /** What this run may spend. */
  readonly limits: Limits
  /** The id of the plan that was approved; another plan is refused. */
  readonly planId: string | undefined
  /** Stops at the first rejection. */
  readonly failFast: boolean
  /** Records what exists already, and agrees, as ours. */
  readonly adopt: boolean
  /** How long to wait until what was created runs, in milliseconds; `undefined` for not at all. */
  readonly waitMs: number | undefined
  /** Somebody can be asked about what is paid in advance: `approve` does it. */
  readonly canAsk: boolean
  /** Whether this plan, and nothing else, may be carried out. Asked only where there is something to do. */
  readonly approve: (plan: PricedPlan) => Promise<boolean>
  /** Milliseconds on a clock that only runs forward; the process's own where it is not given. */
  readonly elapsed?: (() => number) | undefined
}

/** How an apply ended. */
export interface FleetApplied {
  readonly ending: ExitStatus
  /** `undefined` when it was interrupted before there was one. */
  readonly plan: PricedPlan | undefined
  /** Whether the plan was approved; else nothing was sent. */
  readonly approved: boolean
  readonly result: ApplyResult
  readonly audit: readonly AuditFinding[]
  /** What is not as the files say: it waits for a word or a person. */
  readonly left: readonly Action[]
  /** `undefined` when nothing was waited for. */
  readonly wait: WaitResult | undefined
}

/** A target that can be asked. */
export type LiveTarget = Target & { readonly client: Client }

/**
 * Makes true what the definitions say, exactly once: locks the ledger, settles what an earlier run left open, looks at
 * the account, has the plan approved, creates one after the other, and looks at the account once more. Throws a
 * `UserError` for whatever forbids it before anything is sent.
 */
export async function applyFleet(
  fleet: CheckedFleet,
  target: LiveTarget,
  options: ApplyOptions,
  reporter: ApplyReporter,
  cancellation: Cancellation,
): Promise<FleetApplied> {
  const { refresh, acceptAccount, byHand, version, command, own } = options
  // Before there is a folder or a file of a ledger that nobody wants.
  await refuseOtherLedgers({ ...fleet, target })
  return withLedger(
    {
      target,
      own,
      command,
      version,
      refresh,
      acceptAccount,
      ...(byHand === undefined ? {} : { byHand }),
      report: (news) => reporter.ledger(news),
      signal: cancellation.deadline,
    },
    (ledger) => {
      const ports = applyPorts({ client: target.client, ledger, refresh, cancellation })
      const budget = budgetOf(options.settleMs, options.callMs)
      return run({ fleet, target, options, reporter, cancellation, ledger, ports, budget })
    },
  )
}

interface ApplyRun {
  readonly fleet: CheckedFleet
  readonly target: LiveTarget
  readonly options: ApplyOptions
  readonly reporter: ApplyReporter
  readonly cancellation: Cancellation
  readonly ledger: Ledger
  readonly ports: ApplyPorts
  readonly budget: Budget
}

async function run(applying: ApplyRun): Promise<FleetApplied> {
  const { options, reporter, ports } = applying
  const state = await settle(applying)
  if (ports.interrupted()) return notBegun('interrupted', undefined, options)
  const look = () => lookAtAccount(applying, state)
  const first = await look()
  if (ports.interrupted()) return notBegun('interrupted', undefined, options)
  reporter.plan(first.plan)
  refuseUnseen(first.plan, options)
  if (ports.interrupted()) return notBegun('interrupted', undefined, options)
  requireSamePlan(first.plan, options.planId)
  const { elapsed = ports.elapsed } = options
  const asked = elapsed()
  if (hasWork(first.plan, options)) {
    const isById = options.planId !== undefined
    requireSeenOwned(first.plan, { isById, canAsk: options.canAsk })
    const asking = withinConsent(first.plan, options.consent)
    requireWithinLimits(asking, options.limits, options.canAsk)
    refuseMisfit(asking)
    const isApproved = await options.approve(asking)
    if (ports.interrupted()) return notBegun('interrupted', first.plan, options)
    if (!isApproved) return notBegun('refused', first.plan, options)
  }
  const decision = await replanIfStale(first, elapsed() - asked, {
    look: async () => {
      const fresh = await look()
      if (!ports.interrupted()) {
        refuseUnseen(fresh.plan, options)
        refuseMisfit(fresh.plan)
      }
      return fresh
    },
    interrupted: ports.interrupted,
    onStale: (waitedMs) => reporter.stale(waitedMs),
  })
  if (ports.interrupted()) return notBegun('interrupted', first.plan, options)
  return carryOut(applying, state, decision)
}

/** Settles what an earlier run left open, and gives what the ledger says after that. */
async function settle({ ledger, ports, budget, reporter, options }: ApplyRun): Promise<State> {
  const before = toState(ledger.records)
  const open = [...before.entries.values()].filter((entry) => entry.open.length > 0)
  if (open.length === 0) return before
  reporter.settling(open, options.settleMs)
  reporter.progress({ kind: 'settling' })
  const findings = await settleOpen(before, budget, ports)
  for (const finding of findings) reporter.settled(finding)
  refuseUnrecorded(findings)
  return toState(ledger.records)
}

/** A find that the ledger could not take: going on would only lose more. */
function refuseUnrecorded(findings: readonly OpenFinding[]): void {
  const lost = findings.find(({ unrecorded }) => unrecorded !== undefined)?.unrecorded
  if (lost === undefined) return
  throw new UserError(lost.reason, {
    ending: 'ledger',
    hint:
      lost.rescue === undefined
        ? 'Nothing new was sent. The attempt stays in doubt, and the next run looks again.'
        : `Nothing new was sent. What was found is kept in ${lost.rescue}.`,
  })
}

/** One look at the account, and what it decides. */
async function lookAtAccount(applying: ApplyRun, state: State): Promise<Decision> {
  const { fleet, target, options, reporter, ports, cancellation } = applying
  reporter.progress({ kind: 'looking' })
  const signals = { look: cancellation.lastLook, prices: cancellation.deadline }
  return decide(await ports.list(), { fleet, target, options, reporter, state, signals })
}

/** Whether a run would send or record anything, so that it has to be approved. */
export const hasWork = (
  plan: PricedPlan,
  options: Pick<ApplyOptions, 'adopt' | 'consent'>,
): boolean =>
  allowedActions(plan.actions, options.consent).length > 0 || adoptionsOf(plan, options).length > 0

const adoptionsOf = (
  { actions }: PricedPlan,
  { adopt }: Pick<ApplyOptions, 'adopt'>,
): readonly ExistsAction[] => (adopt ? actions.filter((action) => action.kind === 'exists') : [])

function notBegun(
  ending: 'interrupted' | 'refused',
  plan: PricedPlan | undefined,
  { consent }: ApplyOptions,
): FleetApplied {
  const result = toResult(allowedActions(plan?.actions ?? [], consent), [])
  return { ending, plan, approved: false, result, audit: [], left: [], wait: undefined }
}

async function carryOut(
  applying: ApplyRun,
  state: State,
  { remote, plan }: Decision,
): Promise<FleetApplied> {
  const { options, reporter, cancellation, ledger, ports, target } = applying
  for (const adoption of adoptionsOf(plan, options)) await recordExisting(adoption, applying)
  const actions = allowedActions(plan.actions, options.consent)
  const result = await perform(actions, { applying, state, remote, plan })
  reporter.progress({ kind: 'auditing' })
  const now = () => toState(ledger.records)
  const closing = await closingAudit(result, now, options.settleMs, ports)
  const earlier = onTheirWay(plan)
  const awaited = [
    ...madeIn(result).map(({ action: { name }, id }) => ({ name, id })),
    ...earlier.map(({ name, remote: { id } }) => ({ name, id })),
  ]
  const { waitMs: budgetMs } = options
  const wait =
    budgetMs === undefined || awaited.length === 0 || ports.interrupted()
      ? undefined
      : await waitForInstances({
          awaited,
          budgetMs,
          client: target.client,
          ports,
          cancellation,
          reporter,
        })
  const last =
    wait === undefined || ports.interrupted()
      ? closing
      : await lookAfterWait(closing, awaited, result, now, ports)
  const findings = await priceSurplus(last?.findings ?? [], {
    state: now(),
    client: target.client,
    refresh: options.refresh,
    signal: cancellation.deadline,
  })
  // A change is left to a person already.
  const awaitedSpecs =
    wait === undefined ? [] : earlier.flatMap(({ kind, spec }) => (kind === 'change' ? [] : [spec]))
  const spoilt = last === undefined ? [] : spoiltBy(last, result, now(), awaitedSpecs)
  const waiting = waitingIn(plan.actions, options.consent)
  const ending = exitStatusOf(result, {
    audit: findings,
    doubts: plan.counts['in-doubt'],
    conflicts: plan.counts.conflict,
    waiting: waiting.length + spoilt.length + countNotRunning(wait),
    interrupted: ports.interrupted(),
  })
  const left = [...leftIn(plan.actions, options.consent), ...spoilt]
  return { ending, plan, approved: true, result, audit: findings, left, wait }
}

/** What an earlier run made, or somebody else, and that is still on its way. */
const onTheirWay = ({ actions }: PricedPlan) =>
  actions.flatMap((action) => {
    if (action.kind !== 'no-op' && action.kind !== 'exists' && action.kind !== 'change') return []
    const { kind, remote, name, spec } = action
    return remote !== undefined && phaseOf(remote) === 'moving'
      ? [{ kind, name, remote, spec }]
      : []
  })

const pathsOf = ({ fleet, options }: ApplyRun): PathBase => ({ cwd: fleet.cwd, root: options.root })

/** Who waits for instances to run is not done while one does not. */
const countNotRunning = (wait: WaitResult | undefined): number =>
  wait?.instances.filter(({ phase }) => phase !== 'running').length ?? 0

async function recordExisting(action: ExistsAction, applying: ApplyRun): Promise<void> {
  const { ports, reporter } = applying
  const { spec, remote } = action
  const recording = { time: ports.now(), settles: [], paths: pathsOf(applying) }
  const recorded = await ports.record(adoptedRecord(spec, remote.id, recording))
  if (recorded.kind === 'failed') {
    throw new UserError(`the ledger could not be written: ${recorded.reason}`, { ending: 'ledger' })
  }
  reporter.adopted(action)
}

interface PerformOptions {
  readonly applying: ApplyRun
  readonly state: State
  readonly remote: Remote
  readonly plan: PricedPlan
}

async function perform(
  actions: readonly Executable[],
  { applying, state, remote, plan }: PerformOptions,
): Promise<ApplyResult> {
  const { options, reporter, ports, budget, ledger } = applying
  const events: ApplyEvent[] = []
  const input = {
    actions,
    seen: remote.kind === 'complete' ? idsByName(remote) : undefined,
    known: knownIds(state, remote),
    failFast: options.failFast,
    limits: applying.fleet.limits,
    ledgerId: options.marker ? ledgerIdOf(ledger.records) : undefined,
    budget,
    hourly: hourlyByKey(plan.money),
    fileOf: ({ place }: InstanceSpec) => definitionFile(place.file, pathsOf(applying)),
  }
  for await (const event of applyActions(input, ports)) {
    events.push(event)
    reporter.event(event)
  }
  return toResult(actions, events)
}

function idsByName(remote: Remote): ReadonlyMap<string, readonly InstanceId[]> {
  const ids = new Map<string, InstanceId[]>()
  for (const { id, name } of instancesOf(remote)) addTo(ids, name, id)
  return ids
}

const knownIds = (state: State, remote: Remote): ReadonlySet<InstanceId> =>
  new Set([
    ...instancesOf(remote).map(({ id }) => id),
    ...[...state.entries.values()].flatMap(({ instances }) => instances.map(({ id }) => id)),
  ])
