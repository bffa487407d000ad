import type { Scrub } from '../../definitions/secrets/redact.ts'
import type { Answered, Exchange } from '../../http/exchange.ts'
import { explainFailure, retryOf } from '../../http/http-failure.ts'
import { retryAfterMs } from '../../http/retry.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { NotSent, Refusal, Throttled, UnknownOutcome } from '../outcome.ts'
import { isObject, parseJson } from './read-json.ts'
import { explainRefusal, readRefusal, readRequestId } from './refusal.ts'

/** What the answer to any call that changes something is judged with. */
export interface JudgeContext {
  readonly scrub: Scrub
  /** Milliseconds since the epoch, for a `Retry-After` date in an answer without `Date`. */
  readonly now: number
}

/** The service said no with a status that means that nothing was done; what that is about, each call says itself. */
export interface Refused {
  readonly kind: 'refused'
  readonly refusal: Refusal
}

/** What a call came to that got no status: the phase alone tells whether the service can have seen it. */
export function unanswered(exchange: Exclude<Exchange, Answered>): NotSent | UnknownOutcome {
  const why = explainFailure(exchange.failure)
  switch (exchange.phase) {
    case 'connecting':
      return { kind: 'not-sent', reason: why, retry: retryOf(exchange.failure) }
    case 'open':
      return {
        kind: 'unknown',
        reason: `the request may have been sent, then: ${why}`,
        requestId: undefined,
      }
    default:
      return unreachable(exchange)
  }
}

/** What a status other than a success means; `refuses` says with which of them the service does nothing. */
export function unsuccessful(
  answer: Answered,
  { scrub, now }: JudgeContext,
  refuses: (status: number) => boolean,
): Refused | Throttled | UnknownOutcome {
  const refusal = readRefusal(answer, scrub)
  if (answer.status === 429) {
    return { kind: 'throttled', refusal, retryAfterMs: retryAfterMs(answer.headers, now) }
  }
  if (refuses(answer.status)) return { kind: 'refused', refusal }
  return doubtedRefusal(otherStatus(answer, refusal), refusal)
}

/** An answer without success after which nobody knows what was done. */
export const doubtedRefusal = (reason: string, { requestId }: Refusal): UnknownOutcome => ({
  kind: 'unknown',
  reason,
  requestId,
})

/** A status of success that something speaks against; `why` is the end of a sentence. */
export function doubtedSuccess(answer: Answered, why: string, scrub: Scrub): UnknownOutcome {
  const json = answer.complete ? parseJson(answer.body) : undefined
  return {
    kind: 'unknown',
    reason: `the service answered HTTP ${answer.status}, but ${why}`,
    requestId: readRequestId(answer.headers, isObject(json) ? json : undefined, scrub),
  }
}

/** How an answer ended that is not complete. */
export const endOf = ({ failure }: Answered): string =>
  failure === undefined ? 'the answer broke off' : explainFailure(failure)

function otherStatus({ status, headers }: Answered, refusal: Refusal): string {
  const said = explainRefusal(refusal)
  if (status < 300 || status >= 400) return said
  const target = headers.location === undefined ? '' : ' to another address'
  return `${said}: the service redirects${target}, which is never followed; check the base URL`
}
