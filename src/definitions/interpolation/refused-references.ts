import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import type { Location } from '../../model/location.ts'
import { isOwnFieldName } from '../../schema/fields.generated.ts'
import { type FileAccess, isKeyVariable, isReadable } from '../files/variable-access.ts'
import { isCredentialName } from '../secrets/credential.ts'
import { labelOf, type Path } from '../value-path.ts'
import type { VariableUse } from './variable-uses.ts'

/** A reference that may not be where it is, whatever its value: nobody looks the variable up. */
export interface Refusal {
  readonly use: VariableUse
  readonly word: (place: Location) => Diagnostic
}

interface Judging {
  /** Every place that the text is used at. */
  readonly paths: readonly Path[]
  readonly access: FileAccess
  readonly isSecretVariable: (name: string) => boolean
}

/**
 * The references of a string that are refused before anything is read: also those in a default or an alternative that would
 * not be taken, since another machine would take it.
 */
export function refusalsOf(
  uses: readonly VariableUse[],
  { paths, access, isSecretVariable }: Judging,
): readonly Refusal[] {
  const shown = paths.find(isShownEverywhere)
  return uses.flatMap((use): readonly Refusal[] => {
    const { name } = use
    if (isKeyVariable(name, access)) {
      return [{ use, word: (place) => diagnose('variable-is-api-key', place, { name }) }]
    }
    if (!isReadable(name, access)) {
      return [{ use, word: (place) => diagnose('variable-not-allowed', place, { name }) }]
    }
    if (shown === undefined || use.how === 'optional' || !isSecretVariable(name)) return []
    const args = { name, field: labelOf(shown), byName: isCredentialName(name) }
    return [{ use, word: (place) => diagnose('secret-in-name', place, args) }]
  })
}

/** A name is shown in every list, here and at the service; so are the keys that are ours, and those of `envs`. */
const isShownEverywhere = ([field, second, third]: Path): boolean =>
  field === 'name' ||
  isOwnFieldName(String(field)) ||
  (field === 'envs' && typeof second === 'number' && third === 'key')
