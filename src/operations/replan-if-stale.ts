import type { Remote } from '../api/remote.ts'
import { listed } from '../diagnostic/wording.ts'
import { durationText } from '../duration-text.ts'
import { movedParts } from '../plan/plan-id.ts'
import type { PricedPlan } from '../plan/report.ts'
import { UserError } from '../user-error.ts'

/** The account as it was listed, and what was decided from that. */
export interface Look {
  readonly remote: Remote
  readonly report: PricedPlan
}

export interface LookingAgain {
  readonly look: () => Promise<Look>
  /** Throws what nobody may go on with. */
  readonly check: (report: PricedPlan) => void
  readonly interrupted: () => boolean
  /** Told before the second look, with the time that the question stood. */
  readonly onStale: (waitedMs: number) => void
}

/** An answer that took longer than this many milliseconds was given to a picture of the account that may be old. */
export const STALE_MS = 30_000

/**
 * Looks at the account once more where the question stood for long: a colleague may have created meanwhile what the plan
 * did not find, and prices move. Gives the look that the run goes on with; throws, before anything is sent, when
 * the plan is not the one that was approved any more.
 */
export async function lookAgain(
  approved: Look,
  waitedMs: number,
  { look, check, interrupted, onStale }: LookingAgain,
): Promise<Look> {
  if (waitedMs <= STALE_MS) return approved
  const waited = durationText(waitedMs / 1000)
  onStale(waitedMs)
  const fresh = await look()
  // A look that was cut short says nothing; the caller ends the run.
  if (interrupted()) return fresh
  check(fresh.report)
  if (fresh.report.planId === approved.report.planId) return fresh
  const moved = movedParts(approved.report.planId, fresh.report.planId)
  throw new UserError(
    `the plan changed in the ${waited} that the question stood: ${listed(moved, 'and')} moved. Nothing was sent`,
    { hint: 'run the same command again, and read the new plan' },
  )
}
