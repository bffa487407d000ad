import type { ChangeAction, ReplaceAction } from '../../../../plan/action.ts'
import type { Change, Drift } from '../../../../plan/change.ts'
import { widest } from '../../../terminal/widest.ts'
import { valueText } from '../value-text.ts'
import type { Look } from './look.ts'
import {
  driftLeft,
  type FieldFact,
  factsOfChanges,
  factsOfReplacement,
  factsOfSteps,
  resetWords,
  undoneWords,
} from './step-facts.ts'

/** What differs from a definition, and what each difference would take. */
export const changeLines = (changes: readonly Change[], look: Look): readonly string[] =>
  factLines(factsOfChanges(changes), look)

/** What differs from a definition, what is done about each, and what else that does. */
export const stepLines = (action: ChangeAction, look: Look): readonly string[] => [
  ...factLines(factsOfSteps(action), look),
  ...resetWords(action).map(look.style.yellow),
  ...undoneWords(action).map(look.style.yellow),
  ...driftLines(driftLeft(action), look),
]

/** What another instance has otherwise than the one whose place it takes. */
export const replacementLines = ({ changes }: ReplaceAction, look: Look): readonly string[] =>
  factLines(factsOfReplacement(changes), look)

function factLines(facts: readonly FieldFact[], { style }: Look): readonly string[] {
  const width = widest(facts, ({ field }) => field.length)
  return facts.map(({ field, from, to, words, note }) => {
    const values = words ?? `${valueText(from)} → ${valueText(to)}`
    const takes = note === undefined ? '' : `  ${style.dim(`(${note})`)}`
    return `${style.dim(field.padEnd(width))}  ${values}${takes}`
  })
}

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
