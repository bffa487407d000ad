import { dirname, resolve } from 'node:path'
import { nearest } from '../model/nearest.ts'
import { unreachable } from '../model/unreachable.ts'
import { UserError } from '../model/user-error.ts'
import { validateConfig } from '../schema/validate-config.generated.ts'
import type { ConfigKey } from './config-key.ts'
import { CONFIG_KEYS, type Config } from './config-keys.ts'
import { WHY_NOT_ENV_FILE } from './node-flags.ts'
import { isAddress } from './places/ledger-address.ts'

/** A config file as found: where, and what it says. */
export interface ConfigFile {
  readonly path: string
  readonly config: Config
}

const isKey = (key: string): key is keyof Config => Object.hasOwn(CONFIG_KEYS, key)

/** Throws a `UserError` for what is not a config: an unknown setting, or a value that none may have. */
export function checkConfig(path: string, value: unknown): Config {
  if (value === undefined || value === null) return {}
  if (typeof value === 'string' && value.includes('：')) {
    throw new UserError(
      `${path}: a full-width "：" (U+FF1A) is a letter to YAML, so this is not a map`,
      {
        hint: 'Type a plain colon and a space instead.',
      },
    )
  }
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
    if (wrong.has(key)) throw new UserError(`${path}: ${key} must be ${CONFIG_KEYS[key].mustBe}`)
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
  const near = nearest(key, Object.keys(CONFIG_KEYS))
  return new UserError(
    `${path}: unknown setting "${key.length > 60 ? `${key.slice(0, 60)}…` : key}"`,
    near === undefined
      ? { hint: `the settings are ${Object.keys(CONFIG_KEYS).join(', ')}` }
      : { hint: `did you mean ${near}?` },
  )
}

function resolvePaths(config: Record<string, unknown>, folder: string): Config {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      isKey(key) ? resolved(value, CONFIG_KEYS[key].names, folder) : value,
    ]),
  )
}

function resolved(value: unknown, names: ConfigKey['names'], folder: string): unknown {
  switch (names) {
    case 'ledger':
      return isAddress(String(value)) ? value : resolve(folder, String(value))
    case 'paths':
      return [value].flat().map((path) => (path === '-' ? '-' : resolve(folder, String(path))))
    case undefined:
      return value
    default:
      return unreachable(names)
  }
}
