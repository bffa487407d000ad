import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import { type Location, pointerTo, type SourceFile } from '../../model/location.ts'
import { nearest } from '../../model/nearest.ts'
import { isFieldName, OWN_FIELDS } from '../../schema/fields.generated.ts'
import { type Definition, fieldPlace } from '../definition.ts'
import {
  type FileAccess,
  holdsKey,
  isKeyVariable,
  isReadable,
  isSecretName,
} from '../files/variable-access.ts'
import { isOnlyReferences, secretKindAt, secretKindOfPlace } from '../secrets/classify-secret.ts'
import { type HiddenTexts, hiddenTexts } from '../secrets/hidden-finding.ts'
import { envKeyAt } from '../validation/describe-value.ts'
import type { Path } from '../value-path.ts'
import { spanInScalar } from '../yaml/scalar-offsets.ts'
import { type Node, type Pair, type ScalarNode, spanOf } from '../yaml/tree.ts'
import { type EvaluationFault, evaluate, type Lookup } from './evaluate.ts'
import type { Expansion, Expansions } from './expansion.ts'
import { findingOf } from './reference-finding.ts'
import { refusalsOf } from './refused-references.ts'
import { type Fault, parseTemplate, type Template } from './template.ts'
import { hasReference, type VariableUse, variablesIn } from './variable-uses.ts'

/** Where the values of variables come from; without one a reference stands for any value (`validate --no-env`). */
export type Environment = (
  | {
      readonly lookup: Lookup
      /** The names that are set, for "did you mean" beside one that is not. */
      readonly names?: Iterable<string>
    }
  | { readonly noEnv: true }
) & {
  /** What files may read of it; all but the API key where nothing is said. */
  readonly access?: FileAccess
}

export interface Expanded {
  readonly expansions: Expansions
  /** Every reference to a variable, without what is malformed. */
  readonly variables: readonly VariableUse[]
  readonly diagnostics: readonly Diagnostic[]
  /** What no finding may quote, although it is where no secret is expected. */
  readonly hidden: HiddenTexts
}

/** Findings about one string: more say nothing new, and a hostile text could have as many as it has characters. */
const MAX_TOLD = 100

/**
 * Gives the references in all values their values. Keys are never expanded, values never twice. What a file may not
 * read is not looked up. `secretVariables` are those of the whole run. Pure.
 */
export function expand(
  definitions: readonly Definition[],
  environment: Environment,
  secretVariables: ReadonlySet<string> = new Set(),
): Expanded {
  const { access = {} } = environment
  const isSecretVariable = (name: string) => secretVariables.has(name) || isSecretName(name, access)
  const expansions = new Map<ScalarNode, Expansion>()
  const diagnostics: Diagnostic[] = []
  const variables: VariableUse[] = []
  const hidden = hiddenTexts()
  for (const found of dollarTextsIn(definitions)) {
    const { node, text: source, place } = found
    const template = parseTemplate(source)
    const referring = hasReference(template)
    const uses = variablesIn(template)
    const lookup = 'lookup' in environment ? environment.lookup : () => undefined
    const isPassword = mayBePassword(found, template, expansions)
    // A `$` in a password that was written out names no variable, and what is behind it is a part of the password.
    const named =
      isPassword && 'lookup' in environment
        ? uses.filter(({ isBare, name }) => !isBare || lookup(name) !== undefined)
        : uses
    for (const use of named) variables.push(use)
    const placeOf = ({ from, to }: { from: number; to: number }): Location => {
      const whole = place()
      return { ...whole, span: spanInScalar(whole.file, node, from, to) }
    }
    const report = (fault: Fault | EvaluationFault): void => {
      diagnostics.push(
        findingOf(fault, placeOf(fault), {
          secret: fault.kind === 'unset' ? isPassword : isSecret(found, expansions),
          meant: meantBy(fault, environment),
        }),
      )
    }
    template.faults.slice(0, MAX_TOLD).forEach(report)
    const refusals = refusalsOf(uses, { paths: found.paths, access, isSecretVariable })
    for (const { use, word } of refusals.slice(0, MAX_TOLD)) diagnostics.push(word(placeOf(use)))
    const failed = template.faults.length > 0 || refusals.length > 0
    if (!failed && !referring && !template.parts.some(({ kind }) => kind === 'dollar')) continue
    const base = { template, referring, variables: [], empty: [], secret: false }
    if (failed || (referring && 'noEnv' in environment)) {
      expansions.set(node, { ...base, state: failed ? 'failed' : 'any', text: source })
      continue
    }
    const { text, variables: from, empty, faults } = evaluate(template, lookup)
    faults.slice(0, MAX_TOLD).forEach(report)
    const withKey = keysIn(uses, from, { lookup, access })
    for (const use of withKey.slice(0, MAX_TOLD)) {
      diagnostics.push(diagnose('variable-holds-api-key', placeOf(use), { name: use.name }))
    }
    const state = faults.length + withKey.length > 0 ? 'failed' : 'known'
    const secret = from.some(isSecretVariable)
    const expansion: Expansion = { ...base, state, text, variables: from, empty, secret }
    expansions.set(node, expansion)
    if (secret && found.paths.some((path) => isPlainPlace(path, expansion))) {
      hidden.add(place(), expansion)
    }
  }
  return { expansions, variables, diagnostics, hidden: hidden.texts }
}

/** Whether a value there is no secret by its place alone. */
const isPlainPlace = (path: Path, expansion: Expansion): boolean =>
  secretKindOfPlace({ path, expansion, envKey: undefined }) === undefined

/** The references that got the API key under another name. */
function keysIn(
  uses: readonly VariableUse[],
  from: readonly string[],
  { lookup, access }: { readonly lookup: Lookup; readonly access: FileAccess },
): readonly VariableUse[] {
  if (access.keys === undefined || access.keys.length === 0) return []
  const guilty = new Set(from.filter((name) => holdsKey(lookup(name) ?? '', access)))
  return uses.filter(({ name }) => guilty.has(name))
}

/** Whether a `$` there may be one of a password that was written out, with a piece of the password behind it. */
export const mayBePassword = (
  found: DollarText,
  template: Template,
  expansions: Expansions = new Map(),
): boolean => isSecret(found, expansions) && !isOnlyReferences(template)

/** Whether a malformed reference may be a piece of a password with a `$` in it. */
function isSecret({ definition, paths }: DollarText, expansions: Expansions): boolean {
  return paths.some((path) => {
    const envKey = envKeyAt(definition, path, expansions)
    return secretKindAt({ path, expansion: undefined, envKey }) !== undefined
  })
}

function meantBy(fault: Fault | EvaluationFault, environment: Environment): string | undefined {
  if (fault.kind !== 'unset' || !('names' in environment)) return undefined
  const { names = [], access = {} } = environment
  return nearest(
    fault.name,
    [...names].filter((name) => isReadable(name, access) && !isKeyVariable(name, access)),
  )
}

/** A string with a `$` in it; its place is worked out when it is asked for. */
export interface DollarText {
  /** The first definition that it is in. */
  readonly definition: Definition
  readonly node: ScalarNode
  readonly text: string
  /** Where it is used: the first use, then those of an alias. */
  readonly paths: readonly [Path, ...Path[]]
  readonly place: () => Location
}

/**
 * Every text of the definitions' values that may hold a reference; once, also when it is shared through an alias or
 * inherited. Hand in the defaults before the entries that inherit them.
 */
export function dollarTextsIn(definitions: readonly Definition[]): readonly DollarText[] {
  const found = new Map<ScalarNode, Found>()
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
  readonly found: Map<ScalarNode, Found>
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

/** A string that is still being looked for in other places. */
interface Found extends DollarText {
  readonly paths: [Path, ...Path[]]
}

/** An alias may be in thousands of places, which differ in few ways: by their field, and as a key of `envs`. */
const isSamePlace = ([one, , member]: Path, [other, , otherMember]: Path): boolean =>
  wayOf(one) === wayOf(other) && (member === 'key') === (otherMember === 'key')

const wayOf = (field: Path[number] | undefined): string =>
  typeof field === 'string' && (isFieldName(field) || field in OWN_FIELDS) ? field : ''

function note({ definition, field, found, path }: Search, node: ScalarNode, text: string): void {
  const known = found.get(node)
  if (known !== undefined) {
    if (!known.paths.some((other) => isSamePlace(path, other))) known.paths.push([...path])
    return
  }
  const own = [...path]
  const place = (): Location => {
    const { file, pointer } = fieldPlace(definition, field)
    return { file, pointer: own.slice(1).reduce<string>(pointerTo, pointer), span: spanOf(node) }
  }
  found.set(node, { definition, node, text, paths: [own], place })
}
