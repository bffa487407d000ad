import type { AllowWord } from '../../../src/model/allow-word.ts'
import { unreachable } from '../../../src/model/unreachable.ts'
import type { Change } from '../../../src/sandbox/faults/faults.ts'
import { drawLateReset } from '../trouble/late-reset.ts'
import { IN_FULL, TOOL_PORTS } from '../trouble/other-words.ts'
import { drawUntold } from '../trouble/untold.ts'
import { type Act, calmAct } from './act.ts'
import { drawBlow } from './blow.ts'
import { type DefinedField, drawDefinition, redefined } from './definition.ts'
import type { Dice } from './dice.ts'
import { type Entry, plainEntry } from './entry.ts'
import { callsOf, type Order, PLAIN_APPLY } from './order.ts'

/** One story of so many is about a change in place and one way in which the service is odd about it. */
const EVERY = 37

/** What is odd about the service, by the seed. */
const ODDITIES = {
  7: 'untold',
  16: 'late reset',
  25: 'images in full',
  34: 'ports of tools',
} as const satisfies Readonly<Record<number, string>>

export type Oddity = (typeof ODDITIES)[keyof typeof ODDITIES]

export const oddityOf = (seed: number): Oddity | undefined =>
  (ODDITIES as Readonly<Record<number, Oddity>>)[seed % EVERY]

/** A fleet is made, then its file is mostly changed in what can be changed in place, and perhaps once more. */
export function drawInPlace(dice: Dice, oddity: Oddity): readonly [Act, ...Act[]] {
  const { pick, chance } = dice
  const names = pick([['a'], ['a', 'b'], ['a', 'b']] as const)
  const entries = names.map((name) => drawEntry(dice, name, oddity))
  const isAlways = oddity === 'images in full' || oddity === 'ports of tools'
  const first = calmAct(entries, PLAIN_APPLY)
  const acts: [Act, ...Act[]] = [isAlways ? { ...first, ...drawOddity(dice, oddity) } : first]
  let before: readonly Entry[] = entries
  for (let nth = 0; nth < pick([1, 1, 2]); nth += 1) {
    const fields = pick(oddity === 'late reset' ? RESET : CHANGED)
    const isKept = isAlways && chance(0.3)
    const now = before.map((entry) =>
      isKept ? entry : { ...entry, ...redefined(dice, entry, fields) },
    )
    const order: Order = { order: 'apply', prune: false, allow: pick(WORDS), only: undefined }
    const target = { operations: callsOf(order), blocks: 24 }
    acts.push({
      ...calmAct(now, order),
      ...drawOddity(dice, oddity),
      blows: chance(isAlways ? 0.15 : 0.3) ? [drawBlow(dice, target, false)] : [],
    })
    before = now
  }
  return acts
}

/** A reset has no word for a credential that is written into the file. */
function drawEntry(dice: Dice, name: string, oddity: Oddity): Entry {
  const entry: Entry = {
    ...plainEntry(name),
    ...drawDefinition(dice, name),
    hasCredential: false,
    hasFallback: false,
  }
  switch (oddity) {
    case 'images in full':
      return {
        ...entry,
        image: dice.pick([
          'pytorch:2.7',
          'pytorch:2.7',
          'org/app:1',
          'org/app',
          'quay.io/org/app:1',
        ]),
      }
    case 'ports of tools':
      return { ...entry, hasTool: true }
    case 'untold':
    case 'late reset':
      return entry
    default:
      return unreachable(oddity)
  }
}

const RESET: readonly (readonly DefinedField[])[] = [['image'], ['image'], ['command'], ['mode']]

const CHANGED: readonly (readonly DefinedField[])[] = [
  ['image'],
  ['image'],
  ['command'],
  ['mode'],
  ['ports'],
  ['disk'],
  ['ports', 'disk'],
  ['disk', 'image'],
]

const WORDS: readonly (readonly AllowWord[])[] = [
  ['update', 'reset'],
  ['update', 'reset'],
  ['update', 'reset', 'drift'],
]

/** What was changed by hand before it, and what goes wrong meanwhile. */
function drawOddity(dice: Dice, oddity: Oddity): Pick<Act, 'byHand' | 'troubles'> {
  switch (oddity) {
    case 'untold': {
      const { byHand, troubles } = drawUntold(dice)
      const name = dice.pick(['a', 'a', 'b'])
      return { byHand: byHand && ({ ...byHand, name } as Change), troubles }
    }
    case 'late reset':
      return { byHand: undefined, troubles: drawLateReset(dice) }
    case 'images in full':
      return { byHand: undefined, troubles: IN_FULL }
    case 'ports of tools':
      return { byHand: undefined, troubles: TOOL_PORTS }
    default:
      return unreachable(oddity)
  }
}
