import { VANISHING } from '../trouble/draw-troubles.ts'
import type { Trouble } from '../trouble/trouble.ts'
import { type Act, calmAct } from './act.ts'
import { drawBlow } from './blow.ts'
import type { Dice } from './dice.ts'
import { type Entry, plainEntry } from './entry.ts'
import { callsOf, type Order, PLAIN_APPLY } from './order.ts'

/** One story of so many is about an instance that the account does not show for a while. */
const EVERY = 9

export const isOutOfSight = (seed: number): boolean => seed % EVERY === 4

/**
 * The account shows nothing of the one instance there is, until another one was made in its place: from then on both are there.
 * What is done then is about the entry in the file, or about an entry that has just left it. `mayBeAll`: the driver has a word
 * for all that is owned.
 */
export function drawOutOfSight(
  dice: Dice,
  { mayBeAll }: { readonly mayBeAll: boolean },
): readonly [Act, ...Act[]] {
  const { pick, chance } = dice
  const lost: Entry = { ...plainEntry('a'), protect: chance(0.1) }
  const kept = plainEntry('b')
  const before = calmAct([lost], PLAIN_APPLY)
  const again = { ...calmAct([lost], PLAIN_APPLY), troubles: hidden(dice) }
  const later = Array.from({ length: pick([1, 1, 2]) }, (): Act => {
    const isOut = chance(0.55)
    const entries = isOut ? [kept] : pick([[lost], [lost, kept]])
    const order = isOut ? drawWithout(dice, mayBeAll) : drawWith(dice, mayBeAll)
    const blows = chance(0.3)
      ? [drawBlow(dice, { operations: callsOf(order), blocks: 24 }, false)]
      : []
    const counted = pick(['by-hand', 'in-plan', 'by-id'] as const)
    return { ...calmAct(entries, order), blows, counted }
  })
  return [before, again, ...later]
}

/** Neither the first lists nor the first looks by id show anything: enough of them for one plan, or for some more. */
function hidden({ pick }: Dice): readonly Trouble[] {
  const count = pick([2, 2, 3, 6])
  const nth = Array.from({ length: count }, (_, n) => n + 1)
  return VANISHING.map(([name, rule]) => ({ name, rule: { ...rule, when: { nth } } }))
}

const PRUNE: Order = { order: 'apply', prune: true, allow: ['destroy'], only: undefined }
const ALL_OWNED: Order = { order: 'destroy', scope: 'all-owned', only: undefined }
const DESTROY: Order = { order: 'destroy', scope: 'files', only: undefined }

/** What is done while its entry is in no file. */
const drawWithout = ({ pick }: Dice, mayBeAll: boolean): Order =>
  pick([PRUNE, PRUNE, PLAIN_APPLY, ...(mayBeAll ? [ALL_OWNED] : [PRUNE])])

/** What is done while its entry is in the file. */
const drawWith = ({ pick }: Dice, mayBeAll: boolean): Order =>
  pick([
    PLAIN_APPLY,
    DESTROY,
    DESTROY,
    { order: 'stop', only: undefined },
    ...(mayBeAll ? [ALL_OWNED] : [DESTROY]),
  ])
