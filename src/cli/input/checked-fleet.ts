import type { Settings } from '../../config/settings.ts'
import { InvalidFiles } from '../../definitions/files/invalid-files.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { type ReadFleet, readFleet } from '../../definitions/load-fleet.ts'
import { select } from '../../definitions/selection.ts'
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts'
import { diagnosticsText } from '../../output/text/source/diagnostics-text.ts'
import type { Context } from '../context.ts'

export { type ReadFleet, readFleet }

/** A fleet without errors, cut down to what the run is about. */
export interface LoadedFleet {
  readonly specs: readonly InstanceSpec[]
  /** Every file that was read. */
  readonly files: ReadFleet['files']
  /** Warnings only. */
  readonly diagnostics: readonly Diagnostic[]
  /** The variables that the files refer to, in any order. */
  readonly variables: readonly { readonly name: string; readonly isSet: boolean }[]
  readonly blank: ReadFleet['blank']
  readonly secrets: ReadFleet['secrets']
  readonly limits: Settings['limits']
}

/**
 * The fleet for a command that goes on with it: findings are shown on standard error. Throws `InvalidFiles` when
 * there are errors among them, so that nothing may be sent.
 */
export async function loadFleet(
  context: Context,
  settings: Settings,
  /** Says where else what `--only` names may be. */
  elsewhere?: (pattern: string) => string,
): Promise<LoadedFleet> {
  const fleet = await readFleet(context, settings)
  showFindings(context, fleet)
  return errorFree(fleet, settings, elsewhere)
}

/** What was read, cut down to what the run is about. Throws `InvalidFiles` for errors, which nobody was shown yet. */
export function errorFree(
  fleet: ReadFleet,
  settings: Settings,
  elsewhere?: (pattern: string) => string,
): LoadedFleet {
  const { diagnostics, variables, blank, secrets } = fleet
  if (hasErrors(diagnostics)) throw new InvalidFiles(diagnostics)
  return {
    specs: select(fleet.specs, settings, 'the entries', elsewhere),
    files: fleet.files,
    diagnostics,
    variables: variables.map(({ name }) => ({
      name,
      isSet: settings.variables.lookup(name) !== undefined,
    })),
    blank,
    secrets,
    limits: settings.limits,
  }
}

/** Findings beside the output of a command that is about something else. */
export function showFindings(
  { stderr }: Context,
  { diagnostics, blank }: Pick<ReadFleet, 'diagnostics' | 'blank'>,
): void {
  const { style, width } = stderr
  if (diagnostics.length > 0) stderr.write(diagnosticsText(diagnostics, { style, width, blank }))
}
