import type { EntryState, State } from '../../../src/ledger/state.ts'
import type { Made } from '../service/truth.ts'
import type { Entry } from '../story/entry.ts'
import type { Order } from '../story/order.ts'
import type { Objection } from './check-call.ts'
import type { Launch } from './check-launch.ts'
import type { Unmet } from './wishes.ts'

/** How a story ended, from all sides. */
export interface End {
  readonly names: readonly (string | undefined)[]
  readonly state: State
  readonly made: readonly Made[]
  /** The ids of all living instances of an entry's name, whoever made them. */
  living(name: string | undefined): readonly string[]
  /** What may not have been sent. */
  readonly objections: readonly Objection[]
  /** What was wanted last, of which file, and what is not so. */
  readonly order: Order
  readonly entries: readonly Entry[]
  readonly unmet: readonly Unmet[]
  /** In milliseconds since the epoch. */
  readonly endedAt: number
  /**
   * A stranger's instance is a copy of ours to its mark, and the list may hide either of them: nobody can tell the two
   * apart. Then the ledger may hold the stranger's, as long as ours is told of.
   */
  readonly ambiguous: boolean
  /** Something kept an id from the ledger: a full disk, a torn line, a kill between a refusal that lied and the look. */
  readonly mayBeUnrecorded: boolean
  /** The ledger was lost, so that only the account can tell of what was made before. */
  readonly amnesia: boolean
  /** The attempts of which a person said that they made nothing. */
  readonly forgotten: ReadonlySet<string>
  /** Whether each create carries the mark of its attempt. */
  readonly isMarked: boolean
  /** Whether the list shows at the end what there is, so that everything can be told of. */
  readonly isListSound: boolean
  /** Whether nothing but the calls of the program itself could mislead it, so that a look has to settle what it made. */
  readonly isAccountSound: boolean
  /** Somebody else changes instances in the last act. */
  readonly isMeddledWith: boolean
  /** Somebody else may have ended one. */
  readonly isEndedByOthers: boolean
  /** By path. */
  readonly files: ReadonlyMap<string, string>
  /** A shared ledger says that somebody holds it. */
  readonly isHeld: boolean
  readonly launches: readonly Launch[]
  /** What a person reads last, where an id may be kept from the ledger and the last order is not about all entries. */
  readonly lastPlan: Launch | undefined
  /**
   * What a plan of the whole last file shows: where the last order is about one entry, and another one has two instances, or
   * where what had counted as gone lives, or what only a look can tell of.
   */
  readonly lastSight: Launch | undefined
}

/** What the ledger could not take is not forgotten while each plan names it by its id. */
export const isNamed = (id: string, { launches, lastPlan = launches.at(-1) }: End): boolean =>
  lastPlan?.output.includes(id) === true

/** Whether a start was refused before it took a lock, since another ledger of the project has what it would make. */
export const isSentElsewhere = (launch: Launch | undefined): boolean =>
  launch?.code === 5 && launch.output.includes('another ledger of this account')

export const idsOf = ({ instances }: EntryState): readonly string[] => instances.map(({ id }) => id)

export const nameOf = ({ name }: EntryState): string => name ?? ''
