import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Path } from '../value-path.ts'
import type { CastValue, UnvalidatedEntry } from './cast.ts'
import { describeValue, isBroughtSecret, type ValueDescription } from './describe-value.ts'

/** Sense that a schema cannot say, of one definition. It ignores whatever has not the right type: that is told already. */
export type Rule = (draft: UnvalidatedEntry, report: Report) => void

export type Report = (diagnostic: Diagnostic) => void

/** The text of a field; `undefined` when there is none, it is empty (which means the same) or not known. */
export function textField(draft: UnvalidatedEntry, field: string): string | undefined {
  const value = draft.value[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The items of a list field; none when it is not a list. */
export function itemsOf(draft: UnvalidatedEntry, field: string): readonly CastValue[] {
  const value = draft.value[field]
  return isList(value) ? value : []
}

export const isList = (value: CastValue | undefined): value is readonly CastValue[] =>
  Array.isArray(value)

export const isMap = (
  value: CastValue | undefined,
): value is { readonly [key: string]: CastValue } =>
  typeof value === 'object' && !Array.isArray(value)

/** A string member of a list item; `undefined` when there is none or it is not known. */
export function textMember(item: CastValue | undefined, member: string): string | undefined {
  const value = isMap(item) ? item[member] : undefined
  return typeof value === 'string' ? value : undefined
}

export const describeAt = (draft: UnvalidatedEntry, path: Path): ValueDescription =>
  describeValue(draft.definition, path, draft.expansions)

/** Another field's value as a finding may quote it: nothing of what a secret variable brought. */
export const piece = (draft: UnvalidatedEntry, path: Path, text: string): string =>
  isBroughtSecret(draft.definition, path, draft.expansions) ? '(secret)' : text
