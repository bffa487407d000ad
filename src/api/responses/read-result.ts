import type { Scrub } from '../../definitions/secrets/redact.ts'
import type { Exchange } from '../../http/exchange.ts'
import { explainFailure } from '../../http/http-failure.ts'
import { isPage } from '../../http/plain-text.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Refusal } from '../outcome.ts'
import { parseJson } from './read-json.ts'
import { explainRefusal, readRefusal } from './refusal.ts'
import { endOf } from './unsuccessful.ts'

/** What a reading call told us. */
export type Answer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  /** There is no such call at that address (404, 405 or 501, and no web page): missing, or out of order. */
  | { readonly kind: 'not-offered'; readonly why: string }
  | Failed

/** The call could not be read: nothing was learned. */
export interface Failed {
  readonly kind: 'failed'
  readonly why: string
  /** Where the service itself said no. */
  readonly refusal: Refusal | undefined
  /** What to do about it. */
  readonly hint?: string
}

/** The instance does not exist any more: HTTP 404, or 400 with `RESOURCE_NOT_FOUND`. Facts §3.1. */
export interface Gone {
  readonly kind: 'gone'
  readonly why: string
}

/** Reads the end of an exchange; `read` gives `undefined` for a body that it does not understand. */
export function toAnswer<Value>(
  exchange: Exchange,
  scrub: Scrub,
  read: (json: unknown) => Value | undefined,
): Answer<Value> {
  switch (exchange.phase) {
    case 'connecting':
    case 'open':
      return { kind: 'failed', why: explainFailure(exchange.failure), refusal: undefined }
    case 'answered':
      break
    default:
      return unreachable(exchange)
  }
  const { status } = exchange
  if (status === 200) {
    if (!exchange.complete) return { kind: 'failed', why: endOf(exchange), refusal: undefined }
    const json = parseJson(exchange.body)
    if (json === undefined && isPage(exchange.body)) {
      const { message } = readRefusal(exchange, scrub)
      return { kind: 'failed', why: `HTTP 200: ${message}`, refusal: undefined }
    }
    const value = read(json)
    if (value !== undefined) return { kind: 'ok', value }
    const why = 'the service answered HTTP 200 with a body that is not understood'
    return { kind: 'failed', why, refusal: undefined }
  }
  const refusal = readRefusal(exchange, scrub)
  const why = explainRefusal(refusal)
  if (MISSING.has(status) && !isPage(exchange.body)) return { kind: 'not-offered', why }
  if (status >= 300 && status < 400) {
    return {
      kind: 'failed',
      why: `${why}: redirects are not followed`,
      refusal,
    }
  }
  return { kind: 'failed', why, refusal }
}

/** Statuses that say that there is no such call. */
const MISSING: ReadonlySet<number> = new Set([404, 405, 501])

/** Whether the answer to a get says that the instance is gone. A web page is a wrong address, not a missing instance. */
export function isGone(exchange: Exchange, scrub: Scrub): boolean {
  if (exchange.phase !== 'answered') return false
  if (exchange.status === 404) return !isPage(exchange.body)
  return exchange.status === 400 && readRefusal(exchange, scrub).reason === 'RESOURCE_NOT_FOUND'
}
