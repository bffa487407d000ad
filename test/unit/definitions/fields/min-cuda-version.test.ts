import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('minCudaVersion', () => {
  it('is a text, also when it looks like a number', () => {
    expect(bodiesOf(exampleFile({ minCudaVersion: '"12.4"' }))).toMatchObject([
      { minCudaVersion: '12.4' },
    ])
    expect(findsIn(exampleFile({ minCudaVersion: '12.10' }))).toEqual(['unquoted-text «12.10»'])
    expect(wordsOf(exampleFile({ minCudaVersion: '12.10' }))).toContain('write `"12.10"`')
  })

  it('draws a warning when it does not look like a version', () => {
    expect(findsIn(exampleFile({ minCudaVersion: 'cuda12' }))).toEqual([
      'cuda-version-form «cuda12»',
    ])
    expect(findsIn(exampleFile({ minCudaVersion: '""' }))).toEqual([])
  })
})
