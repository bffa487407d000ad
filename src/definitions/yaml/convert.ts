import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  type ParsedNode,
  type Scalar,
} from 'yaml'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { SourceFile, Span } from '../../model/location.ts'
import { type Budget, type KeyText, placeOf, rangeOf, type State } from './conversion.ts'
import { resolveAlias } from './convert-alias.ts'
import {
  type Key,
  NOTHING_MERGED,
  reportComplexKey,
  reportDuplicate,
  reportJoined,
  splitKey,
  toMerged,
} from './convert-key.ts'
import { absent, failed, toScalar } from './convert-scalar.ts'
import { CORE } from './scalar-value.ts'
import { templateFinding } from './syntax/template-expression.ts'
import { keySpanOf, type MapNode, type Node, type Pair } from './tree.ts'

export interface Converted {
  /** `undefined` when the aliases stand for too much to go on. */
  readonly root: Node | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** The names of its anchors. */
  readonly anchors: Iterable<string>
}

/**
 * Turns a composed document into our tree: aliases become shared nodes, merge keys are merged, keys become strings. `unsound`
 * holds, in order, offsets inside values that a finding is already about. Linear in what is written: aliases are
 * counted, never written out.
 */
export function convert(
  file: SourceFile,
  document: Document.Parsed,
  unsound: readonly number[],
  budget: Budget,
): Converted {
  const state: State = {
    file,
    unsound,
    budget,
    diagnostics: [],
    anchors: new Map(),
    path: [],
    total: 0,
    end: 0,
    isStopped: false,
  }
  const root = toNode(state, document.contents)
  return {
    root: state.isStopped ? undefined : root,
    diagnostics: state.diagnostics,
    anchors: state.anchors.keys(),
  }
}

type OwnNode = Exclude<ParsedNode, Alias.Parsed>

function toNode(state: State, node: ParsedNode | null): Node {
  if (node === null || state.isStopped) return absent(state.end)
  if (isAlias(node)) {
    const span = rangeOf(node)
    const anchor = resolveAlias(state, node)
    state.end = span.end
    return anchor?.node ?? failed(span)
  }
  if (node.anchor === undefined) return toOwnNode(state, node)
  const before = state.total
  state.anchors.set(node.anchor, { node: undefined, weight: 0, key: undefined })
  const converted = toOwnNode(state, node)
  state.anchors.set(node.anchor, {
    node: converted,
    weight: state.total - before,
    key: isScalar(node) ? keyTextOf(node) : undefined,
  })
  return converted
}

function toOwnNode(state: State, node: OwnNode): Node {
  state.total += 1
  if (isScalar(node)) return toScalar(state, node)
  const { flow, range, tag } = node
  const start = range[0]
  if (isMap(node) && flow === true && state.file.text.startsWith('{{', start)) {
    // A map as the key of a map has no meaning either.
    state.diagnostics.push(
      templateFinding(state.file, start, placeOf(state, rangeOf(node)).pointer),
    )
    state.end = range[1]
    return failed(rangeOf(node))
  }
  const content = isMap(node)
    ? ({ kind: 'map', ...toPairs(state, node.items) } as const)
    : ({ kind: 'seq', items: toItems(state, node.items) } as const)
  if (flow === true) state.end = range[1]
  const end = Math.max(start, state.end)
  if (tag !== undefined && tag !== `${CORE}${content.kind}`) return failed({ start, end })
  return { ...content, start, end }
}

function toItems(state: State, nodes: readonly ParsedNode[]): readonly Node[] {
  const items: Node[] = []
  for (const node of nodes) {
    state.path.push(items.length)
    const item = toNode(state, node)
    items.push(isJoined(state, node, item) ? reportJoined(state, node, item) : item)
    state.path.pop()
    if (state.isStopped) break
  }
  return items
}

/** An alias of a list as an item, which elsewhere would join the two. No field takes a list in a list. */
const isJoined = ({ path }: State, node: ParsedNode, item: Node): boolean =>
  isAlias(node) &&
  item.kind === 'seq' &&
  (path[0] === 'instances' || path[0] === 'defaults') &&
  !path.includes('<<')

/** A map while its pairs come in, in order. */
interface Building {
  readonly pairs: Map<string, Pair>
  merge: { readonly span: Span; readonly value: Node } | undefined
  isIncomplete: boolean
}

const newBuilding = (): Building => ({
  pairs: new Map(),
  merge: undefined,
  isIncomplete: false,
})

type Content = Pick<MapNode, 'pairs' | 'incomplete'>

interface YamlPair {
  readonly key: ParsedNode
  readonly value: ParsedNode | null
}

function toPairs(state: State, written: readonly YamlPair[]): Content {
  const building = newBuilding()
  for (const pair of written) {
    addPair(state, building, pair)
    if (state.isStopped) break
  }
  return finishPairs(state, building)
}

function addPair(state: State, building: Building, pair: YamlPair): void {
  const { pairs, merge } = building
  const split = pair.value === null ? splitKey(state, pair.key) : undefined
  const key = split?.key ?? toKey(state, pair.key)
  state.path.push(key?.text ?? '')
  const value = split?.value ?? toNode(state, pair.value)
  state.path.pop()
  if (key === undefined) {
    building.isIncomplete = true
    return
  }
  const same = pairs.get(key.text)
  const first = key.isMerge ? merge?.span : same && keySpanOf(same)
  if (first !== undefined) {
    state.path.push(key.text)
    reportDuplicate(state, key, first, isAlias(pair.key))
    state.path.pop()
    // What a second merge would bring is not to be missed in the map as well.
    if (key.isMerge) building.isIncomplete = true
  } else if (key.isMerge) building.merge = { span: key.span, value }
  else {
    const { start: keyStart, end: keyEnd } = key.span
    pairs.set(key.text, { key: key.text, keyStart, keyEnd, value })
  }
}

/** Adds what the merge key brings: keys of the map itself win, then earlier maps. */
function finishPairs(state: State, { pairs, merge, isIncomplete }: Building): Content {
  const merged = merge === undefined ? NOTHING_MERGED : toMerged(state, merge)
  for (const source of merged.maps) {
    for (const pair of source.pairs) if (!pairs.has(pair.key)) pairs.set(pair.key, pair)
  }
  return isIncomplete || merged.isIncomplete
    ? { pairs: [...pairs.values()], incomplete: true }
    : { pairs: [...pairs.values()] }
}

function toKey(state: State, node: ParsedNode): Key | undefined {
  const span = rangeOf(node)
  if (isAlias(node)) {
    const anchor = resolveAlias(state, node)
    state.end = span.end
    if (anchor?.node !== undefined && anchor.key === undefined)
      reportComplexKey(state, span, anchor.node)
    return anchor?.key === undefined ? undefined : { ...anchor.key, span }
  }
  if (!isScalar(node)) {
    const converted = toNode(state, node)
    reportComplexKey(state, span, converted)
    return undefined
  }
  // Scalars without an anchor are most keys; they need no node.
  if (node.anchor !== undefined || node.type === 'QUOTE_DOUBLE') {
    const converted = toNode(state, node)
    if (converted.kind === 'scalar' && converted.failed) return undefined
  } else state.total += 1
  state.end = span.end
  return { ...keyTextOf(node), span }
}

/** A key is its source text, so that `8080`, `1.10` and `null` stay as they were written. */
const keyTextOf = (node: Scalar.Parsed): KeyText => ({
  text: node.source,
  isMerge: node.source === '<<' && node.type === 'PLAIN' && node.tag === undefined,
})
