import { type Act, calmAct } from '../act.ts'
import type { Dice } from '../dice.ts'
import type { Entry, Written } from '../entry.ts'
import { applyWith } from '../order.ts'
import type { Scenario } from '../scenario.ts'

/** What is so is written into the file, and taken out again: an apply that may do all has nothing to do. */
export function respelt(dice: Dice, acts: Scenario['acts']): readonly Act[] {
  const { pick } = dice
  const { entries: before } = acts.at(-1) ?? acts[0]
  const entries = before.map(lasting)
  const all = pick([true, false, false])
  const written = entries.map(
    (entry): Entry => ({ ...entry, written: all ? sayable(entry) : someOf(dice, sayable(entry)) }),
  )
  const order = applyWith(undefined, 'update', 'reset', 'replace', 'drift', 'start', 'stop')
  return [
    calmAct(entries, order),
    { ...calmAct(written, order), isRespelt: true },
    { ...calmAct(entries, order), isRespelt: true },
  ]
}

/** Nothing of it is over in the middle of the errand. */
const lasting = (entry: Entry): Entry => ({ ...entry, expires: undefined })

/**
 * What may be said of an entry that says nothing of it. The first of several places is no wish. One without a name is known by
 * what it says, and would be another one.
 */
const sayable = ({ name, prepaid, hasFallback }: Entry): readonly Written[] => [
  ...(hasFallback || name === undefined ? [] : (['cluster'] as const)),
  ...(prepaid || name === undefined ? [] : (['billing', 'month'] as const)),
  'defaults',
]

const someOf = ({ chance }: Dice, words: readonly Written[]): readonly Written[] =>
  words.filter(() => chance(0.5))
