import { MAX_ITEMS, MAX_KEYS, MAX_REPEATED, MAX_VALUES } from '../syntax/size-limits.ts'
import type { MapNode, Node, Pair, ScalarNode } from '../tree.ts'
import { CODE } from './char-code.ts'
import { takePlain, takeQuoted, toCoreValue } from './quick-scalar.ts'
import { pieceOf, type Scan, takeName } from './quick-scan.ts'

/** Deeper files are left to the slow way, which refuses those that are too deep. */
export const MAX_NESTED = 50

/** Longer keys are left to the slow way: YAML wants the colon within 1,024 characters. */
export const LONGEST_KEY = 1_000

/** Whether a string holds more than is read: then nothing more of it is kept. */
export const isTooMuch = ({ written }: Scan, items: readonly unknown[] = []): boolean =>
  written > MAX_VALUES || items.length > MAX_ITEMS

/** A node for the scalar that the scan has just taken. */
export const toScalar = (
  scan: Scan,
  value: ScalarNode['value'],
  style: ScalarNode['style'],
): ScalarNode => {
  const { tokenStart: start, tokenEnd: end } = scan
  scan.written += 1
  scan.end = end
  return { kind: 'scalar', value, style, start, end }
}

/** Takes a scalar of one line; nothing is said about what is behind it. */
export function takeScalar(scan: Scan, first: number, inFlow: boolean): ScalarNode | undefined {
  if (first === CODE.double || first === CODE.single) {
    const text = takeQuoted(scan, first)
    if (text === undefined) return undefined
    return toScalar(scan, text, first === CODE.double ? 'double' : 'single')
  }
  if (!takePlain(scan, inFlow)) return undefined
  const source = pieceOf(scan, scan.tokenStart, scan.tokenEnd)
  return toScalar(scan, toCoreValue(source), 'plain')
}

/** Takes an alias and gives the node that it stands for. */
export function takeAlias(scan: Scan): Node | undefined {
  const name = takeName(scan)
  const anchor = name === undefined ? undefined : scan.anchors.get(name)
  if (anchor === undefined) return undefined
  scan.end = scan.at
  scan.repeated += anchor.weight
  return scan.repeated > MAX_REPEATED / 2 ? undefined : anchor.node
}

/** Whether an item, which is written at `at`, is an alias of a list from before it, which may be a finding. */
export const isEarlierList = ({ kind, start }: Node, at: number): boolean =>
  kind === 'seq' && start < at

/** A map while its pairs come in. */
export interface Building {
  readonly pairs: Pair[]
  /** The keys of a wide map; looking through a small one is cheaper. */
  keys: Set<string> | undefined
  merge: Node | undefined
}

export const newBuilding = (): Building => ({ pairs: [], keys: undefined, merge: undefined })

/** `false` for a key that is there already, and for one too many. */
export function addPair(building: Building, pair: Pair): boolean {
  if (building.pairs.length >= MAX_KEYS) return false
  const { key, keyStart, keyEnd, value } = pair
  // Quotes make it a key like any other.
  if (key === '<<' && keyEnd - keyStart === 2) {
    if (building.merge !== undefined) return false
    building.merge = value
    return true
  }
  return addOwn(building, pair)
}

function addOwn(building: Building, pair: Pair): boolean {
  if (hasKey(building, pair.key)) return false
  building.pairs.push(pair)
  building.keys?.add(pair.key)
  return true
}

function hasKey(building: Building, key: string): boolean {
  const { pairs } = building
  if (pairs.length > FEW) {
    building.keys ??= new Set(pairs.map((pair) => pair.key))
    return building.keys.has(key)
  }
  for (const pair of pairs) if (pair.key === key) return true
  return false
}

const FEW = 16

/** The map with what its merge key brings; `undefined` when that brings anything but maps. */
export function toMap(building: Building, start: number, end: number): MapNode | undefined {
  const { pairs, merge } = building
  if (merge !== undefined) {
    for (const source of merge.kind === 'seq' ? merge.items : [merge]) {
      if (source.kind !== 'map') return undefined
      for (const pair of source.pairs) addOwn(building, pair)
    }
  }
  // A list that grew has room to grow further.
  return { kind: 'map', pairs: pairs.slice(), start, end }
}
