import { resolve } from 'node:path'
import { UserError } from '../user-error.ts'
import { type ConfigFile, readConfig } from './config-file.ts'
import type { CommandLine, Flags } from './flags.ts'
import { refuseOutside } from './inside-project.ts'

/** Flags, environment and config file merged: flag > environment > config > default. Product contract §3. */
export interface Settings {
  /** Paths as given on the command line, or the config's; empty when neither names any. */
  readonly files: readonly string[]
  readonly baseUrl: string
  /** Names the variable that holds the API key. */
  readonly apiKeyVariable: string
  readonly varFiles: readonly string[]
  /** Names or globs of the variables that the files may read; `undefined` for all but the key's. */
  readonly envAllow: readonly string[] | undefined
  /** Absolute; `undefined` for the usual place. */
  readonly ledger: string | undefined
  readonly refresh: 'auto' | 'always' | 'never'
  /** Whether `apply` adds `PPI_APPLY_ID` to what it creates. */
  readonly marker: boolean
  /** How long a create call may take, in milliseconds; `undefined` for the client's own bound. */
  readonly timeoutMs: number | undefined
  /** How long a new instance may take to show up in the list, in milliseconds. */
  readonly settleMs: number
  readonly maxHourly: number | undefined
  readonly maxUpfront: number | undefined
  readonly allowPrepaid: boolean
  readonly allowUnavailable: boolean
  readonly only: readonly string[]
  readonly exclude: readonly string[]
  /** Where the settings came from, for `--verbose`. */
  readonly configPath: string | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

export const DEFAULT_BASE_URL = 'https://api.ppinfra.com'

/** Seconds: nobody documents how long the list lags, so this is long. */
const DEFAULT_SETTLE_S = 60

/** Reads the config of this folder and merges it with what the command line and the environment say. */
export async function loadSettings(
  { flags, args }: CommandLine,
  { cwd, env }: { cwd: string; env: Environment },
): Promise<Settings> {
  const found = await readConfig(cwd, flags.config)
  if (found !== undefined) refuseOutside(found)
  return mergeSettings({ flags, args }, env, cwd, found)
}

function mergeSettings(
  { flags, args }: CommandLine,
  env: Environment,
  cwd: string,
  found: ConfigFile | undefined,
): Settings {
  const config = found?.config ?? {}
  const timeout = flags.timeout ?? config.timeout
  if (timeout === 0) throw new UserError('--timeout must be above 0', { ending: 'usage' })
  return {
    files: args.length > 0 ? args : (config.files ?? []),
    baseUrl: flags['base-url'] ?? present(env.PPIO_BASE_URL) ?? config.baseUrl ?? DEFAULT_BASE_URL,
    apiKeyVariable: config.apiKey?.slice(2, -1) ?? 'PPIO_API_KEY',
    varFiles: flags['var-file']?.map((file) => resolve(cwd, file)) ?? config.varFile ?? [],
    envAllow: flags['env-allow']?.map(checkVariablePattern),
    ledger: flags.ledger === undefined ? config.ledger : resolve(cwd, flags.ledger),
    refresh: (flags.refresh as Settings['refresh'] | undefined) ?? config.refresh ?? 'auto',
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    settleMs: (flags.settle ?? config.settle ?? DEFAULT_SETTLE_S) * 1000,
    marker: config.marker ?? true,
    maxHourly: flags['max-hourly'] ?? config.maxHourly,
    maxUpfront: flags['max-upfront'] ?? config.maxUpfront,
    allowPrepaid: flags['allow-prepaid'] ?? config.allowPrepaid ?? false,
    allowUnavailable: flags['allow-unavailable'] ?? false,
    ...selectionOf(flags),
    configPath: found?.path,
  }
}

/** A list in one word would allow nothing, and look as if it did. */
function checkVariablePattern(pattern: string): string {
  if (/^[A-Za-z_*?][A-Za-z0-9_*?]*$/.test(pattern)) return pattern
  throw new UserError(`--env-allow takes the name of one variable or a glob, not "${pattern}"`, {
    ending: 'usage',
    hint: 'give the flag once for each, as in --env-allow HF_TOKEN --env-allow "APP_*"',
  })
}

const selectionOf = (flags: Flags) => ({ only: flags.only ?? [], exclude: flags.exclude ?? [] })

/** An empty variable counts as not set, as everywhere on the command line. */
const present = (value: string | undefined): string | undefined =>
  value === '' ? undefined : value
