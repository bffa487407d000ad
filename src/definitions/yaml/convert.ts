import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  type Scalar,
} from 'yaml'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { SourceFile, Span } from '../../model/location.ts'
import { type Budget, type KeyText, placeOf, rangeOf, type State } from './conversion.ts'
import { resolveAlias } from './convert-alias.ts'
import {
  NOTHING_MERGED,
  reportComplexKey,
  reportDuplicate,
  reportJoined,
  toMerged,
} from './convert-key.ts'
import { absent, failed, toScalar } from './convert-scalar.ts'
import { PairList } from './pair-list.ts'
import { CORE } from './scalar-value.ts'
import { templateFinding } from './syntax/template-expression.ts'
import { keySpanOf, type MapNode, type Node } from './tree.ts'

/** The conversion of one document, which may come in parts. */
export interface Conversion {
  /** Takes in an early part. */
  addPart(document: Document.Parsed, unsound: readonly number[]): void
  /** Takes in the document itself: what its parts did not hold. */
  finish(document: Document.Parsed, unsound: readonly number[]): Converted
}

export interface Converted {
  /** `undefined` when the aliases stand for too much to go on. */
  readonly root: Node | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** The names of its anchors. */
  readonly anchors: Iterable<string>
}

/**
 * Turns a composed document into our tree: aliases become shared nodes, merge keys are merged, keys become texts. `unsound`
 * holds, in order, offsets inside values that a finding is already about. Linear in what is written: aliases are
 * counted, never written out.
 */
export function startConversion(file: SourceFile, budget: Budget): Conversion {
  const state: State = {
    file,
    unsound: [],
    budget,
    diagnostics: [],
    anchors: new Map(),
    path: [],
    total: 0,
    end: 0,
    isStopped: false,
  }
  let top: { readonly start: number; readonly building: Building } | undefined
  let list: GrowingList | undefined
  const addPart = ({ contents }: Document.Parsed, unsound: readonly number[]) => {
    state.unsound = unsound
    if (!isMap(contents)) return
    top ??= { start: contents.range[0], building: newBuilding() }
    for (const pair of contents.items) {
      if (state.isStopped) return
      if (list?.keyStart === rangeOf(pair.key).start) growList(state, list, pair.value)
      else list = addPair(state, top.building, pair)
    }
  }
  return {
    addPart,
    finish(document, unsound) {
      let root: Node
      if (top === undefined) {
        state.unsound = unsound
        root = toNode(state, document.contents)
      } else {
        addPart(document, unsound)
        root = {
          kind: 'map',
          ...finishPairs(state, top.building),
          start: top.start,
          end: state.end,
        }
      }
      return {
        root: state.isStopped ? undefined : root,
        diagnostics: state.diagnostics,
        anchors: state.anchors.keys(),
      }
    },
  }
}

type OwnNode = Exclude<ParsedNode, Alias.Parsed>

/** `items` is what the items of a list are put into. */
function toNode(state: State, node: ParsedNode | null, items: Node[] = []): Node {
  if (node === null || state.isStopped) return absent(state.end)
  if (isAlias(node)) {
    const span = rangeOf(node)
    const anchor = resolveAlias(state, node)
    state.end = span.end
    return anchor?.node ?? failed(span)
  }
  if (node.anchor === undefined) return toOwnNode(state, node, items)
  const before = state.total
  state.anchors.set(node.anchor, { node: undefined, weight: 0, key: undefined })
  const converted = toOwnNode(state, node, items)
  state.anchors.set(node.anchor, {
    node: converted,
    weight: state.total - before,
    key: isScalar(node) ? keyTextOf(node) : undefined,
  })
  return converted
}

function toOwnNode(state: State, node: OwnNode, items: Node[]): Node {
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
    : ({ kind: 'seq', items: addItems(state, items, node.items) } as const)
  if (flow === true) state.end = range[1]
  const end = Math.max(start, state.end)
  if (tag !== undefined && tag !== `${CORE}${content.kind}`) return failed({ start, end })
  return { ...content, start, end }
}

function addItems(state: State, items: Node[], nodes: readonly ParsedNode[]): readonly Node[] {
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

/** A map while its pairs come in. */
interface Building {
  readonly pairs: PairList
  merge: { readonly span: Span; readonly value: Node } | undefined
  isIncomplete: boolean
}

const newBuilding = (): Building => ({
  pairs: new PairList(),
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

/** The list that the pair of a part holds, which further parts go on with. */
interface GrowingList {
  readonly keyStart: number
  readonly key: string
  readonly items: Node[]
  readonly node: { end: number } | undefined
}

function addPair(state: State, building: Building, pair: YamlPair): GrowingList {
  const { pairs, merge } = building
  const key = toKey(state, pair.key)
  state.path.push(key?.text ?? '')
  const items: Node[] = []
  const value = toNode(state, pair.value, items)
  if (key === undefined) building.isIncomplete = true
  else {
    const same = pairs.get(key.text)
    const first = key.isMerge ? merge?.span : same && keySpanOf(same)
    if (first !== undefined) {
      reportDuplicate(state, key, first, isAlias(pair.key))
      // What a second merge would bring is not to be missed in the map as well.
      if (key.isMerge) building.isIncomplete = true
    } else if (key.isMerge) building.merge = { span: key.span, value }
    else {
      const { start: keyStart, end: keyEnd } = key.span
      pairs.add({ key: key.text, keyStart, keyEnd, value })
    }
  }
  state.path.pop()
  return {
    keyStart: rangeOf(pair.key).start,
    key: key?.text ?? '',
    items,
    node: value.kind === 'seq' ? value : undefined,
  }
}

function growList(state: State, list: GrowingList, value: ParsedNode | null): void {
  if (!isSeq(value)) return
  state.path.push(list.key)
  addItems(state, list.items, value.items)
  state.path.pop()
  if (list.node !== undefined) list.node.end = state.end
}

/** Adds what the merge key brings: keys of the map itself win, then earlier maps. */
function finishPairs(state: State, { pairs, merge, isIncomplete }: Building): Content {
  const merged = merge === undefined ? NOTHING_MERGED : toMerged(state, merge)
  for (const source of merged.maps) {
    for (const pair of source.pairs) if (pairs.get(pair.key) === undefined) pairs.add(pair)
  }
  return isIncomplete || merged.isIncomplete
    ? { pairs: pairs.all, incomplete: true }
    : { pairs: pairs.all }
}

interface Key extends KeyText {
  readonly span: Span
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
