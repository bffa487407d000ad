import { describe, expect, it } from 'vitest'
import { costsWords, savingWords } from '../../../../../src/output/text/plan/cost-sums.ts'
import { costJson, costWords } from '../../../../../src/output/text/plan/cost-text.ts'
import type { Cost } from '../../../../../src/pricing/cost.ts'

const CNY = { code: 'CNY', pretended: false } as const

const RATE = { kind: 'hourly', price: 1.99, from: 'ledger' } as const

const RAN: Cost = { rate: RATE, age: 72_000, soFar: 39.8 }

const STOPPED: Cost = { rate: RATE, age: 72_000, soFar: 3.98, wasStopped: true }

const FOUND_STOPPED: Cost = { rate: RATE, age: 72_000, soFar: undefined, wasStopped: true }

describe('what an instance has cost', () => {
  it.each([
    [RAN, 'about 39.80 CNY in the 20 h since it was created'],
    [STOPPED, 'about 3.98 CNY and unknown while it was stopped in the 20 h since it was created'],
    [FOUND_STOPPED, 'unknown while it was stopped in the 20 h since it was created'],
  ])('does not take the time in which it was stopped for known: %j', (cost, words) => {
    expect(costWords(cost, CNY)).toBe(`1.99 CNY an hour, ${words}`)
    expect(savingWords([cost], true, CNY)).toContain(`; cost ${words}`)
  })

  it('counts that time as one more unknown amount of a sum', () => {
    expect(costsWords([RAN, STOPPED, FOUND_STOPPED], CNY)).toBe(
      '5.97 CNY an hour in all, about 43.78 CNY and 2 unknown so far',
    )
  })

  it('says so to machines', () => {
    expect(costJson(RAN)).not.toHaveProperty('unknownWhileStopped')
    expect(costJson(STOPPED)).toMatchObject({ costSoFar: '3.98', unknownWhileStopped: true })
    expect(costJson(FOUND_STOPPED)).toMatchObject({ costSoFar: null, unknownWhileStopped: true })
  })
})
