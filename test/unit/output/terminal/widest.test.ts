import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { widest } from '../../../../src/output/terminal/widest.ts'

describe('widest', () => {
  it('is the most of all widths, or nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        expect(widest(texts, ({ length }) => length)).toBe(
          Math.max(0, ...texts.map(({ length }) => length)),
        )
      }),
    )
  })

  it('counts more items than a call can have arguments', () => {
    const many = Array.from({ length: 1_000_000 }, (_none, width) => width)
    expect(widest(many, (width) => width)).toBe(999_999)
  })
})
