import type { Json } from '../../../model/secret.ts'
import type { FieldInAccount } from '../../../plan/change.ts'
import { MASKED, UNSET } from '../../../plan/difference.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { valueText } from './value-text.ts'

/** What the account has in fields, in a few words that are safe to print: of a command and of a variable no value. */
export const accountWords = (fields: readonly FieldInAccount[]): string =>
  fields.map(wordsOf).join(' and ')

function wordsOf({ field, account }: FieldInAccount): string {
  const off = variablesIn(account)
  if (off !== undefined) {
    const others = off.filter(({ value }) => value !== UNSET).map(({ key }) => plain(key))
    const none = off.filter(({ value }) => value === UNSET).map(({ key }) => plain(key))
    return [
      ...(others.length === 0 ? [] : [`another value of ${others.join(', ')}`]),
      ...(none.length === 0 ? [] : [`no ${none.join(', ')}`]),
    ].join(' and ')
  }
  if (account === MASKED) return `another ${field}`
  const unit = field === 'rootfsSize' ? ' GB' : ''
  return `${valueText(account)}${unit} as ${field}`
}

/** The variables of a list of them; `undefined` for every other value. */
export function variablesIn(
  value: Json | undefined,
): readonly { readonly key: string; readonly value: Json }[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const items = value as readonly { readonly key?: unknown; readonly value?: Json }[]
  return items.every((item) => typeof item?.key === 'string')
    ? (items as readonly { readonly key: string; readonly value: Json }[])
    : undefined
}
