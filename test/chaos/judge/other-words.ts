import { blowsOf, type Scenario, troublesOf } from '../story/scenario.ts'
import { IN_FULL } from '../trouble/other-words.ts'
import { isOtherWords } from '../trouble/trouble.ts'
import type { Launch } from './check-launch.ts'

/** A service that says the same in other words, and nothing else that goes wrong: all is done in the end, and no difference told. */
export function puzzledByWords(scenario: Scenario, launches: readonly Launch[]): readonly string[] {
  const troubles = troublesOf(scenario)
  const isSo = troubles.length > 0 && troubles.every(isOtherWords)
  if (!isSo || blowsOf(scenario).length > 0) return []
  const last = launches.at(-1)
  const images = new Set(
    scenario.acts.map(({ entries }) => entries.map(({ image }) => image).join()),
  )
  const isImageKept = images.size === 1 && troubles.some(({ name }) => name === IN_FULL[0]?.name)
  const isTold =
    scenario.driver === 'command' &&
    isImageKept &&
    launches.some(({ output }) => output.includes('docker.io/'))
  return [
    ...(last?.code === 0
      ? []
      : [`nothing went wrong, and it ends with ${last?.code}: ${last?.output}`]),
    ...(isTold ? ['an image that is only written in another way is told'] : []),
  ]
}
