import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostic/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('imageUrl', () => {
  it('takes 1 to 500 characters', () => {
    expect(findsIn(exampleFile({ imageUrl: 'i'.repeat(500) }))).toEqual([])
    expect(findsIn(exampleFile({ imageUrl: 'i'.repeat(501) }))).toEqual([
      `text-too-long «${'i'.repeat(501)}»`,
    ])
    expect(findsIn(exampleFile({ imageUrl: '""' }))).toEqual(['text-empty «""»'])
  })

  it('is required', () => {
    expect(findsIn(exampleFile({ imageUrl: undefined }))).toHaveLength(1)
  })

  it('is no secret, whatever it came from', () => {
    const text = exampleFile({ imageUrl: '${REGISTRY}/team/${IMAGE:-app}:1' })
    expect(bodiesOf(text, { REGISTRY: 'r.example' })).toMatchObject([
      { imageUrl: 'r.example/team/app:1' },
    ])
  })

  it('never expands the value of a variable again', () => {
    expect(bodiesOf(exampleFile({ imageUrl: '${IMAGE}' }), { IMAGE: '${OTHER}$$' })).toMatchObject([
      { imageUrl: '${OTHER}$$' },
    ])
  })

  it('draws one finding when it is misspelt, not a second one because it is missing', () => {
    const text = exampleFile({ imageUrl: undefined, image: 'app' })
    expect(findsIn(text)).toEqual(['unknown-key «image»'])
    expect(wordsOf(text)).toContain('did you mean `imageUrl`?')
  })
})
