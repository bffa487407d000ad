import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('imageUrl', () => {
  it('takes 1 to 500 characters', () => {
    expect(findsIn(exampleFile({ imageUrl: 'i'.repeat(500) }))).toEqual([])
    expect(findsIn(exampleFile({ imageUrl: 'i'.repeat(501) }))).toEqual([
      `text-too-long «${'i'.repeat(501)}»`,
    ])
    expect(findsIn(exampleFile({ imageUrl: '""' }))).toEqual(['text-empty «""»'])
  })

  it('is refused in every form that no registry takes, at the value', () => {
    expect(findsIn(exampleFile({ imageUrl: 'https://r.example/app:1' }))).toEqual([
      'image-malformed «https://r.example/app:1»',
    ])
    expect(wordsOf(exampleFile({ imageUrl: 'https://r.example/app:1' }))).toBe(
      '`imageUrl` is "https://r.example/app:1", which no registry takes: it starts with `https://` | write `r.example/app:1`',
    )
  })

  it('is refused at the character that nobody sees', () => {
    expect(findsIn(exampleFile({ imageUrl: '"app\u00a0"' }))).toEqual(['image-malformed «\u00a0»'])
    expect(wordsOf(exampleFile({ imageUrl: '“app”' }))).toContain(
      'a left double quotation mark (U+201C) in it',
    )
  })

  it('names the variable that left the tag empty', () => {
    const text = exampleFile({ imageUrl: 'r.example/app:${TAG}' })
    expect(wordsOf(text, { TAG: '' })).toBe(
      '`imageUrl` is "r.example/app:" (from the variable TAG), which no registry takes: nothing follows the colon | set the variable, or give it a default as in `${TAG:-latest}`',
    )
    expect(wordsOf(text, { TAG: '1\n' })).toContain('a line break (U+000A) in it')
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
    const text = exampleFile({ productId: '${PRODUCT}' })
    expect(bodiesOf(text, { PRODUCT: '${OTHER}$$' })).toMatchObject([{ productId: '${OTHER}$$' }])
  })

  it('draws one finding when it is misspelled, not a second one because it is missing', () => {
    const text = exampleFile({ imageUrl: undefined, image: 'app' })
    expect(findsIn(text)).toEqual(['unknown-key «image»'])
    expect(wordsOf(text)).toContain('did you mean `imageUrl`?')
  })
})
