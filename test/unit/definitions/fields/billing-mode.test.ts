import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('billingMode', () => {
  it.each(['onDemand', 'spot'])('takes %s', (billingMode) => {
    expect(findsIn(exampleFile({ billingMode }))).toEqual([])
  })

  it('is one of three words', () => {
    expect(findsIn(exampleFile({ billingMode: 'ondemand' }))).toEqual([
      'value-not-allowed «ondemand»',
    ])
    expect(wordsOf(exampleFile({ billingMode: 'ondemand' }))).toContain('did you mean `onDemand`?')
  })

  it('needs to know for how many months when it is monthly', () => {
    expect(findsIn(exampleFile({ billingMode: 'monthly' }))).toEqual(['months-missing «monthly»'])
    expect(findsIn(exampleFile({ billingMode: 'monthly', month: '0' }))).toEqual([
      'billing-contradiction «monthly»',
    ])
    expect(findsIn(exampleFile({ billingMode: 'monthly', month: '1' }))).toEqual([])
  })
})
