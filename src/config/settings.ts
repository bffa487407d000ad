import { dirname, resolve } from 'node:path'
import { ALLOW_WORDS, type AllowWord } from '../model/allow-word.ts'
import { projectRoot } from '../model/files/project-root.ts'
import { UserError } from '../model/user-error.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import type { ConfigFile } from './config.ts'
import { readConfig } from './config-file.ts'
import type { Environment } from './environment.ts'
import type { CommandLine, Flags } from './flags.ts'
import { refuseOutside } from './inside-project.ts'
import { apiKeyVariable, chooseDestination, type Destination } from './places/destination.ts'
import { trustedPlaceOf } from './places/ledger-address.ts'
import { chooseLedger, type LedgerSetting } from './places/ledger-setting.ts'
import { trustIn } from './places/trust-list.ts'
import { readVariables, type Variables } from './variable-file.ts'

/** Flags, environment, variable files and config merged: the first that says something wins. Product contract §3. */
export interface Settings {
  /** Paths as given on the command line, or the config's; empty when neither names any. */
  readonly files: readonly string[]
  /**
   * The service and the key of the run. Throws a `UserError` where a file of the checkout would choose them; so only what
   * needs a service asks, as a sandbox needs none.
   */
  readonly destination: () => Destination
  /** Names the variable that holds the API key. */
  readonly apiKeyVariable: string
  /** What references may read: the environment, then the variable files. */
  readonly variables: Variables
  /** Names or globs of the variables that the files may read; `undefined` for all but the key's. */
  readonly envAllow: readonly string[] | undefined
  /**
   * The ledger that was chosen; `undefined` for the default place. Throws a `UserError` where a file of the checkout would
   * choose where the lines and the secrets of a shared one go.
   */
  readonly ledger: () => LedgerSetting | undefined
  /** Whether the person trusts what is at the address of a ledger. */
  readonly trusts: (address: string) => boolean
  readonly refresh: 'auto' | 'always' | 'never'
  /** Whether `apply` adds `PPI_APPLY_ID` to what it creates. */
  readonly marker: boolean
  /** Which page of the vendor the limits of entries are taken from. */
  readonly limits: LimitSet
  /** How long a create call may take, in milliseconds; `undefined` for the client's own bound. */
  readonly timeoutMs: number | undefined
  /** How long a new instance may take to show up in the list, in milliseconds. */
  readonly settleMs: number
  readonly maxHourly: number | undefined
  readonly maxTotalHourly: number | undefined
  readonly maxUpfront: number | undefined
  readonly allowPrepaid: boolean
  /** The most instances that a run may destroy; `undefined` for the default. */
  readonly maxDestroys: number | undefined
  /** What may be done without a further question. */
  readonly allow: ReadonlySet<AllowWord>
  readonly allowUnavailable: boolean
  readonly only: readonly string[]
  readonly exclude: readonly string[]
  /** Where the settings came from, for `--verbose`. */
  readonly configPath: string | undefined
}

/** Seconds: nobody documents how long the list lags, so this is long. */
const DEFAULT_SETTLE_S = 60

/** Where a command runs. */
export interface SettingsWorld {
  /** Absolute. */
  readonly cwd: string
  readonly env: Environment
}

/**
 * Reads config and variable files, and merges them with what the command line and the environment say. `kept`: the
 * variables where they were read before, and cannot be read again.
 */
export async function loadSettings(
  { flags, args }: CommandLine,
  { cwd, env }: SettingsWorld,
  kept?: Variables,
): Promise<Settings> {
  const found = await readConfig(cwd, flags.config)
  if (found !== undefined) refuseOutside(found)
  const named = flags['var-file']?.map((file) => resolve(cwd, file))
  const variables =
    kept ??
    (await (named === undefined && found !== undefined
      ? readVariables(env, found.config.varFile ?? [], {
          namedBy: 'config',
          root: projectRoot(dirname(found.path)),
        })
      : readVariables(env, named ?? [], { namedBy: 'person', root: projectRoot(cwd) })))
  return mergeSettings({ flags, args }, { cwd, env }, found, variables)
}

function mergeSettings(
  { flags, args }: CommandLine,
  { cwd, env }: SettingsWorld,
  found: ConfigFile | undefined,
  variables: Variables,
): Settings {
  const config = found?.config ?? {}
  const folders = found === undefined ? [cwd] : [cwd, dirname(found.path)]
  const timeout = flags.timeout ?? config.timeout
  if (timeout === 0) throw new UserError('--timeout must be above 0', { ending: 'usage' })
  return {
    files: args.length > 0 ? args : (config.files ?? []),
    destination: () => chooseDestination({ flags, env, config: found, variables, folders }),
    apiKeyVariable: apiKeyVariable({ flags, config: found }),
    variables,
    envAllow: flags['env-allow']?.map(checkVariablePattern),
    ledger: () => chooseLedger({ flags, env, config: found, cwd, folders }),
    trusts: (address) => trustIn(trustedPlaceOf(address), { env, folders }).isTrusted,
    refresh: flags.refresh ?? config.refresh ?? 'auto',
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    settleMs: (flags.settle ?? config.settle ?? DEFAULT_SETTLE_S) * 1000,
    marker: config.marker ?? true,
    limits: config.limits ?? 'reference',
    maxHourly: flags['max-hourly'] ?? config.maxHourly,
    maxTotalHourly: flags['max-total-hourly'] ?? config.maxTotalHourly,
    maxUpfront: flags['max-upfront'] ?? config.maxUpfront,
    allow: new Set([
      ...(config.allow ?? []),
      ...(flags.allow ?? []).flatMap((words) => words.split(',')).map(checkAllowWord),
    ]),
    allowPrepaid: flags['allow-prepaid'] ?? config.allowPrepaid ?? false,
    maxDestroys: flags['max-destroys'] ?? config.maxDestroys,
    // Who waits for stock has it tried, and is not refused for the lack of it.
    allowUnavailable: flags['allow-unavailable'] === true || flags['until-available'] !== undefined,
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

function checkAllowWord(word: string): AllowWord {
  const known = ALLOW_WORDS.find((each) => each === word.trim())
  if (known !== undefined) return known
  throw new UserError(`--allow takes ${ALLOW_WORDS.join(', ')}, not "${word}"`, {
    ending: 'usage',
    hint: 'creating needs no word, and nothing else can be allowed',
  })
}

const selectionOf = (flags: Flags) => ({ only: flags.only ?? [], exclude: flags.exclude ?? [] })
