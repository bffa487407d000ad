import type { SourceFile, Span } from '../../model/location.ts'
import { isFieldName } from '../../schema/fields.generated.ts'
import { parseTemplate, type Reference } from '../interpolation/template.ts'
import { hasReference } from '../interpolation/variable-uses.ts'
import { meantKey } from '../validation/schema-hints.ts'
import { spanInScalar } from '../yaml/scalar-offsets.ts'
import {
  type MapNode,
  type Node,
  pairOf,
  type ScalarNode,
  type SourceDocument,
  spanOf,
} from '../yaml/tree.ts'
import { isOnlyReferences, type SecretKind } from './classify-secret.ts'
import { isCredentialName } from './credential.ts'

/**
 * The pieces of the files that are secrets written out: what a source frame must blank, also around a finding
 * about something else. Found by the keys they are at, anywhere in a document and also under a misspelled key,
 * since such a file is just what frames are shown of. Sorted; may overlap.
 */
export function secretSpans(
  documents: readonly SourceDocument[],
): ReadonlyMap<SourceFile, readonly Span[]> {
  const spans = new Map<SourceFile, Span[]>()
  for (const document of documents) {
    const { file } = document
    const found = spans.get(file) ?? []
    spans.set(file, found)
    visitSecrets(document, (node, guard) => {
      for (const span of concealedIn(file, node, guard)) found.push(span)
    })
  }
  for (const found of spans.values()) found.sort((one, other) => one.start - other.start)
  return spans
}

type Visit = (node: ScalarNode, guard: SecretKind) => void

/** Calls `visit` with every scalar that is at a secret place of a document, once for each guard. */
export function visitSecrets({ root }: SourceDocument, visit: Visit): void {
  look({ visit, seen: new Set(), concealed: new Map(), meant: new Map() }, root)
}

interface Looking {
  readonly visit: Visit
  /** Shared nodes are looked at once, and concealed once for each guard. */
  readonly seen: Set<Node>
  readonly concealed: Map<Node, SecretKind>
  readonly meant: Map<string, string | undefined>
}

function look(looking: Looking, node: Node): void {
  if (node.kind === 'scalar' || looking.seen.has(node)) return
  looking.seen.add(node)
  if (node.kind === 'seq') {
    for (const item of node.items) look(looking, item)
    return
  }
  if (isVariable(node)) {
    lookAtVariable(looking, node)
    return
  }
  for (const { key, value } of node.pairs) {
    const field = fieldMeant(looking, key)
    if (field === 'envs') lookAtEnvs(looking, value)
    else if (field === 'command' || field === 'entrypoint') conceal(looking, value, 'text')
    else if (field === 'imageAuth' || isCredential(key)) conceal(looking, value, 'credential')
    else look(looking, value)
  }
}

/** The field of an entry that a key is or was meant to be; keys repeat, so it is worked out once for each. */
function fieldMeant({ meant }: Looking, key: string): string | undefined {
  if (isFieldName(key)) return key
  if (!meant.has(key)) meant.set(key, meantKey([], key))
  return meant.get(key)
}

/** A bare `key` names a variable, and an id of saved credentials is none itself. */
const isCredential = (key: string): boolean =>
  key !== 'key' && key !== 'imageAuthId' && isCredentialName(key)

const isVariable = (node: MapNode): boolean =>
  pairOf(node, 'key') !== undefined && pairOf(node, 'value') !== undefined

function lookAtVariable(looking: Looking, node: MapNode): void {
  const key = pairOf(node, 'key')?.value
  const name = key?.kind === 'scalar' && typeof key.value === 'string' ? key.value : undefined
  const plain = name !== undefined && !name.includes('$') && !isCredentialName(name)
  for (const pair of node.pairs) {
    if (pair.key !== 'key') conceal(looking, pair.value, plain ? 'text' : 'credential')
  }
}

function lookAtEnvs(looking: Looking, node: Node): void {
  if (node.kind === 'scalar') {
    conceal(looking, node, 'credential')
  } else if (node.kind === 'seq') {
    for (const item of node.items) lookAtEnvs(looking, item)
  } else if (isVariable(node)) {
    lookAtVariable(looking, node)
  } else {
    for (const { key, value } of node.pairs) {
      conceal(looking, value, isCredentialName(key) ? 'credential' : 'text')
    }
  }
}

function conceal(looking: Looking, node: Node, guard: SecretKind): void {
  const before = looking.concealed.get(node)
  if (before === guard || before === 'credential') return
  looking.concealed.set(node, guard)
  if (node.kind === 'scalar') {
    looking.visit(node, guard)
  } else if (node.kind === 'seq') {
    for (const item of node.items) conceal(looking, item, guard)
  } else {
    for (const { value } of node.pairs) conceal(looking, value, guard)
  }
}

function concealedIn(file: SourceFile, node: ScalarNode, guard: SecretKind): readonly Span[] {
  const { value } = node
  if (value === null || value === '') return []
  const whole = guard === 'credential' ? [spanOf(node)] : []
  if (typeof value !== 'string' || !value.includes('$')) return whole
  const template = parseTemplate(value)
  // Of a malformed reference nobody knows which piece is the default.
  if (template.faults.length > 0) return [spanOf(node)]
  if (!hasReference(template)) return whole
  if (guard === 'credential' && !isOnlyReferences(template)) return whole
  return template.parts.flatMap((part) => {
    const word = part.kind === 'reference' ? wordOf(part) : undefined
    return word === undefined ? [] : [spanInScalar(file, node, word.from, word.to)]
  })
}

/** A default may be the value itself; a message is for people to read. */
function wordOf({ form, name, from, to }: Reference): { from: number; to: number } | undefined {
  if (form === 'bare' || form === 'braced' || form === '?' || form === ':?') return undefined
  const start = from + '${'.length + name.length + form.length
  return start < to - 1 ? { from: start, to: to - 1 } : undefined
}
