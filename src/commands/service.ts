import { resolve } from 'node:path'
import { type BaseUrl, checkApiKey, parseBaseUrl } from '../api/base-url.ts'
import { type Client, createClient } from '../api/client.ts'
import { proxyFor } from '../api/proxy.ts'
import { LEDGER_FOLDER, ledgerPath, SANDBOX_SERVICE, serviceOf } from '../ledger/ledger-path.ts'
import type { Flags } from '../settings/flags.ts'
import type { Settings } from '../settings/settings.ts'
import type { Secret } from '../spec/secret.ts'
import { UserError } from '../user-error.ts'
import type { Context } from './context.ts'

/** The service a run talks to, and the ledger that belongs to it. */
export interface Service {
  /** What the ledger and people call it: its host, or `sandbox`. */
  readonly name: string
  /** `undefined` without an API key: then only the ledger can be asked. */
  readonly access: Access | undefined
  readonly ledgerPath: string
  close(): Promise<void>
}

export interface Access {
  readonly client: Client
  readonly apiKey: Secret
}

/** Where the sandbox of `--sandbox` keeps its instances, below the working directory. */
export const SANDBOX_FOLDER = `${LEDGER_FOLDER}/${SANDBOX_SERVICE}`

interface Wanted {
  readonly context: Context
  readonly settings: Settings
  readonly flags: Flags
  /** Looks a variable up: the environment, then the env files. */
  readonly lookup: (name: string) => string | undefined
}

/** Finds the service of this run, or starts the sandbox. Close it, or the process does not end. */
export async function openService(wanted: Wanted): Promise<Service> {
  return wanted.flags.sandbox === true ? openSandbox(wanted) : openRemote(wanted)
}

/** Where the ledger of a run is, for a command that asks nobody. */
export function ledgerPathOf({ context, settings, flags }: Omit<Wanted, 'lookup'>): string {
  const name =
    flags.sandbox === true
      ? SANDBOX_SERVICE
      : serviceOf(new URL(parseBaseUrl(settings.baseUrl).root))
  return settings.ledger ?? ledgerPath(context.cwd, name)
}

async function openRemote(wanted: Wanted): Promise<Service> {
  const { settings, context, lookup } = wanted
  const base = parseBaseUrl(settings.baseUrl)
  const name = serviceOf(new URL(settings.baseUrl))
  const key = lookup(settings.apiKeyVariable)
  const access =
    key === undefined || key === ''
      ? undefined
      : accessTo(base, checkApiKey(key, settings.apiKeyVariable), wanted)
  return {
    name,
    access,
    ledgerPath: settings.ledger ?? ledgerPath(context.cwd, name),
    async close() {
      if (access !== undefined) endClient(access.client, wanted)
    },
  }
}

async function openSandbox(wanted: Wanted): Promise<Service> {
  const { settings, context, flags } = wanted
  const [{ startSandbox }, { readFaultsFile }] = await Promise.all([
    import('../sandbox/server.ts'),
    import('./faults-file.ts'),
  ])
  const faults =
    flags.faults === undefined ? [] : await readFaultsFile(resolve(context.cwd, flags.faults))
  const sandbox = await startSandbox({ dir: resolve(context.cwd, SANDBOX_FOLDER), faults })
  const base = parseBaseUrl(sandbox.url)
  const access = accessTo(base, checkApiKey(sandbox.apiKey, 'the sandbox'), wanted)
  return {
    name: SANDBOX_SERVICE,
    access,
    ledgerPath: settings.ledger ?? ledgerPath(context.cwd, SANDBOX_SERVICE),
    async close() {
      endClient(access.client, wanted)
      await sandbox.close()
    },
  }
}

function accessTo(base: BaseUrl, apiKey: Secret, { context, settings, flags }: Wanted): Access {
  const { timeoutMs } = settings
  const { stderr, version, env } = context
  const proxy = proxyFor(base, env)
  const client = createClient({
    base,
    apiKey,
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

/** Drops the connections; `--verbose` gets the number of requests, which a reader can check by hand. */
function endClient({ requests, close }: Client, { context, flags }: Wanted): void {
  close()
  if (flags.verbose !== true) return
  const sent = Object.entries(requests).filter(([, count]) => count > 0)
  const words = sent.map(([operation, count]) => `${count} ${operation}`).join(', ')
  context.stderr.write(`Requests: ${words === '' ? 'none' : words}\n`)
}

/** `apply` needs a key; `plan` can do without one. */
export function requireAccess({ access }: Service, { apiKeyVariable }: Settings): Access {
  if (access !== undefined) return access
  throw new UserError(`no API key: the variable ${apiKeyVariable} is not set`, {
    hint: `create a key in the console and export ${apiKeyVariable}=…, or try it without one: --sandbox`,
  })
}
