import { oddityOf } from '../story/in-place.ts'
import { type Scenario, troublesOf } from '../story/scenario.ts'
import { IN_FULL } from '../trouble/other-words.ts'
import { isOtherWords } from '../trouble/trouble.ts'
import type { Launch } from './check-launch.ts'

/**
 * A service that says the same in other words, and nothing else that goes wrong: no difference is told, and as long as no start
 * is disturbed, the last one is done.
 */
export function puzzledByWords(scenario: Scenario, launches: readonly Launch[]): readonly string[] {
  const troubles = troublesOf(scenario)
  if (troubles.length === 0 || !troubles.every(isOtherWords) || !isUntouched(scenario)) return []
  const disturbed = launches.findIndex(({ blow }) => blow.blow !== 'none')
  const last = launches.slice(0, disturbed < 0 ? launches.length : disturbed).at(-1)
  const isDone = last === undefined || last.code === 0
  const isTold =
    troubles.some(({ name }) => name === IN_FULL[0]?.name) &&
    hasOneImage(scenario) &&
    launches.some(({ output }) => TOLD[scenario.driver].test(output))
  return [
    ...(isDone ? [] : [`nothing went wrong, and it ends with ${last.code}: ${last.output}`]),
    ...(isTold ? ['an image that is only written in another way is told'] : []),
  ]
}

/** A difference of images, as the command tells it and as the library does. */
const TOLD = { command: /docker\.io\//, library: /"field":"imageUrl"/ } as const

/** The story is about changes in place, and nobody else has anything to do with it. */
const isUntouched = ({ seed }: Scenario): boolean => oddityOf(seed) !== undefined

const hasOneImage = ({ acts }: Scenario): boolean =>
  new Set(acts.map(({ entries }) => entries.map(({ image }) => image).join())).size === 1
