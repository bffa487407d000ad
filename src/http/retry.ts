import type { IncomingHttpHeaders } from 'node:http'

/** The longest wait that `Retry-After` may ask for; beyond it a caller stops and says when to come back. */
export const LONGEST_WAIT_MS = 120_000

const SHORTEST_WAIT_MS = 1_000
const FIRST_BACKOFF_MS = 500
const LONGEST_BACKOFF_MS = 15_000

/** The three date forms of RFC 9110 §5.6.7; `Date.parse` alone would take `12 apples` for a date. */
const HTTP_DATE =
  /^[A-Z][a-z]{2,8},? (?:\d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/

/**
 * How long the service asks to wait, in milliseconds; `undefined` when it did not say, or said nonsense. A date counts
 * against the `Date` of the same answer, since the local clock may be off. Long waits are told as they are:
 * the caller compares with `LONGEST_WAIT_MS`. `now` is in milliseconds since the epoch.
 */
export function retryAfterMs(headers: IncomingHttpHeaders, now: number): number | undefined {
  const value = headers['retry-after']?.trim()
  if (value === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return bounded(Number(value) * 1_000)
  const until = httpDate(value)
  if (until === undefined) return undefined
  return bounded(until - (httpDate(headers.date) ?? now))
}

/**
 * The wait before the next try, in milliseconds: anything up to a limit that doubles with each failed attempt (the
 * first is 1), so that many clients do not come back together.
 */
export function backoff(attempt: number, random: () => number): number {
  const limit = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (Math.max(1, attempt) - 1))
  return Math.round(random() * limit)
}

const bounded = (ms: number): number =>
  Math.min(Number.MAX_SAFE_INTEGER, Math.max(SHORTEST_WAIT_MS, Math.ceil(ms)))

/** The time of an HTTP date, in milliseconds since the epoch; `undefined` for anything else. */
export function httpDate(value: string | undefined): number | undefined {
  if (value === undefined || !HTTP_DATE.test(value.trim())) return undefined
  // The asctime form carries no zone and means GMT anyway.
  const text = value.trim()
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(time) ? undefined : time
}
