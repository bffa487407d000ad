import { priceText } from '../../api/product.ts'
import { type Period, secondsOf } from './period.ts'

/** A price of an hour times seconds: in units of `Price`, 3600 times as much, so that sums are exact in whatever order. */
export type PriceSeconds = bigint

/** What some periods cost together. An unknown cost never counts as nothing. */
export interface Spent {
  /** The sum of what is known. */
  readonly known: PriceSeconds
  /** How long the periods of known cost are. */
  readonly seconds: number
  readonly knownPeriods: number
  /** How many periods are not in the sum. */
  readonly unknownPeriods: number
  /** The most that they add; `undefined` where nothing bounds one of them. */
  readonly atMost: PriceSeconds | undefined
}

export function spentIn(periods: readonly Period[]): Spent {
  let spent: Spent = NOTHING
  for (const period of periods) spent = plus(spent, period)
  return spent
}

const NOTHING: Spent = { known: 0n, seconds: 0, knownPeriods: 0, unknownPeriods: 0, atMost: 0n }

function plus(spent: Spent, period: Period): Spent {
  const seconds = secondsOf(period)
  const { cost } = period
  if (cost.kind === 'known') {
    return {
      ...spent,
      known: spent.known + costOver(cost.price, seconds),
      seconds: spent.seconds + seconds,
      knownPeriods: spent.knownPeriods + 1,
    }
  }
  const more = cost.atMost === undefined ? undefined : costOver(cost.atMost, seconds)
  return {
    ...spent,
    unknownPeriods: spent.unknownPeriods + 1,
    atMost: more === undefined || spent.atMost === undefined ? undefined : spent.atMost + more,
  }
}

/** `price`: of an hour, in units of `Price`. */
export const costOver = (price: number, seconds: number): PriceSeconds =>
  BigInt(price) * BigInt(seconds)

/** What is shown of such a sum, in units of `Price`: rounded to hundredths of the currency, more would only be noise. */
export const amountOf = (sum: PriceSeconds): number =>
  Number((sum + HUNDREDTH / 2n) / HUNDREDTH) * 1000

/** The same as a decimal string, such as `412.50`. */
export const decimalText = (sum: PriceSeconds): string => priceText(amountOf(sum))

/** Such a sum in units of the currency, not rounded. */
export const currencyAmountOf = (sum: PriceSeconds): number => Number(sum) / 3600 / 100_000

/** 1000 units of `Price`, for the 3600 seconds of an hour. */
const HUNDREDTH = 3_600_000n
