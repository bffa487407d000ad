import {
  type Agent,
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type Failure, toFailure } from './http-failure.ts'

/**
 * What happened to one request, by how far it got. The phase, not the error code, tells whether the service can
 * have seen it: the same `ECONNRESET` comes before and after the service read a whole body.
 */
export type Exchange =
  /** No connection, or no TLS session: nothing was sent. */
  | { readonly phase: 'connecting'; readonly failure: Failure }
  /** The connection was usable: anything may have been sent, no status came back. */
  | { readonly phase: 'open'; readonly failure: Failure }
  | Answered

/** A status line was seen. */
export interface Answered {
  readonly phase: 'answered'
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** As sent, never decompressed; up to the limit. */
  readonly body: Buffer
  /** The body ended as the server announced. A body without an announced end counts when the connection closed. */
  readonly complete: boolean
  readonly failure: Failure | undefined
}

export interface ExchangeRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Timeouts {
  /** From the start until the connection is usable: name look-up, TCP, proxy and TLS together. */
  readonly connectMs: number
  /** From there to the last byte of the body. */
  readonly answerMs: number
}

export interface ExchangeOptions {
  readonly timeouts: Timeouts
  /** Bytes of body that are read at most. */
  readonly bodyLimit: number
  readonly signal?: AbortSignal | undefined
  /** Connections to keep between requests; without it each request gets a fresh one. */
  readonly agent?: Agent | undefined
  /** Makes the agent of a proxy for this one request; the signal ends a tunnel that was never finished. */
  readonly tunnel?: ((signal: AbortSignal) => Promise<Agent>) | undefined
  /** Certificates to trust in place of the built-in ones, as PEM. */
  readonly ca?: string | undefined
}

/** Time for one address of a host before the next is tried beside it; the default of 250 ms fails on slow lines. */
const ADDRESS_ATTEMPT_MS = 1_000

/**
 * Does one HTTP exchange and tells what happened; never throws, never repeats, never follows a redirect. `fetch` does
 * both of the latter by itself (on 421, 307 and 308), which would pay twice for a create.
 */
export async function exchange(
  request: ExchangeRequest,
  options: ExchangeOptions,
): Promise<Exchange> {
  if (options.signal?.aborted === true) {
    return { phase: 'connecting', failure: { code: 'ABORTED' } }
  }
  const unfinished = new AbortController()
  try {
    const agent = await options.tunnel?.(unfinished.signal)
    return await new Promise((resolve) => {
      converse(start(request, options, agent), request, options, unfinished, resolve)
    })
  } catch (error) {
    // A bad header or URL throws before there is a socket.
    return { phase: 'connecting', failure: toFailure(error) }
  }
}

function start(
  request: ExchangeRequest,
  options: ExchangeOptions,
  proxyAgent: Agent | undefined,
): ClientRequest {
  const secure = request.url.protocol === 'https:'
  return (secure ? httpsRequest : httpRequest)(request.url, {
    method: request.method,
    headers: request.headers,
    agent: proxyAgent ?? options.agent ?? false,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
    // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot send the key to a stranger.
    ...(secure ? { rejectUnauthorized: true } : {}),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  } as Parameters<typeof httpsRequest>[1])
}

function converse(
  call: ClientRequest,
  request: ExchangeRequest,
  { timeouts, bodyLimit, signal, agent, tunnel }: ExchangeOptions,
  unfinished: AbortController,
  resolve: (exchange: Exchange) => void,
): void {
  let settled = false
  let open = false
  let socket: Socket | undefined
  let answer: IncomingMessage | undefined
  const chunks: Buffer[] = []
  let size = 0

  const settle = (failure: Failure | undefined): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    if (answer !== undefined) {
      const complete = failure === undefined && answer.complete
      const { statusCode: status = 0, headers } = answer
      resolve({
        phase: 'answered',
        status,
        headers,
        body: Buffer.concat(chunks),
        complete,
        failure,
      })
    } else {
      resolve({
        phase: open || hasSession(socket) ? 'open' : 'connecting',
        failure: failure ?? { code: 'CLOSED' },
      })
    }
    const isKept = agent !== undefined && tunnel === undefined
    if (failure !== undefined || !isKept) call.destroy()
    if (socket === undefined) unfinished.abort()
  }

  /** A process that was suspended past its limit may have the answer in its buffer: read that first. */
  const expire = (failure: Failure, phase: 'connecting' | 'open'): void => {
    setImmediate(() => {
      setImmediate(() => {
        if (phase === 'open' || !open) settle(failure)
      })
    })
  }
  const abort = (): void => settle({ code: 'ABORTED' })
  let timer = setTimeout(
    () => expire({ code: 'CONNECT_TIMEOUT', limitMs: timeouts.connectMs }, 'connecting'),
    timeouts.connectMs,
  )
  const onOpen = (): void => {
    open = true
    clearTimeout(timer)
    if (settled) return
    timer = setTimeout(
      () => expire({ code: 'ANSWER_TIMEOUT', limitMs: timeouts.answerMs }, 'open'),
      timeouts.answerMs,
    )
  }

  call.on('error', (error) => settle(toFailure(error)))
  call.on('close', () => {
    if (answer === undefined) settle({ code: 'CLOSED' })
  })
  call.on('socket', (given) => {
    socket = given
    if (call.reusedSocket) onOpen()
    else if (given instanceof TLSSocket) given.once('secureConnect', onOpen)
    else if (given.connecting) given.once('connect', onOpen)
    else onOpen()
  })
  // The proxy agent replays a refusal of the proxy as if the service had answered: it has not heard of us.
  call.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
    if (statusCode !== 200) settle({ code: 'PROXY_REFUSED', status: statusCode })
  })
  // Ending a tunnel early makes its inner socket fail once more, with nobody else to hear it.
  call.on('proxy', ({ socket: inner }: { readonly socket: Socket }) => inner.on('error', ignore))
  call.on('upgrade', (response, given) => {
    answer = response
    given.destroy()
    settle({ code: 'UPGRADE' })
  })
  call.on('response', (response) => {
    answer = response
    response.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > bodyLimit) settle({ code: 'TOO_LARGE', limitBytes: bodyLimit })
      else chunks.push(chunk)
    })
    response.on('end', () => settle(response.complete ? undefined : { code: 'CUT' }))
    response.on('error', (error) => settle(toFailure(error)))
    response.on('close', () => settle({ code: 'CUT' }))
  })

  signal?.addEventListener('abort', abort, { once: true })
  // The signal may have fired while the agent of the proxy was being loaded.
  if (signal?.aborted === true) abort()
  call.end(request.body)
}

/** A second witness that there was a session, should its event have been missed: to call a sent request unsent costs money. */
const hasSession = (socket: Socket | undefined): boolean =>
  socket instanceof TLSSocket && socket.authorized

const ignore = (): void => {}
