import { durationText } from '../../../model/duration.ts'
import type { Json } from '../../../model/secret.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { amountWords, decimalOf, toHundredths, toPriceUnits } from '../../../pricing/amount-text.ts'
import type { Cost } from '../../../pricing/cost.ts'
import type { Currency } from '../../../pricing/currency.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** What an instance costs and has cost, as half a sentence: `1.99 CNY an hour, about 12.40 CNY in the 6 h 14 min since`. */
export function costWords(cost: Cost, currency: Currency): string {
  const { rate, age } = cost
  switch (rate.kind) {
    case 'hourly': {
      const now = rate.from === 'quote' ? ' (the list price of now)' : ''
      const price = `${amountWords(toPriceUnits(rate.price), currency)} an hour${now}`
      return age === undefined
        ? `${price}; how much so far is unknown, since nothing says when it was created`
        : `${price}, ${soFarWords(cost, currency)} in the ${durationText(age)} since it was created`
    }
    case 'prepaid':
      return 'paid in advance: no price of an hour'
    case 'unknown':
      return `price unknown: ${plain(rate.why)}`
    default:
      return unreachable(rate)
  }
}

/** What it has cost: what nobody knows is said, and is not in the amount. */
export function soFarWords({ soFar, wasStopped }: Cost, currency: Currency): string {
  const stopped = wasStopped === true ? ['unknown while it was stopped'] : []
  const known = soFar === undefined ? [] : [`about ${amountWords(toHundredths(soFar), currency)}`]
  return [...known, ...stopped].join(' and ') || 'unknown'
}

/** The same for machines, in decimal strings: `null` is unknown, and `unknownBecause` says why. */
export const costJson = ({
  rate,
  age,
  soFar,
  wasStopped,
}: Cost): { readonly [member: string]: Json } => ({
  ageSeconds: age ?? null,
  ...rateJson(rate),
  costSoFar: soFar === undefined ? null : decimalOf(soFar),
  ...(wasStopped === true ? { unknownWhileStopped: true } : {}),
})

function rateJson(rate: Cost['rate']): { readonly [member: string]: Json } {
  switch (rate.kind) {
    case 'hourly':
      return { hourly: decimalOf(rate.price), priceFrom: rate.from }
    case 'prepaid':
      return { hourly: null, prepaid: true }
    case 'unknown':
      return { hourly: null, unknownBecause: rate.why }
    default:
      return unreachable(rate)
  }
}
