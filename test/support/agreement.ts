import { isDeepStrictEqual } from 'node:util'
import { parseQuickly } from '../../src/definitions/yaml/fast/quick.ts'
import { parseYaml } from '../../src/definitions/yaml/parse-yaml.ts'
import type { Node, Parsed } from '../../src/definitions/yaml/tree.ts'

/**
 * Whether the quick way is certain about a text. Throws when it then says anything but what the `yaml` package says: values,
 * styles, spans, or which nodes are one and the same.
 */
export function isQuick(text: string): boolean {
  const file = { path: 'a.yaml', text }
  const result = parseQuickly(file)
  if (result.kind === 'given-up') return false
  const quick = result.parsed
  const slow = parseYaml(file)
  if (isDeepStrictEqual(quick, slow) && isSameShape(quick, slow)) return true
  throw new Error(`two readings of ${JSON.stringify(text)}`)
}

function isSameShape(quick: Parsed, slow: Parsed): boolean {
  const twins = new Map<Node, Node>()
  const areTwins = (one: Node | undefined, other: Node | undefined): boolean => {
    if (one === undefined || other === undefined) return false
    const twin = twins.get(one)
    if (twin !== undefined) return twin === other
    twins.set(one, other)
    if (one.kind === 'seq' && other.kind === 'seq') {
      return one.items.every((item, at) => areTwins(item, other.items[at]))
    }
    if (one.kind === 'map' && other.kind === 'map') {
      return one.pairs.every(({ value }, at) => areTwins(value, other.pairs[at]?.value))
    }
    return one.kind === other.kind
  }
  return (
    quick.documents.every(({ root }, at) => areTwins(root, slow.documents[at]?.root)) &&
    new Set(twins.values()).size === twins.size
  )
}
