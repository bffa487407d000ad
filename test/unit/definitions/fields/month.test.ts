import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('month', () => {
  it('is a whole number from 0', () => {
    expect(bodiesOf(exampleFile({ month: '0' }))).toMatchObject([{ month: 0 }])
    expect(bodiesOf(exampleFile({ month: '${M}' }), { M: '12' })).toMatchObject([{ month: 12 }])
    expect(findsIn(exampleFile({ month: '-1' }))).toEqual(['number-too-small «-1»'])
    expect(findsIn(exampleFile({ month: '"1"' }))).toEqual(['wrong-type «"1"»'])
    expect(findsIn(exampleFile({ month: '9007199254740993' }))).toEqual([
      'integer-too-large «9007199254740993»',
    ])
  })

  it('above 0 pays in advance, so billingMode cannot say otherwise', () => {
    const text = exampleFile({ month: '2', billingMode: 'spot' })
    expect(findsIn(text)).toEqual(['billing-contradiction «spot»'])
    expect(wordsOf(text)).toContain('paying 2 months in advance')
    expect(findsIn(exampleFile({ month: '2', billingMode: 'monthly' }))).toEqual([])
    expect(findsIn(exampleFile({ month: '0', billingMode: 'spot' }))).toEqual([])
  })
})
