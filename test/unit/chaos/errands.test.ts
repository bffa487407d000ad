import { describe, expect, it } from 'vitest'
import type { Act } from '../../chaos/story/act.ts'
import { isWatch } from '../../chaos/story/order.ts'
import { scenarioOf } from '../../chaos/story/scenario.ts'

const STORIES = 3_000

const drawn = Array.from({ length: STORIES }, (_, seed) => scenarioOf(seed))

const having = (test: (act: Act) => boolean): number =>
  drawn.filter(({ acts }) => acts.some(test)).length

describe('the errands at the end of stories', () => {
  it.each<[string, (act: Act) => boolean]>([
    ['a printed command', ({ counted }) => counted === 'as-printed'],
    ['an adoption', ({ aside }) => aside === 'adopt'],
    ['forged files', ({ aside }) => aside === 'forge'],
    ['an end that is waited for', ({ aside }) => aside === 'wait'],
    ['a watch', ({ order }) => isWatch(order)],
    ['the same in other words', ({ isRespelt }) => isRespelt === true],
    ['a ledger that moves', ({ aside }) => aside === 'copy'],
  ])('are drawn, and none of them often: %s', (_what, test) => {
    const share = STORIES / having(test)
    expect(share).toBeGreaterThan(10)
    expect(share).toBeLessThan(150)
  })

  it('have no trouble but their own', () => {
    const words = drawn.flatMap(({ acts }) => acts).filter(({ isRespelt }) => isRespelt)
    expect(words.flatMap(({ troubles, blows }) => [...troubles, ...blows])).toEqual([])
  })
})
