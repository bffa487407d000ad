import { blowsOf, type Mishap, namesOf, type Scenario, troublesOf } from '../story/scenario.ts'

/** A build broken on purpose: a text that is once in a source, and what is built in its place. */
export interface Mutant {
  readonly name: string
  /** The path of the source, from the root of the project. */
  readonly file: string
  readonly from: string
  readonly to: string
  /** Only such stories can show it, and only they are played; every story if not given. */
  readonly shownBy?: (story: Shown) => boolean
  /** The unit test that shows it where no story can; from the root of the project. */
  readonly shownIn?: string
}

/** What a story has in it. */
export interface Shown extends Scenario, Mishap {
  readonly names: ReturnType<typeof namesOf>
  readonly troubles: ReturnType<typeof troublesOf>
  readonly blows: ReturnType<typeof blowsOf>
}

export const shownOf = (scenario: Scenario): Shown => ({
  ...scenario,
  ...scenario.mishap,
  names: namesOf(scenario),
  troubles: troublesOf(scenario),
  blows: blowsOf(scenario),
})

/** Whether the list misleads in a story. */
export const onList = (troubles: Shown['troubles']): boolean =>
  troubles.some(({ rule }) => rule.on === 'list')
