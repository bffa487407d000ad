import { join } from 'node:path'
import type { LedgerOfStory } from '../keeping/ledger-of-story.ts'
import type { ServiceOfStory } from '../service/service-of-story.ts'
import type { Scenario } from '../story/scenario.ts'
import type { Way } from '../story/way.ts'

/** Where a start happens. */
export interface Stage extends Pick<Scenario, 'driver' | 'marker' | 'flags'> {
  /** The built command; the library is built beside it. */
  readonly cli: string
  readonly folder: string
  readonly service: ServiceOfStory
  readonly ledger: LedgerOfStory
  readonly way: Way
  /** The value that the file refers to. */
  readonly token: string
}

/** Where the JSON of a plan goes that is printed as a text. */
export const planPathOf = ({ folder }: Pick<Stage, 'folder'>): string =>
  join(folder, 'tmp', 'plan.json')

/** A folder of the project from which it is started too. */
export const INNER_FOLDER = 'inner'

/** How long a call that changes something may take, in seconds. */
export const TIMEOUT_S = 0.8

/** How long the program waits until a change is seen, in seconds. The service that a program brings along takes its time. */
export const waitSeconds = ({ service }: Pick<Stage, 'service'>): number =>
  service.flags.length > 0 ? 4 : 1
