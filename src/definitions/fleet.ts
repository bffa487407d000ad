import type { Code } from '../diagnostics/catalogue/catalogue.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import type { SourceFile } from '../model/location.ts'
import { type LimitSet, withinLimits } from '../schema/limit-sets.ts'
import { validateDefaults, validateEntry } from '../schema/validate.generated.ts'
import type { Definition } from './definition.ts'
import { collect } from './entries.ts'
import { rungsOf } from './fallback/rungs.ts'
import { rungsDiffer } from './fallback/rungs-differ.ts'
import { inFileOrder } from './files/file-order.ts'
import { isSecretName } from './files/variable-access.ts'
import type { InstanceSpec } from './instance-spec.ts'
import { type Environment, expand } from './interpolation/expand.ts'
import type { Expansions } from './interpolation/expansion.ts'
import { templateValues } from './interpolation/template-values.ts'
import type { VariableUse } from './interpolation/variable-uses.ts'
import { withInheritedEnvs } from './merge-envs.ts'
import { tellable } from './secrets/hidden-finding.ts'
import { secretVariables } from './secrets/secret-variables.ts'
import { type DraftedEntry, toSpecs } from './to-specs.ts'
import { cast, type UnvalidatedEntry } from './validation/cast.ts'
import { namesAreUnique } from './validation/fleet-rules.ts'
import { oddValues } from './validation/odd-values.ts'
import type { Rule } from './validation/rule.ts'
import { ENTRY_RULES, FIELD_RULES, rulesFor } from './validation/rules.ts'
import { check, type Validator } from './validation/schema-diagnostics.ts'
import type { SourceDocument } from './yaml/tree.ts'

/** Everything the definition files of a run say. */
export interface Fleet {
  /**
   * In file order. None while anything is wrong, and none without an environment: half a fleet is never handed on. Made when
   * they are first asked for, since a check needs none.
   */
  readonly specs: readonly InstanceSpec[]
  /** In file order, each once. */
  readonly diagnostics: readonly Diagnostic[]
  /** Every reference to a variable; `variablesOf` says where too. */
  readonly variables: readonly VariableUse[]
  /** The variables that are secret wherever they are used: by their own names, or by what else they are used for. */
  readonly secretVariables: ReadonlySet<string>
}

/** Reads the meaning of the documents: collect → expand → cast → check → rules → specs. Pure. */
export function toFleet(
  documents: readonly SourceDocument[],
  environment: Environment,
  limits: LimitSet = 'reference',
): Fleet {
  const { definitions, defaults, diagnostics: collected } = collect(documents)
  const all = [...defaults, ...definitions]
  const feeding = secretVariables(documents)
  const { expansions, variables, hidden, diagnostics: expanded } = expand(all, environment, feeding)
  const found: Diagnostic[] = [...collected, ...expanded]
  const ofDefaults = {
    validate: withinLimits(validateDefaults, limits),
    rules: rulesFor(FIELD_RULES, limits),
  }
  const ofEntries = {
    validate: withinLimits(validateEntry, limits),
    rules: rulesFor(ENTRY_RULES, limits),
  }
  for (const definition of defaults) {
    draftOf(definition, expansions, ofDefaults, found)
  }
  const drafts = definitions.map((written): DraftedEntry => {
    const definition = withInheritedEnvs(written, expansions)
    const entry = draftOf(definition, expansions, ofEntries, found)
    const rungs = rungsOf(definition).map((rung) => draftOf(rung, expansions, ofEntries, found))
    if (rungs.length > 0) found.push(...rungsDiffer(entry, rungs))
    return { entry, rungs }
  })
  for (const diagnostic of namesAreUnique(drafts.map(({ entry }) => entry))) found.push(diagnostic)
  const sound = !hasErrors(found) && documents.every(({ broken }) => broken !== true)
  const complete = sound && !('noEnv' in environment)
  const files = documents.map(({ file }) => file)
  let specs: readonly InstanceSpec[] | undefined
  return {
    get specs() {
      specs ??= complete ? toSpecs(drafts) : []
      return specs
    },
    diagnostics: inFileOrder(withoutRepeats(found.map((each) => tellable(each, hidden))), files),
    variables,
    get secretVariables() {
      const named = variables.flatMap(({ name }) =>
        isSecretName(name, environment.access ?? {}) ? name : [],
      )
      return new Set([...feeding, ...named])
    },
  }
}

function draftOf(
  definition: Definition,
  expansions: Expansions,
  { validate, rules }: { validate: Validator; rules: readonly Rule[] },
  found: Diagnostic[],
): UnvalidatedEntry {
  const report = (diagnostic: Diagnostic): void => {
    if (definition.incomplete && ABSENCES.has(diagnostic.code)) return
    found.push(diagnostic)
  }
  const unchecked = cast(definition, expansions)
  unchecked.diagnostics.forEach(report)
  const seen = oddValues(unchecked)
  seen.diagnostics.forEach(report)
  const filled = templateValues(seen.draft)
  filled.diagnostics.forEach(report)
  const { draft, diagnostics } = check(filled.draft, validate)
  diagnostics.forEach(report)
  for (const rule of rules) rule(draft, report)
  return draft
}

/** What follows from a failed alias or merge, which is told already. */
const ABSENCES: ReadonlySet<Code> = new Set(['missing-key', 'name-missing'])

/** One mistake, one finding: what is inherited or shared through an alias is found at each use, and written once. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map<SourceFile, Set<string>>()
  return diagnostics.filter(({ code, message, place }) => {
    const inFile = seen.get(place.file) ?? new Set()
    seen.set(place.file, inFile)
    const mark = `${place.span.start} ${place.span.end} ${code} ${message}`
    if (inFile.has(mark)) return false
    inFile.add(mark)
    return true
  })
}
