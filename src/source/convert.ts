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
import { type Diagnostic, diagnose, type Related } from '../diagnostic/diagnostic.ts'
import { nearest } from '../nearest.ts'
import { PairList } from './pair-list.ts'
import { type Place, pointerTo, type SourceFile, type Span } from './place.ts'
import { spanInScalar } from './scalar-text.ts'
import { CORE, STYLES, toValue } from './scalar-value.ts'
import type { MapNode, Node, ScalarNode } from './tree.ts'
import { MOST_REPEATED } from './weigh.ts'

/** How many values the aliases of a file have stood for so far; the documents of a file share one. */
export interface Budget {
  repeated: number
}

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
      if (list?.keyStart === spanOf(pair.key).start) growList(state, list, pair.value)
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
          span: { start: top.start, end: state.end },
        }
      }
      return { root: state.isStopped ? undefined : root, diagnostics: state.diagnostics }
    },
  }
}

interface State {
  readonly file: SourceFile
  unsound: readonly number[]
  readonly budget: Budget
  readonly diagnostics: Diagnostic[]
  readonly anchors: Map<string, Anchor>
  /** Where in the document the conversion is. */
  readonly path: (string | number)[]
  /** How many values there are so far, with every alias counted as what it stands for. */
  total: number
  /** Where the text of the last node ends, without the blanks and comments after it. */
  end: number
  isStopped: boolean
}

/** What an alias stands for. */
interface Anchor {
  /** `undefined` while the anchored value itself is being converted. */
  readonly node: Node | undefined
  readonly weight: number
  /** What a scalar says as a key. */
  readonly key: KeyText | undefined
}

interface KeyText {
  readonly text: string
  readonly isMerge: boolean
}

type OwnNode = Exclude<ParsedNode, Alias.Parsed>

/** `items` is what the items of a list are put into. */
function toNode(state: State, node: ParsedNode | null, items: Node[] = []): Node {
  if (node === null || state.isStopped) return absent(state.end)
  if (isAlias(node)) {
    const span = spanOf(node)
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
  const content = isMap(node)
    ? ({ kind: 'map', ...toPairs(state, node.items) } as const)
    : ({ kind: 'seq', items: addItems(state, items, node.items) } as const)
  if (flow === true) state.end = range[1]
  const span = { start, end: Math.max(start, state.end) }
  if (tag !== undefined && tag !== `${CORE}${content.kind}`) return failed(span)
  return { ...content, span }
}

function addItems(state: State, items: Node[], nodes: readonly ParsedNode[]): readonly Node[] {
  for (const node of nodes) {
    state.path.push(items.length)
    items.push(toNode(state, node))
    state.path.pop()
    if (state.isStopped) break
  }
  return items
}

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
  readonly node: { span: Span } | undefined
}

function addPair(state: State, building: Building, pair: YamlPair): GrowingList {
  const { pairs, merge } = building
  const key = toKey(state, pair.key)
  state.path.push(key?.text ?? '')
  const items: Node[] = []
  const value = toNode(state, pair.value, items)
  if (key === undefined) building.isIncomplete = true
  else {
    const first = key.isMerge ? merge?.span : pairs.get(key.text)?.keySpan
    if (first !== undefined) reportDuplicate(state, key, first, isAlias(pair.key))
    else if (key.isMerge) building.merge = { span: key.span, value }
    else pairs.add({ key: key.text, keySpan: key.span, value })
  }
  state.path.pop()
  return {
    keyStart: spanOf(pair.key).start,
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
  if (list.node !== undefined) list.node.span = { start: list.node.span.start, end: state.end }
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
  const span = spanOf(node)
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

function resolveAlias(state: State, node: Alias.Parsed): Anchor | undefined {
  const name = node.source
  const anchor = state.anchors.get(name)
  const place = placeOf(state, spanOf(node))
  if (anchor === undefined && name.endsWith(':')) {
    const colon = { start: place.span.end - 1, end: place.span.end }
    const args = { problem: 'alias-colon' } as const
    state.diagnostics.push(diagnose('yaml-syntax', placeOf(state, colon), args))
    return undefined
  }
  if (anchor === undefined) {
    // Suggestions for thousands of aliases among thousands of anchors would take minutes.
    const others = state.diagnostics.length < 20 ? state.anchors.keys() : []
    const args = { name: name.slice(0, 60), nearest: nearest(name, others) }
    state.diagnostics.push(diagnose('yaml-anchor-unknown', place, args))
    return undefined
  }
  if (anchor.node === undefined) {
    state.diagnostics.push(diagnose('yaml-anchor-cyclic', place, { name: name.slice(0, 60) }))
    return undefined
  }
  state.total += anchor.weight
  state.budget.repeated += anchor.weight
  if (state.budget.repeated > MOST_REPEATED) {
    state.isStopped = true
    state.diagnostics.push(diagnose('yaml-aliases-too-large', place, { limit: MOST_REPEATED }))
  }
  return anchor
}

interface Merged {
  readonly maps: readonly MapNode[]
  readonly isIncomplete: boolean
}

const NOTHING_MERGED: Merged = { maps: [], isIncomplete: false }

function toMerged(state: State, { span, value }: { span: Span; value: Node }): Merged {
  const items = value.kind === 'seq' ? value.items : [value]
  const maps = items.filter((item) => item.kind === 'map')
  const others = items.filter((item) => item.kind !== 'map')
  if (others.some((item) => item.kind === 'seq' || item.failed !== true)) {
    state.diagnostics.push(diagnose('yaml-merge-value', placeOf(state, span, '<<'), {}))
  }
  const isIncomplete = others.length > 0 || maps.some((map) => map.incomplete === true)
  return { maps, isIncomplete }
}

function reportDuplicate(state: State, key: Key, first: Span, alias: boolean): void {
  const related: readonly Related[] = [
    { message: 'it stands here first', place: placeOf(state, first) },
  ]
  const args = { key: key.text.length > 60 ? `${key.text.slice(0, 59)}…` : key.text, alias }
  const place = placeOf(state, key.span)
  state.diagnostics.push(diagnose('yaml-duplicate-key', place, args, related))
}

function reportComplexKey(state: State, span: Span, { kind }: Node): void {
  if (kind === 'scalar') return
  const what = kind === 'map' ? 'map' : 'list'
  state.diagnostics.push(diagnose('yaml-key-not-scalar', placeOf(state, span), { what }))
}

function toScalar(state: State, node: Scalar.Parsed): ScalarNode {
  const span = spanOf(node)
  state.end = span.end
  const value = toValue(node)
  if (value === undefined || isUnsound(state.unsound, span)) return failed(span)
  const scalar: ScalarNode = { kind: 'scalar', value, style: STYLES[node.type ?? 'PLAIN'], span }
  if (typeof value !== 'string' || node.type !== 'QUOTE_DOUBLE') return scalar
  const half = value.search(/\p{Surrogate}/u)
  if (half === -1) return scalar
  const place = placeOf(state, spanInScalar(state.file, scalar, half, half + 1))
  state.diagnostics.push(diagnose('yaml-lone-surrogate', place, {}))
  return failed(span)
}

function isUnsound(unsound: readonly number[], { start, end }: Span): boolean {
  let low = 0
  let high = unsound.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((unsound[middle] ?? 0) < start) low = middle + 1
    else high = middle
  }
  return (unsound[low] ?? Number.POSITIVE_INFINITY) < end
}

const spanOf = ({ range }: ParsedNode): Span => ({ start: range[0], end: range[1] })

function placeOf(state: State, span: Span, ...below: readonly string[]): Place {
  return { file: state.file, pointer: [...state.path, ...below].reduce(pointerTo, ''), span }
}

/** No value was written. */
const absent = (offset: number): ScalarNode => ({
  kind: 'scalar',
  value: null,
  style: 'plain',
  span: { start: offset, end: offset },
})

/** A value that a finding already speaks about. */
const failed = (span: Span): ScalarNode => ({
  kind: 'scalar',
  value: null,
  style: 'plain',
  span,
  failed: true,
})
