import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('networkId', () => {
  it('is a text that may be empty', () => {
    expect(bodiesOf(exampleFile({ networkId: 'a-1' }))).toMatchObject([{ networkId: 'a-1' }])
    expect(bodiesOf(exampleFile({ networkId: '""' }))).toMatchObject([{ networkId: '' }])
  })

  it('is written in quotes when it looks like a number', () => {
    expect(findsIn(exampleFile({ networkId: '5' }))).toEqual(['unquoted-text «5»'])
    expect(wordsOf(exampleFile({ networkId: '5' }))).toContain('write `"5"`')
  })

  it('takes the text of a variable as it is', () => {
    expect(bodiesOf(exampleFile({ networkId: '${ID}' }), { ID: '05' })).toMatchObject([
      { networkId: '05' },
    ])
  })
})
