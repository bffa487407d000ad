import type { OpenAttempt } from '../ledger/state.ts'

/**
 * When the service can have made the instance of an attempt, by the clock of the service: from the intent until the end
 * of the attempt, and the settle time after it. Milliseconds since the epoch.
 */
export function windowOf({
  since,
  until,
  skewMs,
  limitMs = DEFAULT_LIMIT_MS,
  settleMs = DEFAULT_SETTLE_MS,
}: Pick<OpenAttempt, 'since' | 'until' | 'skewMs' | 'limitMs' | 'settleMs'>): {
  readonly from: number
  readonly to: number
} {
  const start = Date.parse(since)
  // After a kill nobody knows the end: it was no later than a call may last.
  const end = until === undefined ? start + limitMs : Math.max(start, Date.parse(until))
  const tolerance = skewMs === undefined ? UNKNOWN_SKEW_MS : KNOWN_SKEW_MS
  const shift = skewMs ?? 0
  return { from: start + shift - tolerance, to: end + shift + settleMs + tolerance }
}

/** How far the clock of the service may be from ours where none of its answers told it. */
const UNKNOWN_SKEW_MS = 10 * 60_000

/** Where an answer told it: `Date` has whole seconds, and the machines behind one address differ a little. */
const KNOWN_SKEW_MS = 60_000

/** For intents of earlier versions, which do not say: connecting, the answer, and the tries before. */
const DEFAULT_LIMIT_MS = 190_000

const DEFAULT_SETTLE_MS = 60_000
