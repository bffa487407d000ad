import { resolve } from 'node:path'
import { type BaseUrl, checkApiKey, parseBaseUrl } from '../../api/base-url.ts'
import type { Client } from '../../api/client.ts'
import type { Flags } from '../../config/flags.ts'
import { ledgerSetting } from '../../config/places/ledger-setting.ts'
import type { Settings } from '../../config/settings.ts'
import { LEDGER_FOLDER, SANDBOX_SERVICE, serviceOf } from '../../ledger/file-store/ledger-path.ts'
import { findProject, type Project } from '../../ledger/file-store/project.ts'
import type { LedgerLocation } from '../../ledger/ledger-location.ts'
import { locateLedger } from '../../ledger/locate-ledger.ts'
import type { LedgerWorld } from '../../ledger/shared/ledger-world.ts'
import type { Secret } from '../../model/secret.ts'
import { UserError } from '../../model/user-error.ts'
import type { Target } from '../../operations/target.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import type { Context } from '../context.ts'
import type { Access } from './create-client.ts'

/** The service a run talks to, and the ledger that belongs to it. */
export interface Service extends Target {
  /** `undefined` without an API key: then only the ledger can be asked. */
  readonly access: Access | undefined
  readonly project: Project
  close(): Promise<void>
}

/** Where the sandbox of `--sandbox` keeps its instances, below the folder of the project. */
export const SANDBOX_FOLDER = `${LEDGER_FOLDER}/${SANDBOX_SERVICE}`

interface Wanted {
  readonly context: Context
  readonly settings: Settings
  readonly flags: Flags
  /** What no answer of the service may show, besides the key. */
  readonly secrets?: () => readonly string[]
  /** The run will ask the service nothing, so that the network need not be loaded. */
  readonly offline?: boolean
}

/** Finds the service of this run, or starts the sandbox. Close it, or the process does not end. */
export async function openService(wanted: Wanted): Promise<Service> {
  return wanted.flags.sandbox === true ? openSandbox(wanted) : openRemote(wanted)
}

const projectOf = ({ context, settings }: Pick<Wanted, 'context' | 'settings'>): Project =>
  findProject(context.cwd, settings.configPath)

/** Where the ledger of a run is, for a command that asks nobody. */
export function ledgerOf({ context, settings, flags }: Wanted): LedgerLocation {
  const name =
    flags.sandbox === true
      ? SANDBOX_SERVICE
      : serviceOf(new URL(parseBaseUrl(settings.destination().baseUrl).root))
  return locateLedger(settings.ledger(), worldOf(name, { context, settings, flags }))
}

/** The ledger that a word of the command line names. */
export const ledgerNamed = (word: string, { context, settings, flags }: Wanted): LedgerLocation =>
  locateLedger(
    ledgerSetting(word, context.cwd, true),
    worldOf(SANDBOX_SERVICE, { context, settings, flags }),
  )

const worldOf = (service: string, { context, settings }: Wanted): LedgerWorld => ({
  folder: projectOf({ context, settings }).folder,
  cwd: context.cwd,
  service,
  environment: context.env,
  apiKeyVariable: settings.apiKeyVariable,
  own: context.own,
  warn: (sentence) => context.stderr.write(`${sentence}\n`),
})

async function openRemote(wanted: Wanted): Promise<Service> {
  const { settings, context, offline = false } = wanted
  const project = projectOf(wanted)
  const named = settings.ledger()
  const { baseUrl, baseUrlFrom, apiKey: key, apiKeyFrom } = settings.destination()
  const base = parseBaseUrl(baseUrl)
  const name = serviceOf(new URL(baseUrl))
  // Before anything is open that would have to be closed: this refuses what is not a ledger.
  const ledger = locateLedger(named, worldOf(name, wanted))
  const apiKey = key === undefined ? undefined : checkApiKey(key, apiKeyFrom)
  if (wanted.flags.verbose === true) {
    context.stderr.write(`Service: ${plain(base.root)}, from ${plain(baseUrlFrom)}\n`)
    context.stderr.write(`API key: ${plain(apiKeyFrom)}\n`)
  }
  const access =
    apiKey === undefined || offline
      ? undefined
      : await accessTo(base, apiKey, { ...wanted, apiKeyFrom })
  return {
    name,
    access,
    client: access?.client,
    apiKey,
    project,
    ledgerIsNamed: named !== undefined,
    trusts: settings.trusts,
    ledger,
    async close() {
      if (access !== undefined) endClient(access.client, wanted)
      else if (apiKey !== undefined) tellRequests({}, wanted)
    },
  }
}

async function openSandbox(wanted: Wanted): Promise<Service> {
  const { settings, context, flags } = wanted
  const [{ startSandbox }, { readFaultsFile }] = await Promise.all([
    import('../../sandbox/server.ts'),
    import('./faults-file.ts'),
  ])
  const project = projectOf(wanted)
  const named = settings.ledger()
  // As above.
  const ledger = locateLedger(named, worldOf(SANDBOX_SERVICE, wanted))
  const faults =
    flags.faults === undefined ? [] : await readFaultsFile(resolve(context.cwd, flags.faults))
  const { limits } = settings
  const dir = resolve(project.folder, SANDBOX_FOLDER)
  const sandbox = await startSandbox({ dir, faults, limits })
  const base = parseBaseUrl(sandbox.url)
  const apiKey = checkApiKey(sandbox.apiKey, 'the sandbox')
  const access = await accessTo(base, apiKey, { ...wanted, apiKeyFrom: 'the sandbox' })
  return {
    name: SANDBOX_SERVICE,
    access,
    client: access.client,
    apiKey,
    project,
    ledgerIsNamed: named !== undefined,
    trusts: settings.trusts,
    ledger,
    async close() {
      endClient(access.client, wanted)
      await sandbox.close()
    },
  }
}

/** Loads what talks to the network. */
async function accessTo(
  base: BaseUrl,
  apiKey: Secret,
  wanted: Wanted & { readonly apiKeyFrom: string },
): Promise<Access> {
  const access = await import('./create-client.ts')
  return access.accessTo(base, apiKey, wanted)
}

/** Drops the connections. */
function endClient({ requests, close }: Client, wanted: Wanted): void {
  close()
  tellRequests(requests, wanted)
}

/** `--verbose` gets the number of requests, which a reader can check by hand. */
function tellRequests(requests: Partial<Client['requests']>, { context, flags }: Wanted): void {
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
