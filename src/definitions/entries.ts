import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts'
import { type Location, pointerTo } from '../model/location.ts'
import { nearest } from '../model/nearest.ts'
import { oddCharacter } from '../model/odd-character.ts'
import { DEFAULTS, type Definition } from './definition.ts'
import { foreignTool, PLAYBOOK } from './validation/foreign-tool.ts'
import { keysAt } from './validation/schema-hints.ts'
import {
  keySpanOf,
  type MapNode,
  type Node,
  type Pair,
  pairOf,
  type SourceDocument,
  spanOf,
} from './yaml/tree.ts'

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
    collectEntries(document, root, base, { definitions, diagnostics })
  }
  return { definitions, defaults, diagnostics }
}

const TOP_LEVEL = ['defaults', 'instances'] as const

/** The root map when it is worth looking into; whatever is wrong with its keys is told. */
function rootOf(document: SourceDocument, diagnostics: Diagnostic[]): MapNode | undefined {
  const { file, root } = document
  const place: Location = { file, pointer: '', span: spanOf(root) }
  if (root.kind === 'seq') {
    const play = root.items.find((item) => pairOf(item, 'hosts') !== undefined)
    if (play !== undefined) {
      diagnostics.push(diagnose('foreign-manifest', firstKey(place, play), { tool: PLAYBOOK }))
      return undefined
    }
    const first = root.items[0]
    const key = first?.kind === 'map' ? first.pairs[0]?.key : undefined
    diagnostics.push(diagnose('bare-list', place, { firstKey: key }))
    return undefined
  }
  if (root.kind === 'scalar') {
    if (!isFailed(root)) diagnostics.push(diagnose('root-not-a-map', place, {}))
    return undefined
  }
  const tool = foreignTool(root)
  if (tool !== undefined) {
    // Such files often hold many documents.
    const isTold = diagnostics.some(
      ({ code, place: { file: told } }) => code === 'foreign-manifest' && told === file,
    )
    if (!isTold) diagnostics.push(diagnose('foreign-manifest', firstKey(place, root), { tool }))
    return undefined
  }
  if (isBareEntry(root)) {
    diagnostics.push(diagnose('bare-entry', place, { firstKey: root.pairs[0]?.key }))
    return undefined
  }
  checkKeys(document, root, diagnostics)
  return root
}

/** Where a file shows what it is. */
function firstKey(place: Location, root: Node): Location {
  const first = root.kind === 'map' ? root.pairs[0] : undefined
  return first === undefined ? place : { ...place, span: keySpanOf(first) }
}

/** An entry that is alone would cause a finding for each of its keys; it is one mistake. */
function isBareEntry(root: MapNode): boolean {
  if (root.pairs.some(({ key }) => TOP_LEVEL.some((known) => known === key))) return false
  return root.pairs.filter(({ key }) => isField(key)).length > 1
}

const isField = (key: string): boolean => keysAt([]).includes(key)

/** A line whose indentation YAML does not see: a key of the entry above that became one of the file. */
const isIndentedOddly = ({ key }: Pair): boolean => oddCharacter(key[0] ?? '')?.meant === ' '

/** A missing `instances` is told once: not beside a misspelled one, nor where the merge that brings it failed. */
function checkKeys(document: SourceDocument, root: MapNode, diagnostics: Diagnostic[]): void {
  let misspelled = false
  for (const pair of root.pairs) {
    const { key } = pair
    if (key.startsWith('x-') || TOP_LEVEL.some((known) => known === key)) continue
    const pointer = pointerTo('', key)
    const place: Location = { file: document.file, pointer, span: keySpanOf(pair) }
    if (isIndentedOddly(pair)) {
      const span = { start: pair.keyStart, end: pair.keyStart + 1 }
      diagnostics.push(
        diagnose('yaml-odd-character', { ...place, span }, { character: key[0] ?? '' }),
      )
      continue
    }
    const meant = nearest(key, TOP_LEVEL)
    if (meant === 'instances') misspelled = true
    const field = meant === undefined && isField(key)
    diagnostics.push(diagnose('unknown-top-level-key', place, { key, meant, field }))
  }
  if (document.isWanted === true) return
  if (misspelled || root.incomplete === true || pairOf(root, 'instances') !== undefined) return
  const place: Location = { file: document.file, pointer: '', span: spanOf(root) }
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
  const place: Location = { file: document.file, pointer: DEFAULTS, span: spanOf(value) }
  if (value.kind !== 'map') {
    if (!isFailed(value)) {
      diagnostics.push(diagnose('defaults-not-a-map', place, { wrote: kindOf(value) }))
    }
    return { place, fields: [], own: 0, incomplete: true }
  }
  const { pairs, incomplete } = value
  return { place, fields: pairs, own: pairs.length, incomplete: incomplete === true }
}

interface Collecting {
  readonly definitions: Definition[]
  readonly diagnostics: Diagnostic[]
}

function collectEntries(
  document: SourceDocument,
  root: MapNode,
  base: Definition | undefined,
  { definitions, diagnostics }: Collecting,
): void {
  const list = pairOf(root, 'instances')?.value
  if (list === undefined) return
  const listPlace: Location = { file: document.file, pointer: '/instances', span: spanOf(list) }
  if (list.kind !== 'seq') {
    if (!isFailed(list)) {
      diagnostics.push(diagnose('instances-not-a-list', listPlace, { wrote: kindOf(list) }))
    }
    return
  }
  if (list.items.length === 0) diagnostics.push(diagnose('instances-empty', listPlace, {}))
  for (const [index, item] of list.items.entries()) {
    const place: Location = {
      file: document.file,
      pointer: `/instances/${index}`,
      span: spanOf(item),
    }
    if (isFailed(item)) continue
    if (item.kind !== 'map') {
      diagnostics.push(diagnose('entry-not-a-map', place, { index, wrote: kindOf(item) }))
      continue
    }
    const { pairs } = item
    const fields = base === undefined ? pairs : under(pairs, base.fields)
    const isCutShort = index === list.items.length - 1 && root.pairs.some(isIndentedOddly)
    const incomplete = item.incomplete === true || base?.incomplete === true || isCutShort
    const envs = base?.fields.find(({ key }) => key === 'envs')?.value
    definitions.push({
      place,
      fields,
      own: pairs.length,
      incomplete,
      ...(envs !== undefined && pairOf(item, 'envs') !== undefined ? { inheritedEnvs: envs } : {}),
    })
  }
}

/** An own key replaces the inherited one as a whole; only `envs` are merged, once their keys are known. */
function under(own: readonly Pair[], inherited: readonly Pair[]): readonly Pair[] {
  const keys = new Set(own.map(({ key }) => key))
  return [...own, ...inherited.filter(({ key }) => !keys.has(key))]
}

/** Whether a finding already says why there is no value. */
const isFailed = (node: Node): boolean => node.kind === 'scalar' && node.failed === true

/** What is there, in words. */
function kindOf(node: Node): 'nothing' | 'a list' | 'a map' | 'a single value' {
  if (node.kind === 'seq') return 'a list'
  if (node.kind === 'map') return 'a map'
  return node.value === null ? 'nothing' : 'a single value'
}
