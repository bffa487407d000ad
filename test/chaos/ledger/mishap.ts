import { type Dice, diceOf } from '../story/dice.ts'

/** Where in its round a worker is. `confirmed`: the ledger was its own a moment ago, and the payment is next. */
export type Moment = 'locked' | 'intended' | 'confirmed' | 'paid'

/** What goes wrong with a worker in one round. */
export type Mishap =
  | { readonly kind: 'none' }
  /** It is gone at once, as with `kill -9` or a power cut. */
  | { readonly kind: 'dies'; readonly at: Moment }
  /** It does nothing at all for longer than its lease, and gives no sign of life. */
  | { readonly kind: 'sleeps'; readonly at: Moment }
  /** Its wall clock is set, and stays so until it is started again. */
  | { readonly kind: 'clock'; readonly at: Moment; readonly byMs: number }

export interface Round {
  readonly mishap: Mishap
  /** Which of the keys that may be paid it takes. */
  readonly pick: number
  /** How long it waits before the next round, of the longest time that workers wait: 0 to 1. */
  readonly rest: number
}

/** How many of the keys that may be paid a worker chooses from: the fewer, the more often two choose the same. */
export const CHOICE = 3

/** How many of the rounds go wrong. */
const MISHAPS = 0.15

const MOMENTS: readonly Moment[] = ['locked', 'intended', 'confirmed', 'paid']

/** The round of a worker; a seed tells all of them. `isCalm`: nothing goes wrong with a worker. */
export function drawRound(seed: number, worker: number, round: number, isCalm: boolean): Round {
  const dice = diceOf((seed * 31 + worker) * 100_003 + round)
  const isBad = dice.chance(MISHAPS)
  return {
    mishap: isBad && !isCalm ? drawMishap(dice) : { kind: 'none' },
    pick: dice.below(CHOICE),
    rest: dice.below(100) / 100,
  }
}

function drawMishap(dice: Dice): Mishap {
  const at = dice.pick(MOMENTS)
  const kind = dice.pick(['dies', 'dies', 'sleeps', 'sleeps', 'clock'] as const)
  if (kind !== 'clock') return { kind, at }
  return { kind, at, byMs: dice.pick([-86_400_000, -1, 1_000, 3_600_000]) }
}
