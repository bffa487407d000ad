import type { BaseUrl } from '../../api/base-url.ts'
import { type Client, createClient } from '../../api/client.ts'
import type { Flags } from '../../config/flags.ts'
import type { Settings } from '../../config/settings.ts'
import { proxyFor } from '../../http/proxy.ts'
import type { Secret } from '../../model/secret.ts'
import type { Context } from '../context.ts'

/** What a run talks to its service with. */
export interface Access {
  readonly client: Client
  readonly apiKey: Secret
}

interface Wishes {
  readonly context: Context
  readonly settings: Settings
  readonly flags: Flags
  /** Where the key of the run came from, in words. */
  readonly apiKeyFrom: string
  /** What no answer of the service may show, besides the key. */
  readonly secrets?: () => readonly string[]
}

/** Makes the client of a run. In a module of its own: the network takes longer to load than all that a plan needs. */
export function accessTo(
  base: BaseUrl,
  apiKey: Secret,
  { context, settings, flags, apiKeyFrom, secrets = () => [] }: Wishes,
): Access {
  const { timeoutMs } = settings
  const { stderr, version, env } = context
  const proxy = proxyFor(new URL(base.root), env)
  const client = createClient({
    base,
    apiKey,
    secrets: secrets(),
    keySource: apiKeyFrom,
    userAgent: `ppi-apply/${version}`,
    ...(proxy === undefined ? {} : { proxy }),
    ...(timeoutMs === undefined
      ? {}
      : { limits: { create: { connectMs: 10_000, answerMs: timeoutMs } } }),
    ...(flags.verbose === true
      ? {
          trace: ({ method, path, status, failure, ms }) =>
            stderr.write(`${method} ${path} ${status ?? failure ?? ''} ${Math.round(ms)} ms\n`),
        }
      : {}),
  })
  return { client, apiKey }
}
