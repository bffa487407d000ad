import { setTimeout as sleep } from 'node:timers/promises'
import { unreachable } from '../model/unreachable.ts'
import type { Exchange, Timeouts } from './exchange.ts'
import { retryOf } from './http-failure.ts'
import { backoff, retryAfterMs } from './retry.ts'

export interface Asking {
  /** One exchange within these times. */
  readonly once: (timeouts: Timeouts) => Promise<Exchange>
  readonly timeouts: Timeouts
  /** For all tries and waits together. */
  readonly budgetMs: number
  readonly signal: AbortSignal | undefined
  readonly random: () => number
}

/** More than this is not patience but load. */
const TRIES = 4

/**
 * Asks for something that changes nothing, so it may be asked again: bounded tries with jittered waits, or the wait
 * that the service wishes, within one budget. A create never goes this way.
 */
export async function ask(asking: Asking): Promise<Exchange> {
  const { once, timeouts, budgetMs, signal, random } = asking
  const deadline = performance.now() + budgetMs
  for (let attempt = 1; ; attempt += 1) {
    const left = Math.max(1, deadline - performance.now())
    const exchange = await once({
      connectMs: Math.min(timeouts.connectMs, left),
      answerMs: Math.min(timeouts.answerMs, left),
    })
    if (attempt === TRIES || !mayPass(exchange, attempt)) return exchange
    const wished =
      exchange.phase === 'answered' ? retryAfterMs(exchange.headers, Date.now()) : undefined
    const wait = wished ?? backoff(attempt, random)
    if (performance.now() + wait >= deadline) return exchange
    try {
      await sleep(wait, undefined, signal === undefined ? {} : { signal })
    } catch {
      return exchange
    }
  }
}

/** Statuses that a later try may not meet: overload, a gateway, a limit. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([
  408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 527,
])

/** Failures that a later try will meet again. */
const LASTING_CODES: ReadonlySet<string> = new Set(['ABORTED', 'TOO_LARGE', 'HPE_HEADER_OVERFLOW'])

function mayPass(exchange: Exchange, attempt: number): boolean {
  switch (exchange.phase) {
    case 'connecting': {
      const retry = retryOf(exchange.failure)
      return retry === 'backoff' || (retry === 'once' && attempt === 1)
    }
    case 'open':
      return !LASTING_CODES.has(exchange.failure.code)
    case 'answered': {
      if (PASSING_STATUSES.has(exchange.status)) return exchange.failure?.code !== 'ABORTED'
      return (
        exchange.status === 200 &&
        !exchange.complete &&
        !LASTING_CODES.has(exchange.failure?.code ?? '')
      )
    }
    default:
      return unreachable(exchange)
  }
}
