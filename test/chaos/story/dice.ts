import { randomFrom } from '../../../src/sandbox/faults/fault-script.ts'

/** All that is drawn for a story comes from here, so that a seed tells the whole story. */
export interface Dice {
  /** A whole number from 0 up to the limit. */
  below(limit: number): number
  pick<Item>(items: readonly Item[]): Item
  chance(probability: number): boolean
}

export function diceOf(seed: number): Dice {
  // Neighbouring seeds begin alike, so the first draws are thrown away.
  const random = randomFrom(seed * 7919)
  for (let n = 0; n < 8; n += 1) random()
  const below = (limit: number) => Math.floor(random() * limit)
  return {
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    chance: (probability) => random() < probability,
  }
}
