import { UserError } from '../model/user-error.ts'
import { isSettled } from '../status/settled-status.ts'
import type { StatusReport } from '../status/status-report.ts'
import type { Cancellation } from './cancellation.ts'

const FIRST_PAUSE_MS = 2000
const LONGEST_PAUSE_MS = 15_000

export interface FollowOptions {
  /** After this time in milliseconds no further look begins; `Infinity` for no end. */
  readonly limitMs: number
  /** Milliseconds on a clock that only runs forward. */
  readonly elapsed: () => number
  /** Waits between two looks; who asks to stop ends the following, and nothing else. */
  readonly cancellation: Pick<Cancellation, 'requested' | 'wait'>
  /** Gets each look, the first one included. */
  readonly show: (report: StatusReport) => void
  /** Whether the following is over with this look; with every instance settled where nothing is said. */
  readonly isOver?: (report: StatusReport) => boolean
  /** Does what a look asks for. Gives whether it did anything, so that a look at once says what came of it. */
  readonly act?: (report: StatusReport) => Promise<boolean>
}

const actsNever = async (): Promise<boolean> => false

/**
 * Looks again until it is over, the time is over or somebody asks to stop, and gives the last look. Where a look fails, such as
 * one at a shared ledger that is out of reach for a while, the one before stays and says why nothing is known: nothing is done
 * by it, and it ends nothing.
 */
export async function followStatus(
  first: StatusReport,
  look: () => Promise<StatusReport>,
  { limitMs, elapsed, cancellation, show, isOver = isSettled, act = actsNever }: FollowOptions,
): Promise<StatusReport> {
  const started = elapsed()
  let report = first
  let isFresh = true
  show(report)
  let nth = 0
  while (!cancellation.requested()) {
    if (isFresh && (await act(report))) {
      nth = 0
    } else {
      if ((isFresh && isOver(report)) || cancellation.requested()) break
      const left = limitMs - (elapsed() - started)
      if (left <= 0) break
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.5 ** nth)
      await cancellation.wait(Math.min(left, longest * (0.75 + Math.random() / 4)))
      if (cancellation.requested()) break
      nth += 1
    }
    const next = await lookOr(look)
    isFresh = !(next instanceof UserError)
    report = next instanceof UserError ? notKnown(report, next) : next
    show(report)
  }
  return report
}

async function lookOr(look: () => Promise<StatusReport>): Promise<StatusReport | UserError> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}

const notKnown = (report: StatusReport, { message, hint }: UserError): StatusReport => ({
  ...report,
  refresh: { kind: 'partial', why: message, hint },
})
