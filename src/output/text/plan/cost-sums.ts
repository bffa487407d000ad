import { durationText } from '../../../model/duration.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { amountWords, toHundredths, toPriceUnits } from '../../../pricing/amount-text.ts'
import type { Cost } from '../../../pricing/cost.ts'
import type { Currency } from '../../../pricing/currency.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { costWords, soFarWords } from './cost-text.ts'

type Costs = readonly [Cost, ...Cost[]]

/** What several instances cost and have cost, as sums: what is not known is counted, never left out. */
export function costsWords(costs: Costs, currency: Currency): string {
  const [first, ...others] = costs
  return others.length === 0
    ? costWords(first, currency)
    : `${hourlySum(costs, currency)} an hour in all, ${soFarSum(costs, currency)} so far`
}

/** What the end of instances saves, and what they have cost until then. `areStopped`: then no list says what they pay. */
export function savingWords(costs: Costs, areStopped: boolean, currency: Currency): string {
  const [first, ...others] = costs
  if (others.length > 0) {
    const saved = areStopped ? STOPPED_SAVING : `saves ${hourlySum(costs, currency)} an hour in all`
    return `${saved}; cost ${soFarSum(costs, currency)} so far`
  }
  return `${areStopped ? STOPPED_SAVING : rateSaving(first, currency)}${untilNow(first, currency)}`
}

const STOPPED_SAVING = 'saves what its disk costs, which is not in the price list'

function rateSaving({ rate }: Cost, currency: Currency): string {
  switch (rate.kind) {
    case 'hourly': {
      const now = rate.from === 'quote' ? ' (the list price of now)' : ''
      return `saves ${amountWords(toPriceUnits(rate.price), currency)} an hour${now}`
    }
    case 'prepaid':
      return 'saves nothing: paid in advance'
    case 'unknown':
      return `saves an unknown amount: ${plain(rate.why)}`
    default:
      return unreachable(rate)
  }
}

function untilNow(cost: Cost, currency: Currency): string {
  const { age, soFar, wasStopped } = cost
  if (age === undefined) return '; nothing says when it was created'
  const lived = `in the ${durationText(age)} since it was created`
  return soFar === undefined && wasStopped !== true
    ? `; ${lived}`
    : `; cost ${soFarWords(cost, currency)} ${lived}`
}

const hourlySum = (costs: Costs, currency: Currency): string =>
  sumWords(
    costs.map(({ rate }) => (rate.kind === 'hourly' ? toPriceUnits(rate.price) : undefined)),
    currency,
  )

const soFarSum = (costs: Costs, currency: Currency): string => {
  const amounts = costs.flatMap(({ soFar, wasStopped }) => {
    if (soFar === undefined) return [undefined]
    return wasStopped === true ? [toHundredths(soFar), undefined] : [toHundredths(soFar)]
  })
  return `about ${sumWords(amounts, currency)}`
}

/** Amounts in units of `Price`. */
function sumWords(amounts: readonly (number | undefined)[], currency: Currency): string {
  const known = amounts.filter((amount) => amount !== undefined)
  const unknown = amounts.length - known.length
  if (known.length === 0) return 'an unknown amount'
  const sum = known.reduce((total, amount) => total + amount, 0)
  return `${amountWords(sum, currency)}${unknown === 0 ? '' : ` and ${unknown} unknown`}`
}
