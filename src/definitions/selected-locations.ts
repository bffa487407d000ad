import { addTo } from '../model/append-to.ts'
import type { Location, SourceFile, Span } from '../model/location.ts'
import type { Definition } from './definition.ts'
import { collect } from './entries.ts'
import type { InstanceSpec } from './instance-spec.ts'
import { evaluate } from './interpolation/evaluate.ts'
import type { Environment } from './interpolation/expand.ts'
import { parseTemplate } from './interpolation/template.ts'
import { type Selection, select, selectsAll } from './selection.ts'
import { keySpanOf, type Node, type Pair, type SourceDocument, spanOf } from './yaml/tree.ts'

/**
 * Tells of a place whether a run about the selected entries is about it too: all but what is inside an entry that is
 * not selected, unless a selected one uses it through an alias. Files that are wrong are selected from as well, by the
 * names as far as they are known. Throws a `UserError` when a pattern matches no entry.
 */
export function placesOf(
  read: { readonly documents: readonly SourceDocument[]; readonly specs: readonly InstanceSpec[] },
  { selection, environment }: { selection: Selection; environment: Environment },
): (place: Location) => boolean {
  if (selectsAll(selection)) return () => true
  const { definitions } = collect(read.documents)
  // Why there is none is for a finding to say.
  if (definitions.length === 0) return () => true
  const { specs } = read
  const named =
    specs.length > 0
      ? specs
      : definitions.flatMap((definition) => namesAsWritten(definition, environment))
  const selected = new Set(select(named, selection).map(({ place }) => keyOf(place)))
  const others = new Map<SourceFile, Span[]>()
  const used = new Map<SourceFile, Span[]>()
  const seen = new Set<Node | Pair>()
  for (const definition of definitions) {
    const { file, span } = definition.place
    if (!selected.has(keyOf(definition.place))) addTo(others, file, span)
    else for (const from of borrowed(definition, seen)) addTo(used, file, from)
  }
  const isInOthers = coverOf(others)
  const isUsed = coverOf(used)
  return (place) => !isInOthers(place) || isUsed(place)
}

/** Tells whether a place begins in one of these pieces of its file; by halving, since both may be thousands. */
function coverOf(lists: ReadonlyMap<SourceFile, readonly Span[]>): (place: Location) => boolean {
  const covers = new Map([...lists].map(([file, spans]) => [file, joined(spans)]))
  return ({ file, span: { start } }) => {
    const spans = covers.get(file) ?? []
    let low = 0
    let high = spans.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((spans[middle]?.end ?? 0) < start) low = middle + 1
      else high = middle
    }
    return (spans[low]?.start ?? Number.POSITIVE_INFINITY) <= start
  }
}

/** In order, and those that overlap as one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = []
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    const last = found.at(-1)
    if (last === undefined || span.start > last.end) found.push(span)
    else found[found.length - 1] = { start: last.start, end: Math.max(last.end, span.end) }
  }
  return found
}

/** What an entry uses that is written outside of it. What was seen for another entry is not looked at again. */
function* borrowed({ place, fields }: Definition, seen: Set<Node | Pair>): Generator<Span> {
  for (const field of fields) yield* pairOutside(place.span, field, seen)
}

function* pairOutside(parent: Span, pair: Pair, seen: Set<Node | Pair>): Generator<Span> {
  const key = keySpanOf(pair)
  // A merged key has its place where it was merged from.
  if (!seen.has(pair) && !isInside(key, parent)) yield key
  seen.add(pair)
  yield* outside(parent, pair.value, seen)
}

function* outside(parent: Span, node: Node, seen: Set<Node | Pair>): Generator<Span> {
  if (seen.has(node)) return
  seen.add(node)
  if (!isInside(node, parent)) yield spanOf(node)
  if (node.kind === 'seq') for (const item of node.items) yield* outside(node, item, seen)
  if (node.kind === 'map') for (const pair of node.pairs) yield* pairOutside(node, pair, seen)
}

const isInside = (span: Span, around: Span): boolean =>
  around.start <= span.start && span.start <= around.end

interface Named {
  readonly name: string | undefined
  /** What is sure of a name with variables in it that have no value here. */
  readonly pieces?: readonly string[]
  readonly place: Location
}

/** The name of an entry and those of its replicas, as far as they are known. */
function namesAsWritten({ fields, place }: Definition, environment: Environment): readonly Named[] {
  const written = (key: string) => {
    const node = fields.find((field) => field.key === key)?.value
    return node?.kind === 'scalar' ? node.value : undefined
  }
  const text = written('name')
  if (typeof text !== 'string' || text === '') return [{ name: undefined, place }]
  const { name, pieces } = textOf(text, environment)
  const own = { name, pieces, place }
  const replicas = countOf(written('replicas'), environment)
  const last = pieces.at(-1) ?? ''
  const withEnd = (end: string, ...more: readonly string[]): Named => ({
    name: `${name}${end}`,
    pieces: [...pieces.slice(0, -1), `${last}${end}`, ...more],
    place,
  })
  if (replicas === 'any') return [own, withEnd('-', '')]
  const count = Math.min(replicas, MAX_REPLICAS)
  return [own, ...Array.from({ length: count }, (_, at) => withEnd(`-${at + 1}`))]
}

/** A string with the values of its variables; where one has none, as written, and in pieces. */
function textOf(
  text: string,
  environment: Environment,
): { readonly name: string; readonly pieces: readonly string[] } {
  const template = parseTemplate(text)
  if (!('noEnv' in environment)) {
    const value = evaluate(template, environment.lookup)
    if (value.faults.length === 0) return { name: value.text, pieces: [value.text] }
  }
  const pieces = ['']
  for (const part of template.parts) {
    if (part.kind === 'reference') pieces.push('')
    else pieces.push(`${pieces.pop()}${part.kind === 'dollar' ? '$' : part.text}`)
  }
  return { name: text, pieces }
}

function countOf(replicas: unknown, environment: Environment): number | 'any' {
  if (typeof replicas === 'number') return replicas
  if (typeof replicas !== 'string') return 0
  const { name, pieces } = textOf(replicas, environment)
  if (pieces.length > 1) return 'any'
  return /^\d+$/.test(name) ? Number(name) : 0
}

/** More in one entry are an error of their own. */
const MAX_REPLICAS = 1000

/** Entries of one file never start at the same offset. */
const keyOf = ({ file, span }: Location): string => `${span.start} ${file.path}`
