import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { findsIn } from '../../../support/fleet-of.ts'

describe('autoRenewMonth', () => {
  const months = (autoRenewMonth: string) =>
    findsIn(exampleFile({ month: '1', autoRenew: 'true', autoRenewMonth }))

  it('is a whole number from 1 to 12', () => {
    expect(months('1')).toEqual([])
    expect(months('12')).toEqual([])
    expect(months('0')).toEqual(['number-too-small «0»'])
    expect(months('13')).toEqual(['number-too-large «13»'])
  })

  it('has no effect without autoRenew', () => {
    expect(findsIn(exampleFile({ month: '1', autoRenewMonth: '3' }))).toEqual([
      'auto-renew-ignored «3»',
    ])
  })
})
