import type { FleetApplied } from '../operations/apply-fleet.ts'
import { type FleetPlan, planFleet as runPlan } from '../operations/plan-fleet.ts'
import { reporterOf } from '../operations/reporter.ts'
import type { Goal } from '../plan/decide/goal.ts'
import { type AccountOptions, planOptionsOf } from './account-options.ts'
import { type LoadedFleet, refuseInvalid } from './loaded-fleet.ts'
import { type ChangeFleetOptions, goalOf, runGoal } from './run-goal.ts'
import { withAccount, withSecretsOf } from './with-account.ts'

export interface PlanFleetOptions extends AccountOptions {
  /** What the plan is for; an apply without it. `destroy` and the like plan what `destroyFleet` and the like do. */
  readonly goal?: Exclude<Goal['kind'], 'apply'>
}

/**
 * What `applyFleet` would do, and what it would cost. Changes nothing. Throws a `UserError` for definitions with errors,
 * and for a ledger that is damaged or another account's.
 */
export async function planFleet(fleet: LoadedFleet, options: PlanFleetOptions): Promise<FleetPlan> {
  refuseInvalid(fleet)
  return withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
    runPlan(
      fleet,
      target,
      { ...planOptionsOf(options, fleet), root, goal: goalOf(options.goal ?? 'apply', options) },
      reporterOf(options.reporter),
      options.signal,
    ),
  )
}

/**
 * Makes true what the definitions say, exactly once, however often and from wherever it is called: locks the ledger,
 * settles what an earlier run left open, asks the account for each instance that its list does not show, has the plan
 * approved, creates one instance after the other, and audits. `ending` in what it gives is `done` only when everything
 * is as the files say. Throws a `UserError` for what forbids the run before anything is sent.
 */
export const applyFleet = (
  fleet: LoadedFleet,
  options: ChangeFleetOptions,
): Promise<FleetApplied> => runGoal('apply', fleet, options)
