import { pointerTo } from '../model/location.ts'
import { DEFAULTS, type Definition } from './definition.ts'
import type { Expansions } from './interpolation/expansion.ts'
import { textOf } from './secrets/classify-secret.ts'
import type { MapNode, Node, Pair, SeqNode } from './yaml/tree.ts'
import { pairOf } from './yaml/tree.ts'

/**
 * Lays the variables of `defaults` under those of an entry, key by key, whichever of the two forms each is written in; the
 * entry wins. The result is in the map form: own variables in the order written, then the inherited ones in theirs. A
 * definition is given back as it is while there is nothing to merge, or while one of the two is malformed, which is told
 * where it is.
 */
export function withInheritedEnvs(definition: Definition, expansions: Expansions): Definition {
  const { fields, place, inheritedEnvs } = definition
  const at = fields.findIndex(({ key }) => key === 'envs')
  const own = fields[at]
  if (own === undefined || inheritedEnvs === undefined) return definition
  const ownPairs = pairsOf(own.value, pointerTo(place.pointer, 'envs'), expansions)
  const inherited = pairsOf(inheritedEnvs, pointerTo(DEFAULTS, 'envs'), expansions)
  if (ownPairs === undefined || inherited === undefined) return definition
  const keys = new Set(ownPairs.map(({ pair }) => pair.key))
  const merged = [...ownPairs, ...inherited.filter(({ pair }) => !keys.has(pair.key))]
  const { start, end } = own.value
  const value: MapNode = { kind: 'map', start, end, pairs: merged.map(({ pair }) => pair) }
  return {
    ...definition,
    fields: fields.with(at, { ...own, value }),
    mergedFrom: new Map(merged.map(({ pair, pointer }) => [pair, pointer])),
  }
}

/** A variable as a pair of the map form, and where its value is in the file. */
interface WrittenEnv {
  readonly pair: Pair
  readonly pointer: string
}

/** `undefined` where one of the variables is not a pair of a key and a value, or a key is there twice. */
function pairsOf(
  envs: Node,
  pointer: string,
  expansions: Expansions,
): readonly WrittenEnv[] | undefined {
  if (envs.kind === 'scalar' || (envs.kind === 'map' && envs.incomplete === true)) return undefined
  const pairs =
    envs.kind === 'map' ? pairsOfMap(envs, pointer) : pairsOfList(envs, pointer, expansions)
  const isWhole = pairs.every((written) => written !== undefined)
  if (!isWhole || new Set(pairs.map(({ pair }) => pair.key)).size !== pairs.length) return undefined
  return pairs
}

const pairsOfMap = ({ pairs }: MapNode, pointer: string): readonly WrittenEnv[] =>
  pairs.map((pair) => ({ pair, pointer: pointerTo(pointer, pair.key) }))

const pairsOfList = (
  { items }: SeqNode,
  pointer: string,
  expansions: Expansions,
): readonly (WrittenEnv | undefined)[] =>
  items.map((item, index) => {
    const key = pairOf(item, 'key')?.value
    const value = pairOf(item, 'value')?.value
    if (item.kind !== 'map' || item.pairs.length !== 2 || value === undefined) return undefined
    const text = key?.kind === 'scalar' ? textOf(key, expansions) : undefined
    if (key === undefined || text === undefined || text === '') return undefined
    const pair = { key: text, keyStart: key.start, keyEnd: key.end, value }
    return { pair, pointer: pointerTo(pointerTo(pointer, index), 'value') }
  })
