import type { Definition } from '../definition.ts'
import type { Expansion, Expansions } from '../interpolation/expansion.ts'
import { showReferences } from '../interpolation/print-template.ts'
import { secretKindOfPlace, textOf } from '../secrets/classify-secret.ts'
import { labelOf, type Path } from '../value-path.ts'
import type { Node } from '../yaml/tree.ts'
import { nodeAt, writtenPath } from './value-location.ts'

/** What a finding says of a value: never a secret. */
export interface ValueDescription {
  /** As people read a path: `envs[0].key`. */
  readonly field: string
  /** What was written or came from variables, short; of a secret only what kind of value it is. */
  readonly wrote: string
  /** `wrote` is the kind of the value, since the value is a secret. */
  readonly hidden?: true
  /** The variables whose values are in it. */
  readonly from: readonly string[]
}

/** Prepares what may be said of the value at a path. */
export function describeValue(
  definition: Definition,
  path: Path,
  expansions: Expansions,
): ValueDescription {
  const field = labelOf(writtenPath(definition, path))
  const node = nodeAt(definition, path)
  if (node === undefined) return { field, wrote: 'nothing', from: [] }
  if (node.kind !== 'scalar') {
    return { field, wrote: node.kind === 'seq' ? 'a list' : 'a map', from: [] }
  }
  const expansion = expansions.get(node)
  const from = expansion?.variables ?? []
  const envKey = envKeyAt(definition, path, expansions)
  if (secretKindOfPlace({ path, expansion, envKey }) !== undefined) {
    return { field, wrote: kindOf(node), hidden: true, from }
  }
  if (expansion !== undefined) return { field, wrote: wroteExpanded(expansion), from }
  if (typeof node.value === 'string') return { field, wrote: quote(node.value), from }
  const source = definition.place.file.text.slice(node.start, node.end)
  return { field, wrote: shorten(source), from }
}

/** Whether a value holds a secret that a variable brought there: then no finding may quote a piece of it. */
export function isBroughtSecret(
  definition: Definition,
  path: Path,
  expansions: Expansions,
): boolean {
  const node = nodeAt(definition, path)
  return node?.kind === 'scalar' && expansions.get(node)?.secret === true
}

/** Which variable an `envs` value is for, in the list and in the map form. */
export function envKeyAt(
  definition: Definition,
  path: Path,
  expansions: Expansions,
): string | undefined {
  const [field, token] = path
  if (field !== 'envs' || token === undefined) return undefined
  if (typeof token === 'string') return token
  const key = nodeAt(definition, ['envs', token, 'key'])
  return key?.kind === 'scalar' ? textOf(key, expansions) : undefined
}

/** A string in quotes, cut where it is long; control characters and lone surrogates are written as escapes. */
export const quote = (text: string): string => JSON.stringify(shorten(text))

const MAX_SHOWN = 60

function shorten(text: string): string {
  if (text.length <= MAX_SHOWN) return text
  return `${Array.from(text.slice(0, MAX_SHOWN)).slice(0, -1).join('')}…`
}

function wroteExpanded(expansion: Expansion): string {
  const told = expansion.state !== 'known' || expansion.secret
  return told ? shorten(showReferences(expansion.template)) : quote(expansion.text)
}

function kindOf(node: Extract<Node, { kind: 'scalar' }>): string {
  if (node.value === null) return 'nothing'
  if (typeof node.value === 'boolean') return 'true or false'
  return typeof node.value === 'string' ? 'a string' : 'a number'
}
