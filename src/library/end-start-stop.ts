import type { FleetApplied } from '../operations/apply-fleet.ts'
import type { LoadedFleet } from './loaded-fleet.ts'
import { type ChangeFleetOptions, runGoal } from './run-goal.ts'

/**
 * Ends what the ledger owns for these entries, by id and after a fresh look at each, and sees it gone; protected instances
 * are left alone. `ending` is `done` only when all are seen gone. Throws a `UserError` for what forbids the run before
 * anything is sent, such as an account that is not seen in full.
 */
export const destroyFleet = (
  fleet: LoadedFleet,
  options: ChangeFleetOptions,
): Promise<FleetApplied> => runGoal('destroy', fleet, options)

/** Ends what has expired, and nothing else; as safe as `destroyFleet`. */
export const reapFleet = (fleet: LoadedFleet, options: ChangeFleetOptions): Promise<FleetApplied> =>
  runGoal('reap', fleet, options)

/** Starts what is stopped. A start that is refused stays refused: nothing is created in its place. */
export const startFleet = (
  fleet: LoadedFleet,
  options: ChangeFleetOptions,
): Promise<FleetApplied> => runGoal('start', fleet, options)

/** Stops what runs. A stopped instance goes on paying for its disk. */
export const stopFleet = (fleet: LoadedFleet, options: ChangeFleetOptions): Promise<FleetApplied> =>
  runGoal('stop', fleet, options)
