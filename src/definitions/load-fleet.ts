import type { Settings } from '../config/settings.ts'
import type { Variables } from '../config/variable-file.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import type { Concealed, SourceFile } from '../model/location.ts'
import { inFileOrder } from './files/file-order.ts'
import { findDefault, read } from './files/read-files.ts'
import { type FileAccess, isKeyVariable, isReadable } from './files/variable-access.ts'
import { type Fleet, toFleet } from './fleet.ts'
import type { Environment as ReferenceEnvironment } from './interpolation/expand.ts'
import { secretTexts } from './secrets/secret-list.ts'
import { secretSpans } from './secrets/secret-spans.ts'
import { parse } from './yaml/parse.ts'
import type { Parsed, SourceDocument } from './yaml/tree.ts'

/** What the definition files say, in any state: the whole front of the pipeline. */
export interface ReadFleet extends Fleet {
  readonly documents: readonly SourceDocument[]
  /** Every file that was read, in order, those without an entry too. */
  readonly files: readonly SourceFile[]
  readonly blank: (file: SourceFile) => Concealed
  /** What the files may read. */
  readonly environment: Readable
  /** Every value that is secret, for the one list that answers of the service are masked with. */
  readonly secrets: () => readonly string[]
}

/** Which files there are, and what they may read. */
export type FleetSettings = Pick<Settings, 'files' | 'variables'> & {
  readonly [Name in 'envAllow' | 'apiKeyVariable' | 'limits']?: Settings[Name] | undefined
}

/** What the files of a run are read with. */
export interface FleetWorld {
  /** What relative paths count from; absolute. */
  readonly cwd: string
  /** Where `-` comes from: all of standard input, or `undefined` where it is more than so many bytes. */
  readonly readStdin: (mostBytes: number) => Promise<Uint8Array | undefined>
}

/** Reads, parses, expands and checks the files of this run. Every finding is a value. */
export async function readFleet(
  { cwd, readStdin }: FleetWorld,
  { files, variables, envAllow, apiKeyVariable, limits }: FleetSettings,
  { withoutVariables = false } = {},
): Promise<ReadFleet> {
  const environment = environmentFor(variables, { envAllow, apiKeyVariable })
  const named = files.length > 0 ? { paths: files, diagnostics: [] } : await findDefault(cwd)
  const sources = await read(named.paths, {
    cwd,
    stdin: readStdin,
  })
  const parsed = new Map<SourceFile, Parsed>()
  for (const file of sources.files) parsed.set(file, await parse(file))
  // All findings in one run: what failed in the YAML is marked in the tree, and nothing is said of it again.
  const documents = [...parsed.values()].flatMap((file) => file.documents)
  const { access } = environment
  const fleet = toFleet(documents, withoutVariables ? { noEnv: true, access } : environment, limits)
  const found: readonly Diagnostic[] = [
    ...named.diagnostics,
    ...sources.diagnostics,
    ...[...parsed.values()].flatMap(({ diagnostics }) => diagnostics),
    ...fleet.diagnostics,
  ]
  const unread = [...named.diagnostics, ...sources.diagnostics].map(({ place }) => place.file)
  return {
    get specs() {
      return hasErrors(found) ? [] : fleet.specs
    },
    diagnostics: inFileOrder(found, [...unread, ...sources.files]),
    variables: fleet.variables,
    get secretVariables() {
      return fleet.secretVariables
    },
    documents,
    files: sources.files,
    blank: concealedOnDemand(documents, parsed),
    environment,
    secrets: () => [
      ...[...fleet.secretVariables].flatMap((name) => environment.lookup(name) ?? []),
      ...fleet.specs.flatMap(({ body }) => secretTexts(body)),
    ],
  }
}

/** Variables with a policy of who may read them. */
type Readable = Extract<ReferenceEnvironment, { lookup: unknown }> & { readonly access: FileAccess }

/** What of the environment the files may see. Nothing else is looked up for them, for whatever purpose. */
function environmentFor(
  { lookup, names }: Variables,
  { envAllow, apiKeyVariable }: Pick<FleetSettings, 'envAllow' | 'apiKeyVariable'>,
): Readable {
  const keyVariables = apiKeyVariable === undefined ? [] : [apiKeyVariable]
  const set = names()
  const holders = [...set, ...keyVariables].filter((name) => isKeyVariable(name, { keyVariables }))
  const keys = new Set(holders.flatMap((name) => lookup(name) || []))
  const access: FileAccess = { keyVariables, keys: [...keys], allowed: envAllow }
  return {
    lookup: (name) =>
      isKeyVariable(name, access) || !isReadable(name, access) ? undefined : lookup(name),
    names: set,
    access,
  }
}

/**
 * Most runs show no finding, and then nobody asks. What an error in the YAML took out of a file, such as the second of two keys
 * that are the same, is in no tree.
 */
function concealedOnDemand(
  documents: readonly SourceDocument[],
  parsed: ReadonlyMap<SourceFile, Parsed>,
): ReadFleet['blank'] {
  let found: ReturnType<typeof secretSpans> | undefined
  return (file) => {
    found ??= secretSpans(documents)
    const read = parsed.get(file)
    return {
      spans: found.get(file) ?? [],
      isAll: read !== undefined && !hasErrors(read.diagnostics),
    }
  }
}
