import { isKeyName } from '../../config/places/known-hosts.ts'
import { toMatcher } from '../name-pattern.ts'
import { isCredentialName } from '../secrets/credential.ts'
import { scrub } from '../secrets/redact.ts'

/** Which variables definition files may read. Product contract §13.2. */
export interface FileAccess {
  /** Names of variables that hold the API key of this run, besides those that everybody's key has. */
  readonly keyVariables?: readonly string[]
  /** The values of the API keys at hand: a file gets none of them, whatever the variable is called. */
  readonly keys?: readonly string[]
  /** Names or globs (`*`, `?`) of the variables that files may read; all but the key's when there is no such list. */
  readonly allowed?: readonly string[] | undefined
}

/** Whether a variable holds the API key, by its name. */
export const isKeyVariable = (name: string, { keyVariables = [] }: FileAccess): boolean =>
  isKeyName(name) || keyVariables.includes(name)

/** Whether files may read a variable at all. */
export function isReadable(name: string, { allowed }: FileAccess): boolean {
  return allowed === undefined || allowed.some((pattern) => toMatcher(pattern)(name))
}

/** Whether a name alone says that its value is a secret. */
export const isSecretName = (name: string, access: FileAccess): boolean =>
  isCredentialName(name) || isKeyVariable(name, access)

/** Below this length a key is looked for as a whole value only: it would be in many strings by chance. */
const LOOKED_FOR_FROM = 8

/** Whether a value is one of the API keys, or has one in it: as it is, or in a form that a string is sent in. */
export const holdsKey = (value: string, { keys = [] }: FileAccess): boolean =>
  keys.some((key) =>
    key.length < LOOKED_FOR_FROM ? value.trim() === key.trim() : scrub(value, [key]) !== value,
  )
