import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { nearest } from '../nearest.ts'
import { foldersUpwards } from '../project-folders.ts'
import { UserError } from '../user-error.ts'
import { WHY_NOT_ENV_FILE } from './node-flags.ts'

/** What a config file may say. Paths in it are relative to the file's folder. Product contract §3. */
export interface Config {
  readonly files?: readonly string[]
  readonly baseUrl?: string
  /** A `${VAR}` reference, never a key. */
  readonly apiKey?: string
  readonly varFile?: readonly string[]
  readonly ledger?: string
  readonly refresh?: 'auto' | 'always' | 'never'
  /** Seconds. */
  readonly timeout?: number
  /** Seconds. */
  readonly settle?: number
  /** Whether `apply` adds `PPI_APPLY_ID` to what it creates; it does unless this is `false`. */
  readonly marker?: boolean
  readonly maxHourly?: number
  readonly maxUpfront?: number
  readonly allowPrepaid?: boolean
}

/** A config file as found: where, and what it says. */
export interface ConfigFile {
  readonly path: string
  readonly config: Config
}

const DATA_PLACES = [
  'ppi-apply.config.yaml',
  'ppi-apply.config.yml',
  'ppi-apply.config.json',
  '.ppi-applyrc',
  '.ppi-applyrc.yaml',
  '.ppi-applyrc.yml',
  '.ppi-applyrc.json',
  'package.json',
] as const

const CODE_PLACES = ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].flatMap((ending) => [
  `ppi-apply.config.${ending}`,
  `.ppi-applyrc.${ending}`,
])

/**
 * Files that cosmiconfig 9 runs merely because it is constructed in their folder. It holds no place of ours, but
 * a checkout of somebody else's branch can hold one, next to an API key.
 */
const META_CODE_PLACES = ['js', 'cjs', 'mjs', 'ts'].map((ending) => `.config/config.${ending}`)

/**
 * The config of the project: of the working folder or the nearest folder above it that has one (`foldersUpwards`), or
 * the file that `--config` names. Data only: a config that is a program is refused,
 * since this tool holds an API key and runs in checkouts of other people's branches.
 */
export async function readConfig(
  cwd: string,
  named: string | undefined,
): Promise<ConfigFile | undefined> {
  if (named !== undefined) return readNamed(resolve(cwd, named))
  for (const folder of foldersUpwards(cwd)) {
    const found = await readIn(folder)
    if (found !== undefined) return found
  }
  return undefined
}

async function readIn(folder: string): Promise<ConfigFile | undefined> {
  refuseCode(folder)
  if (!DATA_PLACES.some((place) => mayHoldConfig(join(folder, place)))) return undefined
  refuseMetaCode(folder)
  return search(folder)
}

async function readNamed(path: string): Promise<ConfigFile> {
  if (/\.[cm]?[jt]s$/.test(path)) throw codeRefused(path)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new UserError(`cannot read the config file ${path}: ${words(cause)}`, { cause })
  }
  const { parseData } = await import('./config-search.ts')
  const value = parseData(path, text)
  const inPackage = basename(path) === 'package.json'
  return { path, config: checkConfig(path, inPackage ? memberOf(value, 'ppi-apply') : value) }
}

function refuseCode(cwd: string): void {
  const found = CODE_PLACES.find((place) => existsSync(join(cwd, place)))
  if (found !== undefined) throw codeRefused(join(cwd, found))
}

const codeRefused = (path: string): UserError =>
  new UserError(`${path} is a program, and a config of ppi-apply is data only`, {
    hint: 'write the same settings to ppi-apply.config.yaml; running code from a checkout next to an API key is not safe',
  })

function refuseMetaCode(cwd: string): void {
  const found = META_CODE_PLACES.find((place) => existsSync(join(cwd, place)))
  if (found === undefined) return
  throw new UserError(
    `${found} would be run while looking for a config, and ppi-apply runs no code`,
    {
      hint: 'name the config file with --config FILE, which needs no search',
    },
  )
}

/** `package.json` is there in most folders; only one with a member of ours is worth loading the search for. */
function mayHoldConfig(path: string): boolean {
  if (!existsSync(path)) return false
  if (basename(path) !== 'package.json') return true
  try {
    return memberOf(JSON.parse(readFileSync(path, 'utf8')), 'ppi-apply') !== undefined
  } catch {
    return false
  }
}

async function search(cwd: string): Promise<ConfigFile | undefined> {
  const { searchConfig } = await import('./config-search.ts')
  const found = await searchConfig(cwd, DATA_PLACES, codeRefused)
  return found === undefined
    ? undefined
    : { path: found.path, config: checkConfig(found.path, found.value) }
}

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string' && value !== ''
const isTexts: Check = (value) => Array.isArray(value) && value.length > 0 && value.every(isText)
const isAmount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0

/** What each setting must be, in words that follow "must be". */
const SETTINGS = {
  files: [(value) => isText(value) || isTexts(value), 'a path or a list of paths'],
  baseUrl: [isText, 'a URL'],
  apiKey: [
    (value) => typeof value === 'string' && /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/.test(value),
    'a reference such as ${PPIO_API_KEY}: a key in a file is a key in the history',
  ],
  varFile: [(value) => isText(value) || isTexts(value), 'a path or a list of paths'],
  ledger: [isText, 'a path'],
  refresh: [
    (value) => value === 'auto' || value === 'always' || value === 'never',
    'auto, always or never',
  ],
  timeout: [(value) => isAmount(value) && value !== 0, 'a number of seconds above 0'],
  settle: [isAmount, 'a number of seconds, 0 or more'],
  marker: [(value) => typeof value === 'boolean', 'true or false'],
  maxHourly: [isAmount, 'a number of 0 or more'],
  maxUpfront: [isAmount, 'a number of 0 or more'],
  allowPrepaid: [(value) => typeof value === 'boolean', 'true or false'],
} as const satisfies Record<keyof Config, readonly [Check, string]>

function checkConfig(path: string, value: unknown): Config {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new UserError(`${path}: a config is a map of settings`)
  }
  const config: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(value)) {
    if (key === 'envFile') {
      throw new UserError(`${path}: envFile is called varFile, like the flag --var-file`, {
        hint: `Write varFile instead. ${WHY_NOT_ENV_FILE}.`,
      })
    }
    if (!Object.hasOwn(SETTINGS, key)) {
      const near = nearest(key, Object.keys(SETTINGS))
      throw new UserError(
        `${path}: unknown setting "${key}"`,
        near === undefined
          ? { hint: `the settings are ${Object.keys(SETTINGS).join(', ')}` }
          : { hint: `did you mean ${near}?` },
      )
    }
    const [isValid, words] = SETTINGS[key as keyof Config]
    // The value is not shown: it may be a key that somebody pasted.
    if (!isValid(setting)) throw new UserError(`${path}: ${key} must be ${words}`)
    config[key] = setting
  }
  return resolvePaths(config, dirname(path))
}

function resolvePaths(config: Record<string, unknown>, folder: string): Config {
  const paths = (value: unknown) =>
    [value].flat().map((path) => (path === '-' ? '-' : resolve(folder, String(path))))
  return {
    ...config,
    ...(config.files === undefined ? {} : { files: paths(config.files) }),
    ...(config.varFile === undefined ? {} : { varFile: paths(config.varFile) }),
    ...(config.ledger === undefined ? {} : { ledger: resolve(folder, String(config.ledger)) }),
  }
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined

const words = (cause: unknown): string =>
  (cause as NodeJS.ErrnoException).code === 'ENOENT'
    ? 'no such file'
    : ((cause as NodeJS.ErrnoException).code ?? 'unreadable')
