import { type Diagnostic, hasErrors } from '../diagnostic/diagnostic.ts'
import { readVariables } from '../settings/env-file.ts'
import type { Settings } from '../settings/settings.ts'
import { parse } from '../source/parse.ts'
import type { SourceFile, Span } from '../source/place.ts'
import { findDefault, read } from '../source/read.ts'
import type { SourceDocument } from '../source/tree.ts'
import { type Fleet, toFleet } from '../spec/fleet.ts'
import type { InstanceSpec } from '../spec/instance-spec.ts'
import { secretSpans } from '../spec/secret-spans.ts'
import { select } from '../spec/selection.ts'
import { inFileOrder } from '../view/diagnostics-order.ts'
import { diagnosticsText } from '../view/diagnostics-text.ts'
import type { Context } from './context.ts'

/** What the definition files say, in any state: the whole front of the pipeline. */
export interface ReadFleet extends Fleet {
  readonly documents: readonly SourceDocument[]
  /** Literal secrets in the files, which no source frame may show. */
  readonly blank: ReadonlyMap<SourceFile, readonly Span[]>
  readonly lookup: (name: string) => string | undefined
}

/** A fleet without errors, cut down to what the run is about. */
export interface LoadedFleet {
  readonly specs: readonly InstanceSpec[]
  readonly lookup: (name: string) => string | undefined
  /** The variables that the files refer to, in any order. */
  readonly variables: readonly { readonly name: string; readonly isSet: boolean }[]
  readonly blank: ReadFleet['blank']
}

/** Reads, parses, expands and checks the files of this run. Every finding is a value. */
export async function readFleet(
  { cwd, env }: Context,
  { files, envFiles }: Settings,
  { withoutVariables = false } = {},
): Promise<ReadFleet> {
  const { lookup, names } = await readVariables(env, envFiles)
  const named = files.length > 0 ? { paths: files, diagnostics: [] } : await findDefault(cwd)
  const sources = await read(named.paths, { cwd })
  const parsed = sources.files.map(parse)
  const documents = parsed.flatMap((file) => file.documents)
  const fleet = toFleet(documents, withoutVariables ? { noEnv: true } : { lookup, names: names() })
  const found: readonly Diagnostic[] = [
    ...named.diagnostics,
    ...sources.diagnostics,
    ...parsed.flatMap(({ diagnostics }) => diagnostics),
    ...fleet.diagnostics,
  ]
  return {
    specs: hasErrors(found) ? [] : fleet.specs,
    diagnostics: inFileOrder(found),
    variables: fleet.variables,
    documents,
    blank: secretSpans(documents),
    lookup,
  }
}

/**
 * The fleet for a command that goes on with it: findings are shown on standard error, and `undefined` means
 * that there were errors among them, so that nothing may be sent.
 */
export async function loadFleet(
  context: Context,
  settings: Settings,
): Promise<LoadedFleet | undefined> {
  const fleet = await readFleet(context, settings)
  const { style, width } = context.stderr
  if (fleet.diagnostics.length > 0) {
    const { diagnostics, blank } = fleet
    context.stderr.write(diagnosticsText(diagnostics, { style, width, blank }))
  }
  if (hasErrors(fleet.diagnostics)) return undefined
  const { lookup, variables, blank } = fleet
  return {
    specs: select(fleet.specs, settings),
    lookup,
    variables: variables.map(({ name }) => ({ name, isSet: lookup(name) !== undefined })),
    blank,
  }
}
