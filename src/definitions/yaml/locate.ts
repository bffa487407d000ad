import { type Location, pointerTo, type Span } from '../../model/location.ts'
import {
  keySpanOf,
  type MapNode,
  type Node,
  type Pair,
  type SourceDocument,
  spanOf,
} from './tree.ts'

/** Where a value is that a JSON Pointer names. */
export interface Located {
  readonly node: Node
  readonly value: Span
  /** The key it was written under; absent for list items and the root. */
  readonly key?: Span
  /** How much of the pointer exists: the whole of it, unless the nearest ancestor had to do. */
  readonly pointer: string
}

/**
 * Finds a value by its JSON Pointer (RFC 6901) through aliases and merges; when there is none, its nearest ancestor that
 * exists. Spans are those of the value as it was written, which for an alias is at the anchor.
 */
export function locate(document: SourceDocument, pointer: string): Located {
  let found: Located = { node: document.root, value: spanOf(document.root), pointer: '' }
  for (const token of tokensOf(pointer)) {
    const step = childOf(found.node, token)
    if (step === undefined) break
    found = {
      node: step.node,
      value: spanOf(step.node),
      pointer: pointerTo(found.pointer, token),
      ...(step.pair === undefined ? {} : { key: keySpanOf(step.pair) }),
    }
  }
  return found
}

/** The node that a JSON Pointer names below a node, if it exists. */
export function nodeAt(root: Node, pointer: string): Node | undefined {
  let node: Node | undefined = root
  for (const token of tokensOf(pointer)) {
    node = childOf(node, token)?.node
    if (node === undefined) return undefined
  }
  return node
}

/** The place of a value, or of its key, for a finding; of the nearest ancestor when it does not exist. */
export function locationAt(
  document: SourceDocument,
  pointer: string,
  part: 'value' | 'key' = 'value',
): Location {
  const { value, key } = locate(document, pointer)
  return { file: document.file, pointer, span: part === 'key' ? (key ?? value) : value }
}

const tokensOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))

interface Child {
  readonly node: Node
  readonly pair?: Pair
}

function childOf(node: Node, token: string): Child | undefined {
  switch (node.kind) {
    case 'scalar':
      return undefined
    case 'seq': {
      const item = /^(?:0|[1-9]\d*)$/.test(token) ? node.items[Number(token)] : undefined
      return item === undefined ? undefined : { node: item }
    }
    case 'map': {
      const pair = indexOf(node).get(token)
      return pair === undefined ? undefined : { node: pair.value, pair }
    }
  }
}

const indexes = new WeakMap<MapNode, ReadonlyMap<string, Pair>>()

/** The pairs of a map by key, worked out once, since many findings may ask the same wide map. */
function indexOf(map: MapNode): ReadonlyMap<string, Pair> {
  let index = indexes.get(map)
  if (index === undefined) {
    index = new Map(map.pairs.map((pair) => [pair.key, pair]))
    indexes.set(map, index)
  }
  return index
}
