import type { Settings } from '../../config/settings.ts'
import { InvalidFiles } from '../../definitions/files/invalid-files.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { diagnosticsText } from '../../output/text/source/diagnostics-text.ts'
import type { Context } from '../context.ts'
import { type ReadFleet, readFleet } from './checked-fleet.ts'

/** The definitions for a command that can do without them. */
export type Definitions =
  | {
      readonly kind: 'read'
      readonly specs: readonly InstanceSpec[]
      /** Every file that was read. */
      readonly files: ReadFleet['files']
    }
  /** No file was named and none is at the default place. */
  | { readonly kind: 'none' }
  /** Those at the default place have errors. */
  | { readonly kind: 'invalid' }

/**
 * Reads the files that were named, or those at the default place if they are there. Throws `InvalidFiles` when files that
 * were named have errors, and shows them.
 */
export async function readDefinitions(
  context: Context,
  settings: Settings,
): Promise<Definitions & Pick<ReadFleet, 'secrets' | 'blank'>> {
  const { specs, files, diagnostics, blank, secrets } = await readFleet(context, settings)
  if (!hasErrors(diagnostics)) return { kind: 'read', specs, files, secrets, blank }
  const named = settings.files.length > 0
  if (!named && diagnostics.every(({ code }) => code === 'definitions-not-found')) {
    return { kind: 'none', secrets, blank }
  }
  if (named) {
    const { style, width } = context.stderr
    context.stderr.write(diagnosticsText(diagnostics, { style, width, blank }))
    throw new InvalidFiles(diagnostics)
  }
  return { kind: 'invalid', secrets, blank }
}
