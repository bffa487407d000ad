import { dirname, resolve } from 'node:path'
import { ALLOW_WORDS, type AllowWord } from '../model/allow-word.ts'
import { nearest } from '../model/nearest.ts'
import { UserError } from '../model/user-error.ts'
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
  /** The words that `--allow` takes, but for those that only a person may say. */
  readonly allow?: readonly AllowWord[]
  readonly maxHourly?: number
  readonly maxUpfront?: number
  readonly allowPrepaid?: boolean
}

/** A config file as found: where, and what it says. */
export interface ConfigFile {
  readonly path: string
  readonly config: Config
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
  allow: [
    (value) =>
      Array.isArray(value) && value.every((word) => ALLOW_WORDS.some((known) => known === word)),
    `a list of ${ALLOW_WORDS.join(', ')}`,
  ],
  maxHourly: [isAmount, 'a number of 0 or more'],
  maxUpfront: [isAmount, 'a number of 0 or more'],
  allowPrepaid: [(value) => typeof value === 'boolean', 'true or false'],
} as const satisfies Record<keyof Config, readonly [Check, string]>

/** Throws a `UserError` for what is no config: an unknown setting, or a value that none may have. */
export function checkConfig(path: string, value: unknown): Config {
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
        `${path}: unknown setting "${key.length > 60 ? `${key.slice(0, 60)}…` : key}"`,
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
