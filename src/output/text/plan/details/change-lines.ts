import type { Change, ChangeWay, Drift } from '../../../../plan/change.ts'
import { widest } from '../../../terminal/widest.ts'
import { valueText } from '../value-text.ts'
import type { Look } from './look.ts'

export function changeLines(changes: readonly Change[], { style }: Look): readonly string[] {
  const width = widest(changes, ({ field }) => field.length)
  return changes.map(({ field, from, to, takes }) => {
    const values = `${valueText(from)} → ${valueText(to)}`
    return `${style.dim(field.padEnd(width))}  ${values}  ${style.dim(`(${WAYS[takes]})`)}`
  })
}

/** What a change would take, in words. */
export const WAYS = {
  edit: 'can be changed in place',
  upgrade: 'resets the container',
  replace: 'only by deleting and creating it',
} as const satisfies Record<ChangeWay, string>

export const driftLines = (drift: readonly Drift[], { style }: Look): readonly string[] =>
  drift.map(({ field, applied, account }) =>
    style.yellow(
      `drift: ${field} is ${valueText(account)} in the account, ${valueText(applied)} was applied`,
    ),
  )

export const uncheckedLines = (
  fields: readonly string[],
  { style, verbose }: Look,
): readonly string[] =>
  verbose && fields.length > 0 ? [style.dim(`cannot be checked: ${fields.join(', ')}`)] : []
