import { type Diagnostic, diagnose } from '../diagnostic/diagnostic.ts'
import { nearest } from '../nearest.ts'
import { type Place, pointerTo, type Span } from '../source/place.ts'
import { type MapNode, type Node, pairOf, type SourceDocument } from '../source/tree.ts'
import { keysAt } from './advice.ts'

/** One instance as written, with the defaults of its document already under it; nothing is expanded or checked. */
export interface Definition {
  /** The whole entry, with the pointer `/instances/N`; for defaults the whole map, with `/defaults`. */
  readonly place: Place
  /** Own fields in the order written, then the inherited ones in theirs. */
  readonly fields: readonly DefinitionField[]
  /** A finding already says why fields may be missing. */
  readonly incomplete: boolean
}

export interface DefinitionField {
  readonly key: string
  readonly keySpan: Span
  readonly node: Node
  /** Of the value; the pointer says where it was written: `/defaults/gpuNum` for an inherited one. */
  readonly place: Place
  /** From `defaults`: one object for all entries that inherit it. */
  readonly inherited: boolean
}

export interface Collected {
  readonly definitions: readonly Definition[]
  /** At most one for each document, to be checked by itself so that a mistake in it is reported once. */
  readonly defaults: readonly Definition[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Finds the entries of all documents and lays each under its defaults. Pure. */
export function collect(documents: readonly SourceDocument[]): Collected {
  const definitions: Definition[] = []
  const defaults: Definition[] = []
  const diagnostics: Diagnostic[] = []
  for (const document of documents) {
    const root = rootOf(document, diagnostics)
    if (root === undefined) continue
    const base = defaultsOf(document, root, diagnostics)
    if (base !== undefined) defaults.push(base)
    for (const definition of entriesOf(document, root, base, diagnostics)) {
      definitions.push(definition)
    }
  }
  return { definitions, defaults, diagnostics }
}

const TOP_LEVEL = ['defaults', 'instances'] as const

/** The root map when it is worth looking into; whatever is wrong with its keys is told. */
function rootOf(document: SourceDocument, diagnostics: Diagnostic[]): MapNode | undefined {
  const { file, root } = document
  const place: Place = { file, pointer: '', span: root.span }
  if (root.kind === 'seq') {
    const first = root.items[0]
    const key = first?.kind === 'map' ? first.pairs[0]?.key : undefined
    diagnostics.push(diagnose('bare-list', place, { firstKey: key }))
    return undefined
  }
  if (root.kind === 'scalar') {
    if (!isFailed(root)) diagnostics.push(diagnose('root-not-a-map', place, {}))
    return undefined
  }
  if (isBareEntry(root)) {
    diagnostics.push(diagnose('bare-entry', place, { firstKey: root.pairs[0]?.key }))
    return undefined
  }
  checkKeys(document, root, diagnostics)
  return root
}

/** An entry that stands alone would draw a finding for each of its keys; it is one mistake. */
function isBareEntry(root: MapNode): boolean {
  if (root.pairs.some(({ key }) => TOP_LEVEL.some((known) => known === key))) return false
  return root.pairs.filter(({ key }) => isField(key)).length > 1
}

const isField = (key: string): boolean => keysAt([]).includes(key)

/** A missing `instances` is told once: not beside a misspelt one, nor where the merge that brings it failed. */
function checkKeys(document: SourceDocument, root: MapNode, diagnostics: Diagnostic[]): void {
  let misspelt = false
  for (const { key, keySpan } of root.pairs) {
    if (key.startsWith('x-') || TOP_LEVEL.some((known) => known === key)) continue
    const place: Place = { file: document.file, pointer: pointerTo('', key), span: keySpan }
    const meant = nearest(key, TOP_LEVEL)
    if (meant === 'instances') misspelt = true
    const field = meant === undefined && isField(key)
    diagnostics.push(diagnose('unknown-top-level-key', place, { key, meant, field }))
  }
  if (misspelt || root.incomplete === true || pairOf(root, 'instances') !== undefined) return
  const place: Place = { file: document.file, pointer: '', span: root.span }
  diagnostics.push(diagnose('instances-missing', place, {}))
}

function defaultsOf(
  document: SourceDocument,
  root: MapNode,
  diagnostics: Diagnostic[],
): Definition | undefined {
  const pair = pairOf(root, 'defaults')
  if (pair === undefined) return undefined
  const { value } = pair
  const place: Place = { file: document.file, pointer: '/defaults', span: value.span }
  if (value.kind !== 'map') {
    if (!isFailed(value)) {
      diagnostics.push(diagnose('defaults-not-a-map', place, { wrote: kindOf(value) }))
    }
    return { place, fields: [], incomplete: true }
  }
  return { place, fields: fieldsOf(place, value, true), incomplete: value.incomplete === true }
}

function* entriesOf(
  document: SourceDocument,
  root: MapNode,
  base: Definition | undefined,
  diagnostics: Diagnostic[],
): Generator<Definition> {
  const list = pairOf(root, 'instances')?.value
  if (list === undefined) return
  const listPlace: Place = { file: document.file, pointer: '/instances', span: list.span }
  if (list.kind !== 'seq') {
    if (!isFailed(list)) {
      diagnostics.push(diagnose('instances-not-a-list', listPlace, { wrote: kindOf(list) }))
    }
    return
  }
  if (list.items.length === 0) diagnostics.push(diagnose('instances-empty', listPlace, {}))
  for (const [index, item] of list.items.entries()) {
    const place: Place = {
      file: document.file,
      pointer: `/instances/${index}`,
      span: item.span,
    }
    if (isFailed(item)) continue
    if (item.kind !== 'map') {
      diagnostics.push(diagnose('entry-not-a-map', place, { index, wrote: kindOf(item) }))
      continue
    }
    const own = fieldsOf(place, item, false)
    const incomplete = item.incomplete === true || base?.incomplete === true
    yield { place, fields: base === undefined ? own : under(own, base.fields), incomplete }
  }
}

function fieldsOf(parent: Place, map: MapNode, inherited: boolean): readonly DefinitionField[] {
  const { file } = parent
  return map.pairs.map(({ key, keySpan, value }) => {
    const place: Place = { file, pointer: pointerTo(parent.pointer, key), span: value.span }
    return { key, keySpan, node: value, place, inherited }
  })
}

/** An own key replaces the inherited one as a whole: a list or a map is not merged. */
function under(
  own: readonly DefinitionField[],
  inherited: readonly DefinitionField[],
): readonly DefinitionField[] {
  const keys = new Set(own.map(({ key }) => key))
  return [...own, ...inherited.filter(({ key }) => !keys.has(key))]
}

/** Whether a finding already says why there is no value. */
const isFailed = (node: Node): boolean => node.kind === 'scalar' && node.failed === true

/** What stands there, in words. */
function kindOf(node: Node): 'nothing' | 'a list' | 'a map' | 'a single value' {
  if (node.kind === 'seq') return 'a list'
  if (node.kind === 'map') return 'a map'
  return node.value === null ? 'nothing' : 'a single value'
}
