import { readVariables } from '../config/variable-file.ts'
import { readFleet } from '../definitions/load-fleet.ts'
import { select, selectsAll } from '../definitions/selection.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { projectRoot } from '../model/files/project-root.ts'
import { Secret } from '../model/secret.ts'
import { UserError } from '../model/user-error.ts'
import type { CheckedFleet } from '../operations/plan-fleet.ts'
import type { LimitSet } from '../schema/limit-sets.ts'

export interface FleetOptions {
  /** Files, folders or patterns; the default file of `cwd` when there are none. */
  readonly files?: readonly string[]
  /** What relative paths count from; absolute. */
  readonly cwd: string
  /** The variables that references see. Nothing else is looked at. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Further files of variables, absolute; `env` wins. */
  readonly varFiles?: readonly string[]
  /** Names or globs (`*`, `?`) of the variables that the files may read; all but the API key's without it. */
  readonly envAllow?: readonly string[]
  /** The variable that holds the API key, where it is not called like one; no file may refer to it. */
  readonly apiKeyVariable?: string
  /** Which page of the vendor the limits of entries are taken from; `reference` without it. */
  readonly limits?: LimitSet
  /** Names or globs of the entries to select. */
  readonly only?: readonly string[]
  readonly exclude?: readonly string[]
}

/** What the files say: specs where nothing is wrong, and every finding. */
export interface LoadedFleet extends CheckedFleet {
  /** `specs` is empty while there is an error among them. */
  readonly diagnostics: readonly Diagnostic[]
  /** What `only` selected them by: a protected instance that is named so is refused, and not left out. */
  readonly named?: readonly string[]
  /** All that is secret in them, for `connect`: what no answer of the service may show. */
  readonly secrets: readonly Secret[]
}

/**
 * Reads, expands and checks definition files. What is wrong in them comes back as findings. Throws a `UserError` for an
 * variable file that cannot be read, and for a selection that matches nothing.
 */
export async function loadFleet(options: FleetOptions): Promise<LoadedFleet> {
  const { cwd, env, files = [], varFiles = [], only = [], exclude = [] } = options
  const { envAllow, apiKeyVariable = 'PPIO_API_KEY', limits = 'reference' } = options
  const known = await readVariables(env, varFiles, { namedBy: 'person', root: projectRoot(cwd) })
  const read = await readFleet(
    { cwd, readStdin: noStdin },
    { files, variables: known, envAllow, apiKeyVariable, limits },
  )
  const selection = { only, exclude }
  return {
    specs: read.diagnostics.some(({ severity }) => severity === 'error')
      ? []
      : select(read.specs, selection),
    diagnostics: read.diagnostics,
    named: only,
    coversAll: selectsAll(selection),
    files: read.files,
    variables: read.variables.map(({ name }) => ({
      name,
      isSet: known.lookup(name) !== undefined,
    })),
    cwd,
    limits,
    secrets: read.secrets().map((secret) => new Secret(secret, '(secret)')),
  }
}

/** Throws a `UserError` for definitions with errors. */
export function refuseInvalid({ diagnostics }: LoadedFleet): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (first === undefined) return
  throw new UserError(`the definitions have errors: ${first.message}`, {
    nothingDone: 'sent',
    hint: `There are ${errors.length} in all, in the diagnostics of the fleet`,
  })
}

const noStdin = async (): Promise<Uint8Array> => {
  throw new UserError(
    'the library does not read the standard input: write the text to a file first',
  )
}
