import type { Scrub } from '../definitions/secrets/redact.ts'
import type { Answered, Exchange } from '../http/exchange.ts'
import { type Failure, isTls } from '../http/http-failure.ts'
import { retryAfterMs } from '../http/retry.ts'
import { unreachable } from '../model/unreachable.ts'
import { adviceFor } from './responses/reason-codes.ts'
import { readRefusal } from './responses/refusal.ts'

/** What a hint may have to name. Nothing of it is secret. */
export interface Whereabouts {
  /** Host of the service, with its port where that is not the default one. */
  readonly host: string
  /** The proxy in between, without its user and password. */
  readonly proxy: string | undefined
  /** Where the API key came from, such as `PPIO_API_KEY in the environment`. */
  readonly keySource: string
  readonly scrub: Scrub
}

/**
 * What to do when a reading call failed, for the one cause that it had. Planning from the ledger alone helps with none of
 * them, and is not named.
 */
export function hintFor(exchange: Exchange, where: Whereabouts): string {
  switch (exchange.phase) {
    case 'connecting':
      return hintForConnection(exchange.failure, where)
    case 'open':
      return `the connection to ${through(where)} broke: try again, and check the network if it happens again`
    case 'answered':
      return hintForAnswer(exchange, where)
    default:
      return unreachable(exchange)
  }
}

function hintForConnection(failure: Failure, where: Whereabouts): string {
  const { host, proxy } = where
  const { code, status } = failure
  if (code === 'ABORTED') return 'it was interrupted: run it again'
  if (proxy !== undefined) return hintForProxy(code, status, host, proxy)
  if (isTls(code)) {
    return `certificates are always checked, and nothing was told to ${host}: fix what is named above, or the base URL`
  }
  if (code === 'ENOTFOUND') {
    return `check ${host} for a typing error (--base-url, PPIO_BASE_URL or baseUrl in the config)`
  }
  if (code === 'EAI_AGAIN') {
    return `the name service of this machine gave no answer for ${host}: check the network`
  }
  if (code === 'ECONNREFUSED') {
    return `check host and port of the base URL (${host}); a service that is being restarted is back soon`
  }
  return `check the network to ${host}; where a company proxy is needed, name it in HTTPS_PROXY`
}

function hintForProxy(
  code: string,
  status: number | undefined,
  host: string,
  proxy: string,
): string {
  const exempt = `name ${host} in NO_PROXY if it can be reached without the proxy`
  if (status === 407) {
    return `put user name and password into the address of the proxy ${proxy} (HTTPS_PROXY)`
  }
  if (code === 'PROXY_REFUSED') {
    return `the proxy ${proxy} (HTTPS_PROXY) does not let ${host} through: ask who runs it, or ${exempt}`
  }
  if (isTls(code)) {
    return `certificates are always checked; the proxy ${proxy} (HTTPS_PROXY) may put its own in place of that of ${host}`
  }
  return `the service (${host}) is asked through the proxy ${proxy} (HTTPS_PROXY): check that it is right and runs, or ${exempt}`
}

function hintForAnswer(answer: Answered, where: Whereabouts): string {
  const { host, keySource } = where
  const { status } = answer
  const { reason } = readRefusal(answer, where.scrub)
  if (status === 401) {
    return `the service refuses the API key of ${keySource}: check that it is complete, not revoked, and of ${host}`
  }
  if (status === 403 || status === 402) {
    return `${adviceFor(status, reason) ?? ''}. The API key is that of ${keySource}`
  }
  if (status === 429) {
    const ms = retryAfterMs(answer.headers, Date.now())
    return ms === undefined
      ? `the service (${host}) takes no more calls for now, and does not say for how long: run it again in some minutes`
      : `the service (${host}) takes no more calls for now: run it again in ${waitText(ms)}, as it asks`
  }
  if (status >= 500 && status !== 501) {
    return `the service (${host}) is out of order or overloaded: try again later`
  }
  if (status === 408 || status === 425)
    return `the service (${host}) is overloaded: try again later`
  if (status >= 300 && status < 400) {
    return `check the base URL (${host}): a redirect is not followed, since it would carry the API key elsewhere`
  }
  return `check that ${through(where)} is the address of the API. If so, the service is out of order: try again later`
}

const through = ({ host, proxy }: Whereabouts): string =>
  proxy === undefined ? host : `${host} through the proxy ${proxy}`

const waitText = (ms: number): string =>
  ms < 120_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`
