import { UserError } from '../../model/user-error.ts'
import { type Position, position, type Store, type StoredLine } from '../store.ts'
import { CLOCKS } from './clocks.ts'
import { putSurely } from './put-surely.ts'

/** What two writers made of the same places. */
export interface Race {
  readonly rounds: number
  /** How many times a writer was told that the place is its own: once a round in a store that is fit. */
  readonly winners: number
}

/** Lets two connections put a line at the same place, again and again. The lines stay, so it is run on a ledger of its own. */
export async function race(
  one: Store,
  other: Store,
  { rounds, progress }: { readonly rounds: number; readonly progress: (done: number) => void },
): Promise<Race> {
  let winners = 0
  const [lines] = await Promise.all([one.read(position(0)), other.read(position(0))])
  if (!lines.every(isOfRace)) throw inUse(one.label)
  let last = lines.length
  for (let round = 0; round < rounds; round += 1) {
    const at = position(last + 1)
    const puts = await Promise.all([
      outcome(one, at, raceLine(round, 'one')),
      outcome(other, at, raceLine(round, 'other')),
    ])
    winners += puts.filter((put) => put === 'put').length
    last += 1
    progress(round + 1)
  }
  return { rounds, winners }
}

/** Where the store does not know, as a run learns it. */
const outcome = (store: Store, at: Position, bytes: Uint8Array): Promise<'put' | 'taken'> =>
  store
    .put(at, bytes, 'before-call')
    .catch(() => putSurely(store, { at, bytes, timing: 'before-call' }, CLOCKS))

/** A line that means nothing. */
export const raceLine = (round: number, by: 'one' | 'other'): Uint8Array =>
  Buffer.from(JSON.stringify({ race: round, by }))

const isOfRace = ({ bytes }: StoredLine): boolean =>
  /^\{"race":\d+,"by":"(?:one|other)"\}$/.test(Buffer.from(bytes).toString())

/** A ledger may have the name of the one beside another that is for races. */
const inUse = (label: string): UserError =>
  new UserError(`the ledger ${label}, which is for races, holds records of runs`, {
    ending: 'ledger',
    hint: 'Nothing was written there. Check a ledger of another name in the same place: it proves as much.',
  })
