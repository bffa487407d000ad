import { describe, expect, it } from 'vitest'
import type { EntryKey } from '../../../src/definitions/instance-spec.ts'
import type { Quote } from '../../../src/pricing/quote.ts'
import { quoteFor } from '../../../src/pricing/quote-for.ts'

describe('quoteFor', () => {
  it('finds each of many quotes without a look at the others', () => {
    let looks = 0
    const quotes = Array.from({ length: 1_000 }, (_, nth) => ({
      get key() {
        looks += 1
        return `w-${nth}` as EntryKey
      },
    })) as unknown as readonly Quote[]
    for (const [nth, quote] of quotes.entries()) {
      expect(quoteFor({ quotes }, `w-${nth}` as EntryKey)).toBe(quote)
    }
    expect(quoteFor({ quotes }, 'other' as EntryKey)).toBeUndefined()
    expect(looks).toBe(1_000)
  })
})
