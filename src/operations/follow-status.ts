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
}

/** Looks again until every instance is settled, the time is over or somebody asks to stop, and gives the last look. */
export async function followStatus(
  first: StatusReport,
  look: () => Promise<StatusReport>,
  { limitMs, elapsed, cancellation, show }: FollowOptions,
): Promise<StatusReport> {
  const started = elapsed()
  let report = first
  show(report)
  for (let nth = 0; !isSettled(report) && !cancellation.requested(); nth += 1) {
    const left = limitMs - (elapsed() - started)
    if (left <= 0) break
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.5 ** nth)
    await cancellation.wait(Math.min(left, longest * (0.75 + Math.random() / 4)))
    if (cancellation.requested()) break
    report = await look()
    show(report)
  }
  return report
}
