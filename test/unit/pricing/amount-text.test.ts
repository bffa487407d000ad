import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountText, toHundredths, toPriceUnits } from '../../../src/pricing/amount-text.ts'

describe('amountText', () => {
  it.each([
    [128_900_000, '1,289.00'],
    [99_999_999, '999.99999'],
    [100_000_000_000, '1,000,000.00'],
    [360, '0.0036'],
    [0, '0.00'],
  ])('says %s hundred-thousandths as %s', (price, text) => {
    expect(amountText(price)).toBe(text)
  })

  it('keeps the amount, with commas between each three digits', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (price) => {
        const text = amountText(price)
        expect(text).toMatch(/^\d{1,3}(?:,\d{3})*\.\d{2,5}$/)
        const [whole = '', fraction = ''] = text.replaceAll(',', '').split('.')
        expect(BigInt(whole + fraction.padEnd(5, '0'))).toBe(BigInt(price))
      }),
    )
  })

  it('takes amounts of the currency exactly, and rounds what grows by the second', () => {
    expect(amountText(toPriceUnits(0.0036))).toBe('0.0036')
    expect(amountText(toHundredths(1325.0649))).toBe('1,325.06')
  })
})
