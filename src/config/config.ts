import { dirname, resolve } from 'node:path'
import type { AllowWord } from '../model/allow-word.ts'
import { nearest } from '../model/nearest.ts'
import { UserError } from '../model/user-error.ts'
import { CONFIG_KEYS, type ConfigKey } from '../schema/config-keys.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import { validateConfig } from '../schema/validate-config.generated.ts'
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
  /** Which page of the vendor the limits of entries are taken from. */
  readonly limits?: LimitSet
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

/** Every key that `Config` has is declared, and no other. */
const KEYS: Readonly<Record<keyof Config, ConfigKey>> = CONFIG_KEYS

const isKey = (key: string): key is keyof Config => Object.hasOwn(KEYS, key)

/** Throws a `UserError` for what is not a config: an unknown setting, or a value that none may have. */
export function checkConfig(path: string, value: unknown): Config {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new UserError(`${path}: a config is a map of settings`)
  }
  const wrong = new Set(validateConfig(value).map(({ instancePath }) => instancePath.split('/')[1]))
  const config: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(value)) {
    if (key === '$schema') {
      // How a JSON file tells an editor its schema.
      if (wrong.has(key)) throw new UserError(`${path}: $schema must be a path`)
      continue
    }
    if (!isKey(key)) throw unknownKey(path, key)
    // The value is not shown: it may be a key that somebody pasted.
    if (wrong.has(key)) throw new UserError(`${path}: ${key} must be ${KEYS[key].mustBe}`)
    config[key] = setting
  }
  return resolvePaths(config, dirname(path))
}

function unknownKey(path: string, key: string): UserError {
  if (key === 'envFile') {
    return new UserError(`${path}: envFile is called varFile, like the flag --var-file`, {
      hint: `Write varFile instead. ${WHY_NOT_ENV_FILE}.`,
    })
  }
  const near = nearest(key, Object.keys(KEYS))
  return new UserError(
    `${path}: unknown setting "${key.length > 60 ? `${key.slice(0, 60)}…` : key}"`,
    near === undefined
      ? { hint: `the settings are ${Object.keys(KEYS).join(', ')}` }
      : { hint: `did you mean ${near}?` },
  )
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
