import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Path } from '../value-path.ts'
import type { Draft, Plain } from './cast.ts'
import { isBroughtSecret, type Said, saidAt } from './describe-value.ts'

/** Sense that a schema cannot say, of one definition. It ignores whatever has not the right type: that is told already. */
export type Rule = (draft: Draft, report: Report) => void

export type Report = (diagnostic: Diagnostic) => void

/** The text of a field; `undefined` when there is none, it is empty (which means the same) or not known. */
export function textField(draft: Draft, field: string): string | undefined {
  const value = draft.value[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The items of a list field; none when it is not a list. */
export function itemsOf(draft: Draft, field: string): readonly Plain[] {
  const value = draft.value[field]
  return isList(value) ? value : []
}

export const isList = (value: Plain | undefined): value is readonly Plain[] => Array.isArray(value)

export const isMap = (value: Plain | undefined): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && !Array.isArray(value)

/** A string member of a list item; `undefined` when there is none or it is not known. */
export function textMember(item: Plain | undefined, member: string): string | undefined {
  const value = isMap(item) ? item[member] : undefined
  return typeof value === 'string' ? value : undefined
}

export const said = (draft: Draft, path: Path): Said =>
  saidAt(draft.definition, path, draft.expansions)

/** Another field's value as a finding may quote it: nothing of what a secret variable brought. */
export const piece = (draft: Draft, path: Path, text: string): string =>
  isBroughtSecret(draft.definition, path, draft.expansions) ? '(secret)' : text
