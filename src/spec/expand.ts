import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { nearest } from '../nearest.ts'
import { type Place, pointerTo, type SourceFile } from '../source/place.ts'
import { spanInScalar } from '../source/scalar-text.ts'
import { type Node, type Pair, type ScalarNode, spanOf } from '../source/tree.ts'
import { type Definition, fieldPlace } from './collect.ts'
import { guardAt } from './mask.ts'
import { type Fault, parseTemplate, type Template } from './reference.ts'
import { findingOf } from './reference-finding.ts'
import { hasReference, type VariableUse, variablesIn } from './reference-uses.ts'
import { type EvaluationFault, evaluate, type Lookup } from './reference-value.ts'
import { envKeyAt } from './said.ts'
import type { Path } from './spot.ts'

/** Where the values of variables come from; without one a reference stands for any value (`validate --no-env`). */
export type Environment =
  | {
      readonly lookup: Lookup
      /** The names that are set, for "did you mean" beside one that is not. */
      readonly names?: Iterable<string>
    }
  | { readonly noEnv: true }

/** What became of a text with a `$` in it, and where it came from. */
export interface Expansion {
  /** The source text, read. Views show it instead of the value where the value is a secret. */
  readonly template: Template
  /**
   * `known`: `text` is the value. `any`: there is no environment, so it may be anything. `failed`: a reference
   * has no value or is malformed, which is reported; nothing else is said about this value.
   */
  readonly state: 'known' | 'any' | 'failed'
  readonly text: string
  /** The variables whose values are in the text. */
  readonly variables: readonly string[]
  /** Whether any reference is in the source text; `$$` alone is none. */
  readonly referring: boolean
}

/**
 * The expansion of every scalar whose text differs from what was written; a scalar that is not in it stands for
 * itself. Keyed by node, so a node shared through an alias is expanded once, from its source text.
 */
export type Expansions = ReadonlyMap<ScalarNode, Expansion>

export interface Expanded {
  readonly expansions: Expansions
  /** Every reference to a variable, without what is malformed. */
  readonly variables: readonly VariableUse[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Gives the references in all values their values. Keys are never expanded, values never twice. Pure. */
export function expand(definitions: readonly Definition[], environment: Environment): Expanded {
  const expansions = new Map<ScalarNode, Expansion>()
  const diagnostics: Diagnostic[] = []
  const variables: VariableUse[] = []
  for (const found of dollarTextsIn(definitions)) {
    const { node, text: source, place } = found
    const template = parseTemplate(source)
    const referring = hasReference(template)
    for (const use of variablesIn(template)) variables.push(use)
    const report = (fault: Fault | EvaluationFault): void => {
      const { file } = place()
      const span = spanInScalar(file, node, fault.from, fault.to)
      diagnostics.push(
        findingOf(
          fault,
          { ...place(), span },
          { secret: isSecret(found, expansions), meant: meantBy(fault, environment) },
        ),
      )
    }
    template.faults.forEach(report)
    const failed = template.faults.length > 0
    if (!failed && !referring && !template.parts.some(({ kind }) => kind === 'dollar')) continue
    if (failed || (referring && 'noEnv' in environment)) {
      const state = failed ? 'failed' : 'any'
      expansions.set(node, { template, state, text: source, variables: [], referring })
      continue
    }
    const lookup = 'lookup' in environment ? environment.lookup : () => undefined
    const { text, variables: from, faults } = evaluate(template, lookup)
    faults.forEach(report)
    const state = faults.length > 0 ? 'failed' : 'known'
    expansions.set(node, { template, state, text, variables: from, referring })
  }
  return { expansions, variables, diagnostics }
}

/** Whether a malformed reference may be a piece of a password with a `$` in it. */
function isSecret({ definition, path }: DollarText, expansions: Expansions): boolean {
  const envKey = envKeyAt(definition, path, expansions)
  return guardAt({ path, expansion: undefined, envKey }) !== undefined
}

function meantBy(fault: Fault | EvaluationFault, environment: Environment): string | undefined {
  if (fault.kind !== 'unset' || !('names' in environment)) return undefined
  return nearest(fault.name, environment.names)
}

/** A text with a `$` in it; its place is worked out when it is asked for. */
export interface DollarText {
  /** The first definition that it is in. */
  readonly definition: Definition
  readonly node: ScalarNode
  readonly text: string
  readonly path: Path
  readonly place: () => Place
}

/**
 * Every text of the definitions' values that may hold a reference; once, also when it is shared through an alias or
 * inherited. Hand in the defaults before the entries that inherit them.
 */
export function dollarTextsIn(definitions: readonly Definition[]): readonly DollarText[] {
  const found = new Map<ScalarNode, DollarText>()
  const files = new Map<SourceFile, boolean>()
  for (const definition of definitions) {
    const { file } = definition.place
    const mayHold = files.get(file) ?? mayHoldDollar(file)
    files.set(file, mayHold)
    if (!mayHold) continue
    // What is inherited was found in the defaults.
    for (let at = 0; at < definition.own; at += 1) {
      const field = definition.fields[at]
      if (field !== undefined) search({ definition, field, found, path: [field.key] }, field.value)
    }
  }
  return [...found.values()]
}

/** Most large files are plain. A `$` is in a value where it is in the text, or where an escape may stand for it. */
const mayHoldDollar = ({ text }: SourceFile): boolean => text.includes('$') || text.includes('\\')

interface Search {
  readonly definition: Definition
  readonly field: Pair
  readonly found: Map<ScalarNode, DollarText>
  /** One array for the whole search, since most values hold no reference. */
  readonly path: (string | number)[]
}

function search(searching: Search, node: Node): void {
  const { path } = searching
  if (node.kind === 'scalar') {
    if (typeof node.value === 'string' && node.value.includes('$'))
      note(searching, node, node.value)
  } else if (node.kind === 'seq') {
    for (const [index, item] of node.items.entries()) {
      path.push(index)
      search(searching, item)
      path.pop()
    }
  } else {
    for (const { key, value } of node.pairs) {
      path.push(key)
      search(searching, value)
      path.pop()
    }
  }
}

function note({ definition, field, found, path }: Search, node: ScalarNode, text: string): void {
  if (found.has(node)) return
  const own = [...path]
  const place = (): Place => {
    const { file, pointer } = fieldPlace(definition, field)
    return { file, pointer: own.slice(1).reduce<string>(pointerTo, pointer), span: spanOf(node) }
  }
  found.set(node, { definition, node, text, path: own, place })
}
