import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import type { ScalarType } from '../../schema/field.ts'
import { scalarTypeAt } from '../../schema/scalar-type.ts'
import type { Definition } from '../definition.ts'
import type { Expansion, Expansions } from '../interpolation/expansion.ts'
import { labelOf } from '../value-path.ts'
import type { Node, ScalarNode } from '../yaml/tree.ts'
import { describeValue } from './describe-value.ts'
import { locationAt } from './value-location.ts'

/** Stands for a value that is not known, or about which everything is already said: nothing is found at it. */
export const UNKNOWN_VALUE: unique symbol = Symbol('hole')

/** A value as the validators see it: no nodes, references expanded and cast. */
export type CastValue =
  | string
  | number
  | boolean
  | typeof UNKNOWN_VALUE
  | readonly CastValue[]
  | { readonly [key: string]: CastValue }

/** A definition on its way to a spec: cast, not yet known to be valid. */
export interface UnvalidatedEntry {
  readonly definition: Definition
  readonly expansions: Expansions
  readonly value: { readonly [field: string]: CastValue }
  /** What could not be cast; such a value is a hole in `value`. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Turns an entry into the value that its schema is about. A string that came from a reference becomes what the
 * schema says at its place; a literal stays what YAML read. What cannot be a value at all is reported here.
 */
export function cast(definition: Definition, expansions: Expansions): UnvalidatedEntry {
  const casting: Casting = { definition, expansions, path: [], diagnostics: [] }
  const value: { [field: string]: CastValue } = {}
  for (const field of definition.fields) {
    put(value, field.key, inside(casting, field.key, field.value))
  }
  return { definition, expansions, value, diagnostics: casting.diagnostics }
}

interface Casting {
  readonly definition: Definition
  readonly expansions: Expansions
  /** Where the cast is; one array for the whole entry, since most places are never told. */
  readonly path: (string | number)[]
  readonly diagnostics: Diagnostic[]
}

function inside(casting: Casting, token: string | number, node: Node): CastValue {
  casting.path.push(token)
  const value = plainOf(casting, node)
  casting.path.pop()
  return value
}

function plainOf(casting: Casting, node: Node): CastValue {
  // What is laid over the entry is cast with it, as an entry of its own.
  if (casting.path[0] === 'fallback' && casting.path.length > 2) return UNKNOWN_VALUE
  if (node.kind === 'scalar') return scalarOf(casting, node)
  if (node.kind === 'seq') {
    // Not `map`, whose lists change their kind once it is compiled, after which all that reads them is compiled again.
    const items: CastValue[] = []
    for (const item of node.items) items.push(inside(casting, items.length, item))
    return items
  }
  const value: { [key: string]: CastValue } = {}
  for (const pair of node.pairs) put(value, pair.key, inside(casting, pair.key, pair.value))
  return value
}

/** So that a key `__proto__` is a key like any other. */
function put(map: { [key: string]: CastValue }, key: string, value: CastValue): void {
  if (key !== '__proto__') map[key] = value
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true })
}

function scalarOf(casting: Casting, node: ScalarNode): CastValue {
  if (node.failed === true) return UNKNOWN_VALUE
  const expansion = casting.expansions.get(node)
  if (expansion?.referring || expansion?.state === 'failed') {
    return expandedOf(casting, expansion)
  }
  if (expansion !== undefined) return expansion.text
  const { value } = node
  if (value === null) {
    const { definition, path } = casting
    const empty = node.start === node.end
    const source = definition.place.file.text.slice(node.start, node.end)
    const wants = scalarTypeAt(path)
    casting.diagnostics.push(
      diagnose('null-value', locationAt(definition, path), {
        field: labelOf(path),
        quoted: wants === 'string' && !empty ? `"${source}"` : undefined,
      }),
    )
    return UNKNOWN_VALUE
  }
  if (typeof value === 'bigint') {
    return scalarTypeAt(casting.path) === 'integer' ? tooLarge(casting) : Number(value)
  }
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  const type = scalarTypeAt(casting.path)
  return type === 'integer' || type === 'number' ? notFinite(casting, type) : value
}

function expandedOf(casting: Casting, expansion: Expansion): CastValue {
  const { definition, path } = casting
  if (expansion.state === 'failed') return UNKNOWN_VALUE
  const type = scalarTypeAt(path)
  if (expansion.state === 'any') return type === undefined ? expansion.text : UNKNOWN_VALUE
  const { text } = expansion
  const value = type === undefined ? text : castText(text, type)
  if (typeof value === 'bigint') return tooLarge(casting)
  if (value !== undefined) return value
  casting.diagnostics.push(
    diagnose('reference-not-cast', locationAt(definition, path), {
      ...describeValue(definition, path, casting.expansions),
      type: type ?? 'string',
      empty: text === '',
    }),
  )
  return UNKNOWN_VALUE
}

function tooLarge(casting: Casting): typeof UNKNOWN_VALUE {
  const { definition, path, expansions } = casting
  casting.diagnostics.push(
    diagnose(
      'integer-too-large',
      locationAt(definition, path),
      describeValue(definition, path, expansions),
    ),
  )
  return UNKNOWN_VALUE
}

/** `.inf` would also break a limit, and `.nan` every one: it is one mistake. */
function notFinite(
  { definition, path, expansions, diagnostics }: Casting,
  type: ScalarType,
): typeof UNKNOWN_VALUE {
  diagnostics.push(
    diagnose('wrong-type', locationAt(definition, path), {
      ...describeValue(definition, path, expansions),
      wanted: [type],
      write: undefined,
      quoted: false,
      hint: undefined,
    }),
  )
  return UNKNOWN_VALUE
}

/** A decimal number, as `8` or `1.5`. */
const NUMBER = /^\+?\d{1,15}(?:\.\d+)?$/

/**
 * A string as its place wants it: exactly the decimal numbers and the booleans of YAML's core schema, spaces
 * around it not allowed. `undefined` when it is none, a `bigint` when it is an integer that a number cannot hold.
 */
export function castText(
  text: string,
  type: ScalarType,
): string | number | bigint | boolean | undefined {
  if (type === 'string') return text
  if (type === 'boolean') {
    if (/^(?:true|True|TRUE)$/.test(text)) return true
    return /^(?:false|False|FALSE)$/.test(text) ? false : undefined
  }
  if (type === 'number') return NUMBER.test(text) ? Number(text) : undefined
  if (!/^[-+]?\d+$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(Number.isFinite(value) ? value : 0)
}
