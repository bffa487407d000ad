import type { Change } from '../../../src/sandbox/faults/faults.ts'
import type { CallEvent } from '../../../src/sandbox/routes/handle-request.ts'
import type { CallLine } from '../../../src/sandbox/state/account-store.ts'
import type { Objection } from '../judge/check-call.ts'
import type { LedgerOfStory } from '../keeping/ledger-of-story.ts'
import type { Act } from '../story/act.ts'
import type { Scenario } from '../story/scenario.ts'
import type { Way } from '../story/way.ts'
import { embedded } from './embedded.ts'
import { separate } from './separate.ts'
import type { Truth } from './truth.ts'

/** The service of a story. */
export interface ServiceOfStory {
  /** What the program is told to find it. */
  readonly flags: readonly string[]
  env(way: Way): Readonly<Record<string, string>>
  /** Tells of every call; the call waits. Only the last listener is told, and none where the program brings the service. */
  listen(hook: (event: CallEvent) => void | Promise<void>): void
  /** Somebody else changes the account. */
  meanwhile(change: Change): void
  restart(): Promise<void>
  /** Does what was to be done late, and tells of it. */
  arrive(): Promise<void>
  /** Every instance that there ever was. */
  truth(): readonly Truth[]
  /** What an instance was between two times, in milliseconds since the epoch; `undefined` where nobody watches. */
  between(id: string, from: number, until: number): readonly Truth[] | undefined
  /** An act begins: its troubles strike from now on. */
  enter(act: Act): void
  /** Waits until each instance is in a state that stays, for a second at most. */
  rest(): Promise<void>
  /** The program is about to be started: what an earlier one sent has been received by then. */
  begin(): Promise<void>
  calls(): readonly CallLine[]
  /** Each instance as the last run was told of it, each time; by its id. `undefined` where nobody watches. */
  readonly shown: ReadonlyMap<string, readonly Truth[]> | undefined
  /** What nobody may send, and was sent. */
  readonly objections: readonly Objection[]
  close(): Promise<void>
}

/** Starts the service of a story in a folder of its own. */
export const startService = async (
  scenario: Scenario,
  folder: string,
  ledger: LedgerOfStory,
): Promise<ServiceOfStory> =>
  scenario.home === 'embedded' ? embedded(scenario, folder) : separate(scenario, folder, ledger)
