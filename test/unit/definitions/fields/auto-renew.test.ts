import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('autoRenew', () => {
  it('is a boolean, cast from a variable', () => {
    const text = exampleFile({ month: '1', autoRenew: '${RENEW}' })
    expect(bodiesOf(text, { RENEW: 'true' })).toMatchObject([{ autoRenew: true }])
    expect(bodiesOf(text, { RENEW: 'FALSE' })).toMatchObject([{ autoRenew: false }])
    expect(findsIn(text, { RENEW: 'yes' })).toEqual(['reference-not-cast «${RENEW}»'])
    expect(findsIn(text, { RENEW: '1' })).toEqual(['reference-not-cast «${RENEW}»'])
  })

  it.each(['yes', '"true"', 'on'])('refuses the text %s and says what to write', (autoRenew) => {
    expect(findsIn(exampleFile({ month: '1', autoRenew }))).toEqual([`wrong-type «${autoRenew}»`])
    expect(wordsOf(exampleFile({ month: '1', autoRenew }))).toContain('write `true`')
  })

  it('has no effect without monthly billing', () => {
    expect(findsIn(exampleFile({ autoRenew: 'true' }))).toEqual(['auto-renew-ignored «true»'])
    expect(findsIn(exampleFile({ autoRenew: 'false' }))).toEqual([])
    expect(findsIn(exampleFile({ autoRenew: 'true', month: '1' }))).toEqual([])
  })
})
