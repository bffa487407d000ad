import { priceText } from '../api/product.ts'
import type { Currency } from './currency.ts'

/** An amount for people, in units of `Price`: exact, two decimals at least, and thousands apart, as in `1,289.00`. */
export function amountText(price: number): string {
  const [whole = '', fraction = ''] = priceText(price).split('.')
  return `${whole.replace(/\B(?=(?:\d{3})+$)/g, ',')}.${fraction}`
}

/** The same with its currency, where the service has one that we know. */
export const amountWords = (price: number, { code }: Currency): string =>
  code === undefined ? amountText(price) : `${amountText(price)} ${code}`

/** An amount in units of the currency, as the ledger and sums over time have it, in units of `Price`. */
export const toPriceUnits = (amount: number): number => Math.round(amount * 100_000)

/** Such an amount for machines: a decimal string of two places at least. */
export const decimalOf = (amount: number): string => priceText(toPriceUnits(amount))

/** The same for what grows by the second: to whole hundredths, since more would only be noise. */
export const toHundredths = (amount: number): number => Math.round(amount * 100) * 1000

/** A difference with its sign, as in `-3.98` and `+0.50`. */
export const differenceText = (price: number): string =>
  `${price < 0 ? '-' : price > 0 ? '+' : ''}${amountText(Math.abs(price))}`
