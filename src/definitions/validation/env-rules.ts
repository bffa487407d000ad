import { diagnose } from '../../diagnostics/diagnostic.ts'
import { LIMIT_SETS } from '../../schema/limit-sets.ts'
import { isCredentialName } from '../secrets/credential.ts'
import type { Path } from '../value-path.ts'
import type { CastValue, UnvalidatedEntry } from './cast.ts'
import { describeAt, isMap, itemsOf, type Rule, textMember } from './rule.ts'
import { locationAt } from './value-location.ts'

/** One variable of an entry, in the map or the list form. */
export interface EnvValue {
  readonly path: Path
  readonly key: string | undefined
  readonly value: CastValue | undefined
}

export function envValuesOf(draft: UnvalidatedEntry): readonly EnvValue[] {
  const { envs } = draft.value
  if (isMap(envs)) {
    return Object.entries(envs).map(([key, value]) => ({ path: ['envs', key], key, value }))
  }
  return itemsOf(draft, 'envs').map((item, index) => ({
    path: ['envs', index, 'value'],
    key: textMember(item, 'key'),
    value: isMap(item) ? item.value : undefined,
  }))
}

/** Whether a variable is a credential: by its own name, or by that of one whose value is in it. */
export const isCredential = (key: string | undefined, from: readonly string[]): boolean =>
  (key !== undefined && isCredentialName(key)) || from.some(isCredentialName)

/** `envs: { key: A, value: b }` is one item of the list form; as a map it would set two variables that nobody wants. */
export const envsAreNoItem: Rule = (draft, report) => {
  const { envs } = draft.value
  if (!isMap(envs) || Object.keys(envs).length !== 2) return
  if (envs.key === undefined || envs.value === undefined) return
  report(diagnose('envs-item-as-map', locationAt(draft.definition, ['envs']), {}))
}

/** The current page of the vendor names a longest value; the reference page names none. */
const LONGEST_VALUE = LIMIT_SETS.current.envValue ?? Number.POSITIVE_INFINITY

/** A longer value may be cut or refused: nobody has seen which. */
export const envValuesFit: Rule = (draft, report) => {
  for (const { path, value } of envValuesOf(draft)) {
    if (typeof value !== 'string' || value.length <= LONGEST_VALUE) continue
    if (Array.from(value).length <= LONGEST_VALUE) continue
    const { field, from } = describeAt(draft, path)
    const place = locationAt(draft.definition, path)
    report(diagnose('env-value-long', place, { field, from, most: LONGEST_VALUE }))
  }
}
