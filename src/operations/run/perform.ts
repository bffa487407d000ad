import { instancesOf, provesAbsence, type Remote } from '../../api/remote.ts'
import { applyActions } from '../../apply/apply-actions.ts'
import type { ApplyEvent } from '../../apply/event.ts'
import { type ApplyResult, toResult } from '../../apply/result.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { definitionFile } from '../../ledger/definition-file.ts'
import { idsIn } from '../../ledger/find-entry.ts'
import { ledgerIdOf, ledgerIdsOf } from '../../ledger/ledger-id.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { State } from '../../ledger/state.ts'
import { addTo } from '../../model/append-to.ts'
import type { Task } from '../../plan/action.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { triedByKey } from '../../pricing/quote.ts'
import { type ApplyRun, pathsOf } from './apply-run.ts'

/** What a run was decided from. */
export interface PerformOptions {
  readonly applying: ApplyRun
  readonly state: State
  readonly remote: Remote
  readonly plan: PricedPlan
}

/** Carries out the tasks, and tells each event. */
export async function perform(
  tasks: readonly Task[],
  { applying, state, remote, plan }: PerformOptions,
): Promise<ApplyResult> {
  const { options, reporter, ports, budget, ledger } = applying
  const events: ApplyEvent[] = []
  const input = {
    tasks,
    seen: provesAbsence(remote) ? idsByName(remote) : undefined,
    known: knownIds(state, remote),
    failFast: options.failFast,
    limits: applying.fleet.limits,
    ledgerId: options.marker ? ledgerIdOf(ledger.records) : undefined,
    ledgerIds: ledgerIdsOf(ledger.records),
    budget,
    hourly: hourlyOf(plan),
    rungs: triedByKey(plan.money),
    fileOf: ({ place }: InstanceSpec) => definitionFile(place.file, pathsOf(applying)),
  }
  for await (const event of applyActions(input, ports)) {
    events.push(event)
    reporter.event(event)
  }
  return toResult(tasks, events)
}

/** What an hour costs of what is changed or ended, as far as it is known. */
function hourlyOf({ costs, actions }: PricedPlan): ReadonlyMap<string, number> {
  const hourly = new Map<string, number>()
  for (const { key, ...action } of actions) {
    if (action.kind !== 'destroy' && action.kind !== 'change') continue
    const rate = costs.get(action.owned.id)?.rate
    if (rate?.kind === 'hourly') hourly.set(key, rate.price)
  }
  return hourly
}

function idsByName(remote: Remote): ReadonlyMap<string, readonly InstanceId[]> {
  const ids = new Map<string, InstanceId[]>()
  for (const { id, name } of instancesOf(remote)) addTo(ids, name, id)
  return ids
}

const knownIds = (state: State, remote: Remote): ReadonlySet<InstanceId> =>
  new Set([...instancesOf(remote).map(({ id }) => id), ...idsIn(state)])
