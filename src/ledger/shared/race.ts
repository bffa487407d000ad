import { position, type Store } from '../store.ts'

/** What two writers made of the same places. */
export interface Race {
  readonly rounds: number
  /** How many times a writer was told that the place is its own: once a round in a store that is fit. */
  readonly winners: number
}

/** Lets two connections put a line at the same place, again and again. The lines stay, so it is run on a ledger of its own. */
export async function race(one: Store, other: Store, rounds: number): Promise<Race> {
  let winners = 0
  let last = (await one.read(position(0))).length
  await other.read(position(0))
  for (let round = 0; round < rounds; round += 1) {
    const at = position(last + 1)
    const line = (by: string) => Buffer.from(JSON.stringify({ race: round, by }))
    const puts = await Promise.all([
      one.put(at, line('one'), 'before-call'),
      other.put(at, line('other'), 'before-call'),
    ])
    winners += puts.filter((put) => put === 'put').length
    last += 1
    // Who lost goes on from what is there, as a run would.
    for (const store of [one, other]) await store.read(position(last - 1))
  }
  return { rounds, winners }
}
