import { isAbsolute } from 'node:path'
import type { Environment } from '../../config/environment.ts'
import { type Answered, exchange } from '../../http/exchange.ts'
import { explainFailure } from '../../http/http-failure.ts'
import { isLoopback } from '../../http/loopback-host.ts'
import { ask } from '../../http/read-with-retry.ts'
import { PathRefused } from '../../model/files/links.ts'
import { readSmallFile } from '../../model/files/read-file.ts'
import { UserError } from '../../model/user-error.ts'
import { type CredentialSource, type Credentials, toCredentials } from './credentials.ts'

/**
 * The credentials of the container that the process runs in (ECS, CodeBuild, EKS), from the address that the environment
 * names; `undefined` where it names none. They are asked for when they are needed first, and again before they end.
 */
export function containerCredentials(environment: Environment): CredentialSource | undefined {
  const named = [RELATIVE, FULL].find((name) => (environment[name] ?? '') !== '')
  if (named === undefined) return undefined
  const url = addressOf(named, environment[named] ?? '')
  let last: Given | undefined
  /** Shared by all requests that need them at the same time. */
  let asking: Promise<Given> | undefined
  const fetchOnce = (): Promise<Given> => {
    asking ??= answerOf(url, environment, named)
      .then((answer) => read(answer, named))
      .finally(() => {
        asking = undefined
      })
    return asking
  }
  return {
    name: named,
    async current() {
      if (last === undefined || Date.now() > last.until - EARLY_MS) last = await fetchOnce()
      return last.credentials
    },
    renew() {
      last = undefined
      return true
    },
  }
}

const RELATIVE = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'
const FULL = 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
const TOKEN = 'AWS_CONTAINER_AUTHORIZATION_TOKEN'
const TOKEN_FILE = 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'

/** So long before their end they are replaced: a request is under way for some time. */
const EARLY_MS = 5 * 60_000

/** Of ECS and EKS, which speak plain HTTP and are on the host of the container. */
const OF_THE_HOST: ReadonlySet<string> = new Set([
  '169.254.170.2',
  '169.254.170.23',
  '[fd00:ec2::23]',
])

function addressOf(name: string, text: string): URL {
  const full = name === RELATIVE ? `http://169.254.170.2${text}` : text
  const url = URL.canParse(full) ? new URL(full) : undefined
  const isWhole = name === RELATIVE ? text.startsWith('/') : true
  if (!isWhole || url === undefined || url.username !== '' || url.password !== '') {
    throw refused(name, 'is not an address of credentials', 'Unset it, or set it as AWS says.')
  }
  const isSafe = url.protocol === 'https:' || isLoopback(url) || OF_THE_HOST.has(url.hostname)
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || !isSafe) {
    throw refused(
      name,
      'would fetch credentials unencrypted from another machine',
      'Use https; plain http is for this machine and for the addresses of ECS and EKS only.',
    )
  }
  return url
}

async function answerOf(url: URL, environment: Environment, name: string): Promise<Answered> {
  const authorization = authorizationOf(environment)
  const headers = { Accept: 'application/json', 'Accept-Encoding': 'identity' }
  const answer = await ask({
    once: (timeouts) =>
      exchange(
        {
          method: 'GET',
          url,
          headers: authorization === undefined ? headers : { ...headers, authorization },
        },
        { timeouts, bodyLimit: 65_536 },
      ),
    timeouts: { connectMs: 2_000, answerMs: 5_000 },
    budgetMs: 15_000,
    signal: undefined,
    random: Math.random,
  })
  const hint =
    'Check the role of the container, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'
  if (answer.phase !== 'answered') {
    throw refused(name, `gives no credentials: ${explainFailure(answer.failure)}`, hint)
  }
  if (answer.status !== 200 || !answer.complete) {
    throw refused(name, `gives no credentials: HTTP ${answer.status}`, hint)
  }
  return answer
}

function authorizationOf(environment: Environment): string | undefined {
  const path = environment[TOKEN_FILE] ?? ''
  if (path === '') return environment[TOKEN] || undefined
  if (!isAbsolute(path)) {
    throw refused(TOKEN_FILE, 'is not an absolute path', 'Set it as the container does.')
  }
  try {
    return readSmallFile(path, 65_536).trim()
  } catch (cause) {
    const why = cause instanceof PathRefused ? cause.message : 'the file cannot be read'
    throw new UserError(`${TOKEN_FILE}: ${why}`, { ending: 'ledger', cause })
  }
}

interface Given {
  readonly credentials: Credentials
  /** When they end, in milliseconds since the epoch. */
  readonly until: number
}

function read({ body }: Answered, name: string): Given {
  const members = parsed(body.toString('utf8'))
  const text = (member: string): string | undefined => {
    const value = members[member]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [id, key, token] = [text('AccessKeyId'), text('SecretAccessKey'), text('Token')]
  const expiration = text('Expiration')
  const until = expiration === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiration)
  if (id === undefined || key === undefined || Number.isNaN(until)) {
    throw refused(name, 'gives an answer that is not understood', undefined)
  }
  const from = `the answer of ${name}`
  const credentials = toCredentials({ id, key, token }, { id: from, key: from, token: from })
  return { credentials, until }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

const refused = (name: string, why: string, hint: string | undefined): UserError =>
  new UserError(`${name} ${why}`, { ending: 'ledger', hint })
