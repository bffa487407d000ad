import { inspect } from 'node:util'

type Scalar = string | number | boolean

/** The references of a secret, for whoever has to write them for another reader, such as a shell. */
export interface Written {
  /** The text with its references, as Docker Compose writes them. */
  readonly source: string
  /** Whether what is behind an operator is as secret as the value. */
  readonly hidesWords: boolean
}

/**
 * A value that nobody may read by accident: whatever prints, serialises or inspects it gets its source text
 * (`${HF_TOKEN}`) or `(secret)`. Only `reveal` gives the value, and only the HTTP client and
 * `render --show-secrets` call it. Product contract §2.2.
 */
export class Secret<Value extends Scalar = string> {
  readonly #value: Value
  /** What people and machines see instead of the value. */
  readonly shown: string
  readonly #written: Written | undefined

  constructor(value: Value, shown: string, written?: Written) {
    this.#value = value
    this.shown = shown
    this.#written = written
  }

  reveal(): Value {
    return this.#value
  }

  /** How the value was written; `undefined` where that is a secret too, or where nobody wrote it. */
  get written(): Written | undefined {
    return this.#written
  }

  toJSON(): string {
    return this.shown
  }

  toString(): string {
    return this.shown
  }

  [inspect.custom](): string {
    return this.shown
  }
}

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

/** JSON in which any text or number may be a secret. `JSON.stringify` of it is masked and safe to show. */
export type WithSecrets =
  | string
  | number
  | boolean
  | null
  | Secret<Scalar>
  | readonly WithSecrets[]
  | { readonly [key: string]: WithSecrets }

/** The value with its secrets unmasked: for the wire, never for a view. */
export function reveal(value: WithSecrets): Json {
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value)) return value.map(reveal)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]))
  }
  return value as string | number | boolean | null
}

/** Whether a string that was masked may show a secret in the place of its value. */
export const mayHideSecret = (text: string): boolean => /\$|\(secret\)/.test(text)

/** The value as anyone may see it. */
export function mask(value: WithSecrets): Json {
  if (value instanceof Secret) return value.shown
  if (Array.isArray(value)) return value.map(mask)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mask(inner)]))
  }
  return value as string | number | boolean | null
}

/**
 * Whether two values say the same to anyone who may see them, in the same order: whether the JSON of both is one string.
 * `but` names a member of the values themselves that is passed over.
 */
export function looksSame(one: WithSecrets, other: WithSecrets, but?: string): boolean {
  const left = one instanceof Secret ? one.shown : one
  const right = other instanceof Secret ? other.shown : other
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object') return false
  if (left === null || right === null || Array.isArray(left) !== Array.isArray(right)) return false
  const keys = keysOf(left, but)
  const others = keysOf(right, but)
  return (
    keys.length === others.length &&
    keys.every(
      (key, at) => key === others[at] && looksSame(memberOf(left, key), memberOf(right, key)),
    )
  )
}

function keysOf(value: object, but: string | undefined): readonly string[] {
  const keys = Object.keys(value)
  const at = but === undefined ? -1 : keys.indexOf(but)
  if (at !== -1) keys.splice(at, 1)
  return keys
}

const memberOf = (value: object, key: string): WithSecrets =>
  (value as { readonly [key: string]: WithSecrets })[key] ?? null

/** Every secret text in a value, for the one scrub that answers of the service go through. */
export function secretsIn(value: WithSecrets): readonly Secret<Scalar>[] {
  if (value instanceof Secret) return [value]
  if (Array.isArray(value)) return value.flatMap(secretsIn)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(secretsIn)
  return []
}
