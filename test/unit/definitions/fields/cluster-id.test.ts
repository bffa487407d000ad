import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('clusterId', () => {
  it('is a text that may be empty', () => {
    expect(bodiesOf(exampleFile({ clusterId: 'a-1' }))).toMatchObject([{ clusterId: 'a-1' }])
    expect(bodiesOf(exampleFile({ clusterId: '""' }))).toMatchObject([{ clusterId: '' }])
  })

  it('is written in quotes when it looks like a number', () => {
    expect(findsIn(exampleFile({ clusterId: '5' }))).toEqual(['unquoted-text «5»'])
    expect(wordsOf(exampleFile({ clusterId: '5' }))).toContain('write `"5"`')
  })

  it('takes the text of a variable as it is', () => {
    expect(bodiesOf(exampleFile({ clusterId: '${ID}' }), { ID: '05' })).toMatchObject([
      { clusterId: '05' },
    ])
  })
})
