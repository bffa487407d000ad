import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Environment } from '../../config/environment.ts'
import { scrub } from '../../definitions/secrets/redact.ts'
import { refuseDebugOutput } from '../../http/debug-output.ts'
import { type Answered, type Exchange, exchange, type Timeouts } from '../../http/exchange.ts'
import { proxyFor, tunnelThrough } from '../../http/proxy.ts'
import { ask } from '../../http/read-with-retry.ts'
import { credentialSource } from './credential-source.ts'
import type { Credentials } from './credentials.ts'
import type { S3Address } from './s3-address.ts'
import { type Asked, type Doing, readRefusal, unanswered, unexpected } from './s3-refusal.ts'
import { contentHeaders, type S3Request, signerOf, urlOf } from './sign-request.ts'

/** Signed requests to one store. They throw a `UserError` where there is no answer. */
export interface S3Client {
  /** Asks for something that changes nothing, more than once within bounds. */
  read(request: S3Request): Promise<Answered>
  /** Sends it once; again only where credentials that had ended were refused. */
  write(request: S3Request, doing?: Doing): Promise<Answered>
  /** The error for an answer that the caller cannot use. */
  unexpected(doing: Doing, answer: Answered): Error
  /** Drops the connections that were kept. */
  close(): void
}

/** How long requests may take. */
export interface S3Limits {
  readonly read: Timeouts
  /** For all tries of one reading request. */
  readonly readBudgetMs: number
  readonly write: Timeouts
}

export interface S3Options {
  /** That of the process: credentials, region and proxy come from it. */
  readonly environment: Environment
  readonly userAgent?: string
  readonly limits?: Partial<S3Limits>
  /** Certificates to trust in place of the built-in ones, as PEM. */
  readonly ca?: string
  readonly random?: () => number
}

const DEFAULT_LIMITS: S3Limits = {
  read: { connectMs: 10_000, answerMs: 20_000 },
  readBudgetMs: 60_000,
  write: { connectMs: 10_000, answerMs: 30_000 },
}

/** A copy of a thousand lines is smaller; what else is in its place must not fill the memory. */
const BODY_LIMIT = 64 * 1_048_576

/** Requests at the same time, and connections that are kept for the next ones. */
export const CONNECTIONS = 16

export async function createS3Client(address: S3Address, options: S3Options): Promise<S3Client> {
  refuseDebugOutput('the signature and the session token of the ledger')
  const { environment, ca, userAgent = 'ppi-apply', random = Math.random } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const source = credentialSource(environment)
  const proxy = proxyFor(urlOf(address, {}), environment)
  const tunnel = proxy === undefined ? undefined : tunnelThrough(proxy, ca)
  const isSecure = address.endpoint.protocol === 'https:'
  const agent = new (isSecure ? HttpsAgent : HttpAgent)({
    keepAlive: true,
    maxFreeSockets: CONNECTIONS,
  })
  const { AwsV4Signer: Signer } = await import('aws4fetch')
  const sign = signerOf(Signer, address)
  let used: Credentials | undefined
  const asked: Asked = {
    address,
    credentials: source.name,
    proxy: proxy?.url.origin,
    scrub: (text) => scrub(text, [...secretsOf(used), ...(proxy?.secrets ?? [])]),
  }

  const send = async (
    request: S3Request,
    timeouts: Timeouts,
    isKept: boolean,
  ): Promise<Exchange> => {
    used = await source.current()
    const { method, body, signal } = request
    const url = urlOf(address, request)
    const headers = {
      ...(await sign(request, url, used)),
      'User-Agent': userAgent,
      'Accept-Encoding': 'identity',
      ...(body === undefined ? {} : contentHeaders(body)),
    }
    return await exchange(
      { method, url, headers, ...(body === undefined ? {} : { body }) },
      { timeouts, bodyLimit: BODY_LIMIT, signal, tunnel, ca, ...(isKept ? { agent } : {}) },
    )
  }

  const settled = async (doing: Doing, once: () => Promise<Exchange>): Promise<Answered> => {
    const first = await once()
    const result = isExpired(first) && source.renew() ? await once() : first
    if (result.phase !== 'answered') throw unanswered(doing, result, asked)
    return result
  }

  return {
    read: (request) =>
      settled('read', () =>
        ask({
          once: (timeouts) => send(request, timeouts, true),
          timeouts: limits.read,
          budgetMs: limits.readBudgetMs,
          signal: undefined,
          random,
        }),
      ),
    // On a connection of its own: one that was kept may be closed just now, and nobody knows then what arrived.
    write: (request, doing = 'write') => settled(doing, () => send(request, limits.write, false)),
    unexpected: (doing, answer) => unexpected(doing, answer, asked),
    close: () => agent.destroy(),
  }
}

const secretsOf = (credentials: Credentials | undefined): readonly string[] =>
  credentials === undefined
    ? []
    : [credentials.secretAccessKey.reveal(), credentials.sessionToken?.reveal() ?? '']

function isExpired(result: Exchange): boolean {
  if (result.phase !== 'answered' || ![400, 401, 403].includes(result.status)) return false
  return ['ExpiredToken', 'TokenRefreshRequired'].includes(readRefusal(result).code ?? '')
}
