import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

describe('productId', () => {
  it.each(['26', '1.10', '007', '1e3', 'true', '0x1F'])(
    'refuses the unquoted %s and says to write it in quotes, in its own form',
    (value) => {
      expect(findsIn(exampleFile({ productId: value }))).toEqual([`unquoted-text «${value}»`])
      expect(wordsOf(exampleFile({ productId: value }))).toContain(`write \`"${value}"\``)
    },
  )

  it.each(['null', '~'])(
    'refuses %s, which is no value, and says how to write the text',
    (value) => {
      expect(findsIn(exampleFile({ productId: value }))).toEqual([`null-value «${value}»`])
      expect(wordsOf(exampleFile({ productId: value }))).toContain(`\`"${value}"\``)
    },
  )

  it.each(['yes', 'on', 'NO', '1_000'])('takes %s, which is a text in YAML 1.2', (value) => {
    expect(bodiesOf(exampleFile({ productId: value }))).toMatchObject([{ productId: value }])
  })

  it('takes 255 characters but not 256, none, or a list', () => {
    expect(findsIn(exampleFile({ productId: 'p'.repeat(255) }))).toEqual([])
    expect(findsIn(exampleFile({ productId: '😀'.repeat(255) }))).toEqual([])
    expect(findsIn(exampleFile({ productId: 'p'.repeat(256) }))).toEqual([
      `text-too-long «${'p'.repeat(256)}»`,
    ])
    expect(findsIn(exampleFile({ productId: "''" }))).toEqual(["text-empty «''»"])
    expect(findsIn(exampleFile({ productId: '[a]' }))).toEqual(['wrong-type «[a]»'])
  })

  it('keeps a number from a variable as the text it is', () => {
    expect(bodiesOf(exampleFile({ productId: '${PRODUCT}' }), { PRODUCT: '007' })).toMatchObject([
      { productId: '007' },
    ])
  })

  it('names a variable that is set but empty', () => {
    expect(wordsOf(exampleFile({ productId: '${PRODUCT}' }), { PRODUCT: '' })).toContain(
      'PRODUCT is set but empty',
    )
  })

  it('is required', () => {
    expect(wordsOf(exampleFile({ productId: undefined }))).toMatch(
      /^The entry has no `productId`, which is required/,
    )
  })
})
