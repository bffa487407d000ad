import { phaseOf } from '../../api/instance-phase.ts'
import type { AuditFinding } from '../../apply/audit.ts'
import { type ApplyResult, changedIn, exitStatusOf, madeIn } from '../../apply/result.ts'
import type { WaitResult } from '../../apply/wait.ts'
import { type State, toState } from '../../ledger/state.ts'
import { tasksOf } from '../../plan/action.ts'
import { allowedActions, leftIn, protectedIn, restOf, waitingIn } from '../../plan/consent.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { billedNow } from '../account/billed-now.ts'
import { closingAudit, lookAfterWait, spoiltBy } from '../account/closing-audit.ts'
import { lookAtOwned, type OwnedLook } from '../account/look-at-owned.ts'
import { remainderOtherwise } from '../account/remainder.ts'
import type { Decision } from '../plan-fleet.ts'
import { priceSurplus } from '../price-surplus.ts'
import { waitForInstances } from '../wait-for-instances.ts'
import type { ApplyRun, FleetApplied } from './apply-run.ts'
import { giveUpOthers } from './give-up-others.ts'
import { perform } from './perform.ts'
import { recordPlan } from './record-plan.ts'

/** Does what was approved, and looks at the account once more. */
export async function carryOut(
  applying: ApplyRun,
  state: State,
  { remote, plan }: Decision,
): Promise<FleetApplied> {
  const { options, reporter, cancellation, ledger, ports, target } = applying
  await recordPlan(plan, state, applying)
  const tasks = tasksOf(allowedActions(plan.actions, options.consent))
  const performed = await perform(tasks, { applying, state, remote, plan })
  reporter.progress({ kind: 'auditing' })
  const now = () => toState(ledger.records)
  const looked = await closingAudit(performed, now, options.settleMs, ports)
  const { result, closing } = await giveUpOthers({ result: performed, closing: looked }, applying)
  const earlier = onTheirWay(plan)
  const awaited = [
    ...madeIn(result).map(({ action: { name }, id }) => ({ name, id })),
    ...earlier.map(({ name, remote: { id } }) => ({ name, id })),
  ]
  const budgetMs = waitLeft(options.waitMs, result)
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
  const ended = { state: now(), remote, plan, result, closing: last }
  const look = await lookAtOwned(ended, ports)
  const surplus = await priceSurplus(last?.findings ?? [], {
    state: now(),
    client: target.client,
    refresh: options.refresh,
    signal: cancellation.deadline,
  })
  const findings = [...surplus, ...unprovenEnds(result, look)]
  // A change is left to a person already.
  const awaitedSpecs =
    wait === undefined ? [] : earlier.flatMap(({ kind, spec }) => (kind === 'change' ? [] : [spec]))
  const spoilt = [
    ...(last === undefined ? [] : spoiltBy(last, result, now(), awaitedSpecs)),
    ...(await remainderOtherwise(result, {
      state: now(),
      remote: look.remote,
      goal: plan.goal,
      left: leftIn(plan.actions, options.consent),
      settleMs: options.settleMs,
      now: Date.now(),
      client: target.client,
      signal: cancellation.lastLook,
    })),
  ]
  const waiting = waitingIn(plan.actions, options.consent)
  const ending = exitStatusOf(result, {
    audit: findings,
    doubts: plan.counts['in-doubt'],
    conflicts: plan.counts.conflict,
    waiting: waiting.length + spoilt.length + countNotRunning(wait),
    interrupted: ports.interrupted(),
  })
  const left = [
    ...leftIn(plan.actions, options.consent).map((action) => restOf(action, options.consent)),
    ...protectedIn(plan.actions),
    ...spoilt,
  ]
  const billed = billedNow(ended, look)
  return { ending, plan, approved: true, result, audit: findings, left, wait, billed }
}

/** That an instance has ended takes a list that does not show it: one that hides what is there proves nothing. */
const unprovenEnds = (result: ApplyResult, { doubt }: OwnedLook): readonly AuditFinding[] =>
  doubt !== undefined && changedIn(result).some(({ operation }) => operation === 'delete')
    ? [{ kind: 'not-audited', why: doubt, isFailure: true }]
    : []

/** What an earlier run made, or somebody else, and that is still on its way; no file wants it stopped. */
const onTheirWay = ({ actions }: PricedPlan) =>
  actions.flatMap((action) => {
    if (action.kind !== 'no-op' && action.kind !== 'exists' && action.kind !== 'change') return []
    const { kind, remote, name, spec } = action
    const isToStop = spec.life.desiredStatus === 'stopped'
    return remote !== undefined && phaseOf(remote) === 'moving' && !isToStop
      ? [{ kind, name, remote, spec }]
      : []
  })

/** What is left of the time for which instances are waited for; `undefined` where nobody waits. */
const waitLeft = (waitMs: number | undefined, { stop }: ApplyResult): number | undefined =>
  waitMs === undefined || stop?.why !== 'not-all-running'
    ? waitMs
    : Math.max(0, waitMs - stop.waitedMs)

/** Who waits for instances to run is not done while one does not. */
const countNotRunning = (wait: WaitResult | undefined): number =>
  wait?.instances.filter(({ phase }) => phase !== 'running').length ?? 0
