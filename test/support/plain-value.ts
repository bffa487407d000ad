import type { Node } from '../../src/definitions/yaml/tree.ts'

/** What a tree says as plain values, for comparing with what other readers say. */
export function toPlain(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'seq':
      return node.items.map(toPlain)
    case 'map':
      return Object.fromEntries(node.pairs.map(({ key, value }) => [key, toPlain(value)]))
  }
}
