import { joinWords } from '../diagnostics/wording.ts'
import { durationText } from '../model/duration.ts'
import { UserError } from '../model/user-error.ts'
import { movedParts } from '../plan/plan-id.ts'
import type { Decision } from './plan-fleet.ts'

export interface ReplanOptions {
  readonly look: () => Promise<Decision>
  readonly interrupted: () => boolean
  /** Told before the second look, with the time that the question was open, in milliseconds. */
  readonly onStale: (waitedMs: number) => void
}

/** An answer that took longer than this many milliseconds was given to a picture of the account that may be old. */
export const STALE_MS = 30_000

/**
 * Looks at the account once more where the question stood for long: a colleague may have created meanwhile what the plan
 * did not find, and prices move. Gives the decision that the run goes on with; throws, before anything is sent, when
 * the plan is not the one that was approved any more.
 */
export async function replanIfStale(
  approved: Decision,
  waitedMs: number,
  { look, interrupted, onStale }: ReplanOptions,
): Promise<Decision> {
  if (waitedMs <= STALE_MS) return approved
  onStale(waitedMs)
  const fresh = await look()
  // A look that was cut short says nothing; the caller ends the run.
  if (interrupted() || fresh.plan.planId === approved.plan.planId) return fresh
  const moved = movedParts(approved.plan.planId, fresh.plan.planId)
  throw new UserError(
    `the plan changed in the ${durationText(waitedMs / 1000)} that the question was open: ${joinWords(moved, 'and')} changed. Nothing was sent`,
    { hint: 'run the same command again, and read the new plan' },
  )
}
