import { parseBaseUrl } from '../api/base-url.ts'
import { type Client, createClient, type TraceLine } from '../api/client.ts'
import type { ClientLimits } from '../api/client-limits.ts'
import { Secret } from '../model/secret.ts'
import { VERSION } from '../model/version.ts'

export interface ConnectOptions {
  /** Such as `https://api.ppinfra.com`. */
  readonly baseUrl: string
  readonly apiKey: string
  /** Put before our own name in the requests. */
  readonly userAgent?: string
  /** Strings that no answer may show, `LoadedFleet.secrets` for instance: what a client creates is added by itself. */
  readonly secrets?: readonly Secret[]
  /** How long the calls may take. */
  readonly clientLimits?: Partial<ClientLimits>
  /** Told after each request; never a header, a body or a secret. */
  readonly trace?: (line: TraceLine) => void
}

/** The client of one account. Close it, or its connections keep the process alive. */
export function connect(options: ConnectOptions): Client {
  const { baseUrl, apiKey, userAgent, secrets, clientLimits: limits, trace } = options
  const own = `ppi-apply/${VERSION}`
  return createClient({
    base: parseBaseUrl(baseUrl),
    apiKey: new Secret(apiKey, '(secret)'),
    userAgent: userAgent === undefined ? own : `${userAgent} ${own}`,
    ...(secrets === undefined ? {} : { secrets: secrets.map((secret) => secret.reveal()) }),
    ...(limits === undefined ? {} : { limits }),
    ...(trace === undefined ? {} : { trace }),
  })
}
