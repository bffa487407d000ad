import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { InstanceId } from '../ledger/entry.ts'
import type { CreateBody } from '../spec/instance-spec.ts'
import { reveal, type Secret, secretsIn } from '../spec/secret.ts'
import { type Answer, type Gone, isGone, toAnswer } from './answer.ts'
import { ask } from './ask.ts'
import type { BaseUrl } from './base-url.ts'
import { classifyCreate } from './classify.ts'
import { type Exchange, type ExchangeOptions, exchange, type Timeouts } from './exchange.ts'
import type { CreateOutcome } from './outcome.ts'
import {
  type Cluster,
  type Listing,
  type Product,
  toCluster,
  toCpuProduct,
  toGpuProduct,
  toListing,
} from './product.ts'
import { type ProxyServer, tunnelThrough } from './proxy.ts'
import type { Scrub } from './refusal.ts'
import type { InstanceDetails, Remote } from './remote.ts'
import { scrub } from './scrub.ts'
import { PAGE_SIZE, walk } from './walk.ts'
import { toInstanceDetails, toPage } from './wire.ts'

/** The calls of the service that we make, one method each. None of them throws for what the service or the network does. */
export interface Client {
  /** One create call, sent at most once. The only place that costs money. */
  create(body: CreateBody, call?: CreateCall): Promise<CreateOutcome>
  /** The whole account. */
  list(call?: Call): Promise<Remote>
  get(id: InstanceId, call?: Call): Promise<Answer<InstanceDetails> | Gone>
  products(query?: ProductQuery, call?: Call): Promise<Answer<Listing<Product>>>
  cpuProducts(query?: CpuProductQuery, call?: Call): Promise<Answer<Listing<Product>>>
  clusters(call?: Call): Promise<Answer<Listing<Cluster>>>
  /** Requests sent so far, repeated ones included. */
  readonly requests: Readonly<Record<Operation, number>>
  /** Drops the connections that were kept for the next request. */
  close(): void
}

export type Operation = 'create' | 'list' | 'get' | 'products' | 'cpuProducts' | 'clusters'

export interface Call {
  readonly signal?: AbortSignal | undefined
}

export interface CreateCall extends Call {
  /** Ids that the ledger holds. Those this client was given itself are known to it. */
  readonly known?: ReadonlySet<InstanceId>
}

export interface CpuProductQuery {
  readonly clusterId?: string | undefined
  readonly productName?: string | undefined
}

export interface ProductQuery extends CpuProductQuery {
  readonly gpuNum?: number | undefined
  readonly billingMethod?: 'onDemand' | 'monthly' | 'spot' | undefined
}

export interface ClientOptions {
  readonly base: BaseUrl
  readonly apiKey: Secret
  /** `ppi-apply/<version>`; the edge of the service turns away requests without a name. */
  readonly userAgent: string
  /** Further texts that must not be shown should the service repeat them. */
  readonly secrets?: readonly string[]
  readonly limits?: Partial<ClientLimits>
  /** From `proxyFor`, with the environment of the process. */
  readonly proxy?: ProxyServer
  /** Certificates to trust in place of the built-in ones, as PEM. */
  readonly ca?: string
  /** Told after each exchange; never a header, a body or a secret. */
  readonly trace?: (line: TraceLine) => void
  readonly random?: () => number
}

export interface ClientLimits {
  readonly create: Timeouts
  readonly read: Timeouts
  /** For all tries of one reading request, a page of the list for instance. */
  readonly readBudgetMs: number
  /** Bytes of an answer. */
  readonly createBodyLimit: number
  readonly readBodyLimit: number
}

export interface TraceLine {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly status: number | undefined
  /** Why it ended early, as a code. */
  readonly failure: string | undefined
  readonly ms: number
}

/** A create gets long, since every time-out of it is an unknown outcome. */
const DEFAULT_LIMITS: ClientLimits = {
  create: { connectMs: 10_000, answerMs: 120_000 },
  read: { connectMs: 10_000, answerMs: 20_000 },
  readBudgetMs: 30_000,
  createBodyLimit: 1_048_576,
  readBodyLimit: 64 * 1_048_576,
}

/** Makes the client of one account. */
export function createClient(options: ClientOptions): Client {
  const { base, apiKey, userAgent, proxy, ca, trace } = options
  const tunnel = proxy === undefined ? undefined : tunnelThrough(proxy, ca)
  const random = options.random ?? Math.random
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const always = [apiKey.reveal(), ...(proxy?.secrets ?? []), ...(options.secrets ?? [])]
  const cleanAlways: Scrub = (text) => scrub(text, always)
  const created = new Set<InstanceId>()
  const requests = { create: 0, list: 0, get: 0, products: 0, cpuProducts: 0, clusters: 0 }
  const kept = new (base.root.startsWith('https:') ? HttpsAgent : HttpAgent)({ keepAlive: true })

  const headers = {
    Authorization: `Bearer ${apiKey.reveal()}`,
    'User-Agent': userAgent,
    'Accept-Encoding': 'identity',
  }

  const send = async (
    operation: Operation,
    path: string,
    body: string | undefined,
    given: Pick<ExchangeOptions, 'timeouts' | 'bodyLimit' | 'signal' | 'agent'>,
  ): Promise<Exchange> => {
    requests[operation] += 1
    const method = body === undefined ? 'GET' : 'POST'
    const url = new URL(base.root + path)
    const started = performance.now()
    const result = await exchange(
      body === undefined
        ? { method, url, headers }
        : { method, url, body, headers: { ...headers, ...contentHeaders(body) } },
      { ...given, tunnel, ca },
    )
    trace?.({
      method,
      path: url.pathname + url.search,
      status: result.phase === 'answered' ? result.status : undefined,
      failure: result.failure?.code,
      ms: Math.round(performance.now() - started),
    })
    return result
  }

  const read = (operation: Operation, path: string, { signal }: Call = {}): Promise<Exchange> =>
    ask({
      once: (timeouts) =>
        send(operation, path, undefined, {
          timeouts,
          bodyLimit: limits.readBodyLimit,
          signal,
          agent: kept,
        }),
      timeouts: limits.read,
      budgetMs: limits.readBudgetMs,
      signal,
      random,
    })

  return {
    requests,
    async create(body, { signal, known } = {}) {
      const outcome = classifyCreate(
        await send('create', '/gpu/instance/create', JSON.stringify(reveal(body)), {
          timeouts: limits.create,
          bodyLimit: limits.createBodyLimit,
          signal,
        }),
        {
          isKnown: (id) => created.has(id) || known?.has(id) === true,
          scrub: (text) => scrub(text, [...always, ...secretTexts(body)]),
          now: Date.now(),
        },
      )
      if (outcome.kind === 'created') created.add(outcome.id)
      return outcome
    },
    list: (call) =>
      walk(async (page) => {
        const path = `/gpu/instances${toQuery({ pageSize: PAGE_SIZE, pageNum: page })}`
        return toAnswer(await read('list', path, call), cleanAlways, (json) =>
          toPage(json, cleanAlways),
        )
      }),
    async get(id, call) {
      const path = `/gpu/instance${toQuery({ instanceId: id })}`
      const answer = await read('get', path, call)
      if (isGone(answer, cleanAlways)) {
        return { kind: 'gone', why: 'the service does not know the instance any more' }
      }
      return toAnswer(answer, cleanAlways, (json) => toInstanceDetails(json, cleanAlways))
    },
    async products(query = {}, call) {
      const answer = await read('products', `/products${toQuery({ ...query })}`, call)
      return toAnswer(answer, cleanAlways, (json) => toListing(json, toGpuProduct))
    },
    async cpuProducts(query = {}, call) {
      const answer = await read('cpuProducts', `/cpu/products${toQuery({ ...query })}`, call)
      return toAnswer(answer, cleanAlways, (json) => toListing(json, toCpuProduct))
    },
    async clusters(call) {
      const answer = await read('clusters', '/clusters', call)
      return toAnswer(answer, cleanAlways, (json) => toListing(json, toCluster))
    },
    close: () => kept.destroy(),
  }
}

const contentHeaders = (body: string): Record<string, string> => ({
  'Content-Type': 'application/json',
  'Content-Length': String(Buffer.byteLength(body)),
})

/** Every secret of a body, and the password half of `imageAuth`, which a service may repeat alone. */
function secretTexts(body: CreateBody): readonly string[] {
  const texts = secretsIn(body).map((secret) => String(secret.reveal()))
  const auth = body.imageAuth === undefined ? undefined : reveal(body.imageAuth)
  if (typeof auth !== 'string') return texts
  return [...texts, auth, auth.slice(auth.indexOf(':') + 1)]
}

function toQuery(query: Readonly<Record<string, string | number | undefined>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}
