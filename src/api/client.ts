import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { CreateBody } from '../definitions/instance-spec.ts'
import { secretList, secretTexts } from '../definitions/secrets/secret-list.ts'
import { refuseDebugOutput } from '../http/debug-output.ts'
import { type Exchange, type ExchangeOptions, exchange } from '../http/exchange.ts'
import { type ProxyServer, tunnelThrough } from '../http/proxy.ts'
import { ask } from '../http/read-with-retry.ts'
import { httpDate } from '../http/retry.ts'
import type { InstanceId } from '../ledger/record.ts'
import { reveal, type Secret } from '../model/secret.ts'
import { offersNoReads } from './bare-service.ts'
import type { BaseUrl } from './base-url.ts'
import type { ChangeOutcome } from './change-outcome.ts'
import { type ClientLimits, DEFAULT_LIMITS } from './client-limits.ts'
import { hintFor } from './hint.ts'
import { type Image, toImage } from './image.ts'
import { isKnownHost } from './known-host.ts'
import { walk } from './list-all.ts'
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
import type { InstanceDetails, Remote } from './remote.ts'
import { RESOURCE_FORMS, type ResourceKind, type Resources, toResources } from './resource.ts'
import { classifyCreate } from './responses/classify.ts'
import { classifyChange } from './responses/classify-change.ts'
import { type Page, toInstanceDetails, toPage } from './responses/decode-instance.ts'
import { type Answer, type Gone, isGone, toAnswer } from './responses/read-result.ts'
import { PAGE_SIZE } from './walked.ts'

/** The calls of the service that we make, one method each. None of them throws for what the service or the network does. */
export interface Client {
  /** One create call, sent at most once. The only place that costs money. */
  create(body: CreateBody, call?: CreateCall): Promise<CreateOutcome>
  /** One call each, sent at most once, about the instance with this id. */
  delete(id: InstanceId, call?: Call): Promise<ChangeOutcome>
  start(id: InstanceId, call?: Call): Promise<ChangeOutcome>
  stop(id: InstanceId, call?: Call): Promise<ChangeOutcome>
  edit(id: InstanceId, edit: Edit, call?: Call): Promise<ChangeOutcome>
  /** `settings`: all of them, since the service takes an absent one for empty. Facts §3.2. */
  upgrade(id: InstanceId, settings: CreateBody, call?: Call): Promise<ChangeOutcome>
  /** From pay as you go to months, charged at once. There is no way back. */
  subscribe(id: InstanceId, months: number, call?: Call): Promise<ChangeOutcome>
  /** Adds months, charged at once. */
  renew(id: InstanceId, months: number, call?: Call): Promise<ChangeOutcome>
  /** No answer of the API gives it back. */
  autoRenew(id: InstanceId, renewal: AutoRenewal, call?: Call): Promise<ChangeOutcome>
  /** The whole account. A list that does not answer is a partial one, unless the service may be without one and is. */
  list(call?: ListCall): Promise<Remote>
  get(id: InstanceId, call?: Call): Promise<Answer<InstanceDetails> | Gone>
  products(query?: ProductQuery, call?: Call): Promise<Answer<Listing<Product>>>
  cpuProducts(query?: CpuProductQuery, call?: Call): Promise<Answer<Listing<Product>>>
  clusters(call?: Call): Promise<Answer<Listing<Cluster>>>
  images(type: ImageType, call?: Call): Promise<Answer<Listing<Image>>>
  /** What the account holds of one kind. One page, since a list of more proves nothing. */
  resources(kind: ResourceKind, call?: Call): Promise<Answer<Resources>>
  /** Requests sent so far, repeated ones included. */
  readonly requests: Readonly<Record<Operation, number>>
  /**
   * How far the clock of the service is ahead of ours, in milliseconds, by the `Date` of its last answer; `undefined` when
   * no answer had one.
   */
  skewMs(): number | undefined
  /** Drops the connections that were kept for the next request. */
  close(): void
}

export type Operation =
  | 'create'
  | Change
  | 'list'
  | 'get'
  | 'products'
  | 'cpuProducts'
  | 'clusters'
  | 'images'
  | ResourceKind

/** `base`: those of the service. `private`: those that the account saved. */
export type ImageType = 'base' | 'private'

/** What is done to an instance by its id. */
type Change =
  | 'delete'
  | 'start'
  | 'stop'
  | 'edit'
  | 'upgrade'
  | 'transToMonthlyInstance'
  | 'renewInstance'
  | 'setAutoRenew'

/** Whether the service renews an instance by itself, and for how many months each time. */
export interface AutoRenewal {
  readonly autoRenew: boolean
  readonly autoRenewMonth?: number
}

/** Both are always sent: nobody documents what an absent one does. Facts §3.2. */
export interface Edit {
  /** The whole set, without those of tools. */
  readonly ports: readonly WirePort[]
  /** How many GB are added to the system disk; 0 leaves it. */
  readonly expandRootDisk: number
}

export interface WirePort {
  readonly port: number
  readonly type: string
}

export interface Call {
  readonly signal?: AbortSignal | undefined
}

export interface ListCall extends Call {
  /**
   * Nothing speaks against a service that offers no list: the ledger has never seen one (`hasSeenList`). Not said, a
   * missing list counts as unreadable.
   */
  readonly mayLackList?: boolean
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
  /** Where the key came from, for the words about a refused one: `PPIO_API_KEY in the environment`. */
  readonly keySource?: string
  /** `ppi-apply/<version>`; the edge of the service turns away requests without a name. */
  readonly userAgent: string
  /** Further strings that must not be shown should the service repeat them. */
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

export interface TraceLine {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly status: number | undefined
  /** Why it ended early, as a code. */
  readonly failure: string | undefined
  readonly ms: number
}

/** Makes the client of one account. Throws a `UserError` where Node would print its requests (`refuseDebugOutput`). */
export function createClient(options: ClientOptions): Client {
  refuseDebugOutput('the API key')
  const { base, apiKey, userAgent, proxy, ca, trace } = options
  const tunnel = proxy === undefined ? undefined : tunnelThrough(proxy, ca)
  const random = options.random ?? Math.random
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const { clean, learn } = secretList([
    apiKey.reveal(),
    ...(proxy?.secrets ?? []),
    ...(options.secrets ?? []),
  ])
  const where = {
    host: base.host,
    proxy: proxy?.url.origin,
    keySource: options.keySource ?? 'this run',
    scrub: clean,
  }
  const created = new Set<InstanceId>()
  /** A call that reads was answered: the service has such calls, whatever it says later. */
  let isRead = false
  /** Found to offer none of them in this run. */
  let isBare = false
  let skewMs: number | undefined
  const requests = {
    create: 0,
    delete: 0,
    start: 0,
    stop: 0,
    edit: 0,
    upgrade: 0,
    transToMonthlyInstance: 0,
    renewInstance: 0,
    setAutoRenew: 0,
    list: 0,
    get: 0,
    products: 0,
    cpuProducts: 0,
    clusters: 0,
    images: 0,
    storage: 0,
    network: 0,
    'registry-login': 0,
  }
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
    const date = result.phase === 'answered' ? httpDate(result.headers.date) : undefined
    // A date has whole seconds: on average it is half a second late.
    if (date !== undefined) skewMs = date + 500 - Date.now()
    trace?.({
      method,
      path: url.pathname + clean(url.search),
      status: result.phase === 'answered' ? result.status : undefined,
      failure: result.failure?.code,
      ms: Math.round(performance.now() - started),
    })
    return result
  }

  /** Sends a body once, over a connection of its own. */
  const post = (operation: 'create' | Change, body: unknown, signal: Call['signal']) =>
    send(operation, `/gpu/instance/${operation}`, JSON.stringify(body), {
      timeouts: limits.create,
      bodyLimit: limits.createBodyLimit,
      signal,
    })

  const change = async (
    operation: Change,
    body: { readonly instanceId: InstanceId; readonly [member: string]: unknown },
    { signal }: Call = {},
  ): Promise<ChangeOutcome> =>
    classifyChange(await post(operation, body, signal), { scrub: clean, now: Date.now() })

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

  const toRead = <Value>(
    result: Exchange,
    understand: (json: unknown) => Value | undefined,
  ): Answer<Value> => {
    const answer = toAnswer(result, clean, understand)
    if (answer.kind === 'ok') isRead = true
    return answer.kind === 'failed' ? { ...answer, hint: hintFor(result, where) } : answer
  }

  const readPage = async (page: number, call?: Call): Promise<Answer<Page>> => {
    const path = `/gpu/instances${toQuery({ pageSize: PAGE_SIZE, pageNum: page })}`
    return toRead(await read('list', path, call), (json) => toPage(json, clean))
  }

  const products = async (query: ProductQuery = {}, call?: Call) => {
    const answer = await read('products', `/products${toQuery({ ...query })}`, call)
    return toRead(answer, (json) => toListing(json, toGpuProduct, clean))
  }

  const clusters = async (call?: Call) => {
    const answer = await read('clusters', '/clusters', call)
    return toRead(answer, (json) => toListing(json, toCluster, clean))
  }

  const lacksList = async ({ mayLackList = false, signal }: ListCall): Promise<boolean> => {
    if (!mayLackList || isRead || isKnownHost(base)) return false
    const call = { signal }
    isBare ||= await offersNoReads(
      [() => readPage(0, call), () => products({}, call), () => clusters(call)],
      limits.secondLookMs,
      signal,
    )
    return isBare && !isRead
  }

  return {
    requests,
    skewMs: () => skewMs,
    async create(body, { signal, known } = {}) {
      // For every later answer too: the list shows what it was created with, and a get why it failed.
      learn(secretTexts(body))
      const outcome = classifyCreate(await post('create', reveal(body), signal), {
        isKnown: (id) => created.has(id) || known?.has(id) === true,
        scrub: clean,
        now: Date.now(),
      })
      if (outcome.kind === 'created') created.add(outcome.id)
      return outcome
    },
    delete: (instanceId, call) => change('delete', { instanceId }, call),
    start: (instanceId, call) => change('start', { instanceId }, call),
    stop: (instanceId, call) => change('stop', { instanceId }, call),
    edit: (instanceId, edit, call) => change('edit', { instanceId, ...edit }, call),
    subscribe: (instanceId, month, call) =>
      change('transToMonthlyInstance', { instanceId, month }, call),
    renew: (instanceId, month, call) => change('renewInstance', { instanceId, month }, call),
    autoRenew: (instanceId, renewal, call) =>
      change('setAutoRenew', { instanceId, ...renewal }, call),
    async upgrade(instanceId, settings, call) {
      learn(secretTexts(settings))
      return change('upgrade', { instanceId, ...(reveal(settings) as object) }, call)
    },
    async list(call = {}) {
      const remote = await walk((page) => readPage(page, call))
      if (remote.kind !== 'not-offered' || (await lacksList(call))) return remote
      return {
        kind: 'partial',
        instances: [],
        why: `the list is not there: ${remote.why}`,
        hint: `check that ${base.root} is the address of the API. If so, the service is out of order: try again later`,
      }
    },
    async get(id, call) {
      const path = `/gpu/instance${toQuery({ instanceId: id })}`
      const answer = await read('get', path, call)
      if (isGone(answer, clean)) {
        return { kind: 'gone', why: 'the service does not know the instance any more' }
      }
      return toRead(answer, (json) => toInstanceDetails(json, clean))
    },
    products,
    async cpuProducts(query = {}, call) {
      const answer = await read('cpuProducts', `/cpu/products${toQuery({ ...query })}`, call)
      return toRead(answer, (json) => toListing(json, toCpuProduct, clean))
    },
    clusters,
    async images(type, call) {
      const answer = await read('images', `/images${toQuery({ type })}`, call)
      return toRead(answer, (json) => toListing(json, toImage, clean, ['data', 'images']))
    },
    async resources(kind, call) {
      const answer = await read(kind, RESOURCE_FORMS[kind].path, call)
      return toRead(answer, (json) => toResources(json, kind, clean))
    },
    close: () => kept.destroy(),
  }
}

const contentHeaders = (body: string): Record<string, string> => ({
  'Content-Type': 'application/json',
  'Content-Length': String(Buffer.byteLength(body)),
})

function toQuery(query: Readonly<Record<string, string | number | undefined>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}
