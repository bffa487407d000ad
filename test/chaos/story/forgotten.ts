import type { Kind, Trouble } from '../trouble/trouble.ts'
import { type Act, calmAct } from './act.ts'
import { drawBlow } from './blow.ts'
import type { Dice } from './dice.ts'
import { type Entry, plainEntry } from './entry.ts'
import { callsOf, type Order, PLAIN_APPLY } from './order.ts'

/** One story of so many is about an instance that comes after somebody was sure that it was not made. */
const EVERY = 29

export const isForgotten = (seed: number): boolean => seed % EVERY === 12

/** The service has taken the call, and carries it out when the story says so. */
export const LATE: readonly Kind[] = (['reset', 'close', 'hang'] as const).map(
  (ending): Kind => [`create late, ${ending}`, { fault: 'late', ms: 3_600_000, ending }],
)

/**
 * The answer of a create call is lost, no look shows anything, and a person says that nothing was made. It comes before the
 * next apply, or after that has made another one; what is done then is about the entry in the file, or after it has left.
 */
export function drawForgotten(dice: Dice): readonly [Act, ...Act[]] {
  const { pick, chance } = dice
  const name = chance(0.15) ? undefined : 'a'
  const lost: Entry = { ...plainEntry(name), protect: chance(0.1) }
  const kept = plainEntry('b')
  const entries = pick([[lost], [lost, kept], [kept, lost]])
  const nth = 1 + entries.indexOf(lost)
  const [called, fault] = pick(LATE)
  const late: Trouble = { name: called, rule: { on: 'create', when: { nth }, do: fault } }
  const sent: Act = { ...calmAct(entries, PLAIN_APPLY), troubles: [late] }
  const again: Act = chance(0.5)
    ? { ...calmAct(entries, PLAIN_APPLY), between: ['forget', 'arrive'] }
    : { ...calmAct(entries, PLAIN_APPLY), between: ['forget'] }
  // What an entry without a name was is in no line that the ledger goes by, once it has left the file.
  const isOut = name !== undefined && chance(0.35)
  const order = isOut ? pick([PRUNE, PRUNE, PLAIN_APPLY]) : pick([PLAIN_APPLY, DESTROY, STOP])
  const blows = chance(0.3)
    ? [drawBlow(dice, { operations: callsOf(order), blocks: 24 }, false)]
    : []
  const last: Act = {
    ...calmAct(isOut ? [kept] : entries, order),
    between: ['arrive'],
    blows,
    counted: pick(['by-hand', 'in-plan', 'by-id'] as const),
  }
  return [sent, again, last]
}

const PRUNE: Order = { order: 'apply', prune: true, allow: ['destroy'], only: undefined }
const DESTROY: Order = { order: 'destroy', scope: 'files', only: undefined }
const STOP: Order = { order: 'stop', only: undefined }
