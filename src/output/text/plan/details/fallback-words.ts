import { MAY_LAY } from '../../../../definitions/fallback/rungs.ts'
import type { InstanceSpec } from '../../../../definitions/instance-spec.ts'
import { unreachable } from '../../../../model/unreachable.ts'
import type { Creation } from '../../../../plan/action.ts'
import type { PricedPlan } from '../../../../plan/priced-plan.ts'
import { amountWords, toPriceUnits } from '../../../../pricing/amount-text.ts'
import type { Money, Quote, QuotedRung } from '../../../../pricing/quote.ts'
import { quoteFor } from '../../../../pricing/quote-for.ts'
import { priceWords } from '../money-text.ts'
import { valueText } from '../value-text.ts'

/**
 * What is tried of an entry, in order, with what each of them costs, and why one is not tried. None for an entry that has one
 * body and no limit of its own. The strings are not safe for a terminal.
 */
export function fallbackWords(
  { key, spec }: Pick<Creation, 'key' | 'spec'>,
  { money }: Pick<PricedPlan, 'money'>,
): readonly string[] {
  const quote = quoteFor(money, key)
  if (quote === undefined) return []
  const [own, ...others] = quote.rungs
  if (others.length === 0) {
    const { skipped } = own
    return skipped === undefined ? [] : [`not created: ${skippedWords(own, quote, money)}`]
  }
  return [
    'with a fallback, each only where those before it are sold out or not tried:',
    `  as above: ${rungWords(own, quote, money)}`,
    ...others.map(
      (rung, index) =>
        `  ${index + 1}. ${laidWords(spec, spec.fallback[index])}: ${rungWords(rung, quote, money)}`,
    ),
  ]
}

function rungWords(rung: QuotedRung, quote: Quote, money: Money): string {
  const price = priceWords(rung, money.currency) ?? 'price unknown'
  return rung.skipped === undefined
    ? price
    : `${price}, not tried: ${skippedWords(rung, quote, money)}`
}

function skippedWords({ skipped }: QuotedRung, { maxHourly }: Quote, { currency }: Money): string {
  const most = maxHourly === undefined ? '' : amountWords(toPriceUnits(maxHourly), currency)
  switch (skipped) {
    case 'too-dear':
      return `dearer than its maxHourly of ${most}`
    case 'price-unknown':
      return `its price is not known, and maxHourly is ${most}`
    case 'sold-out':
      return 'it cannot be deployed now'
    case undefined:
      return ''
    default:
      return unreachable(skipped)
  }
}

/** The fields in which an item of a fallback differs from its entry. */
function laidWords({ body }: InstanceSpec, rung: InstanceSpec | undefined): string {
  const laid = rung?.body ?? {}
  const fields = [...MAY_LAY].filter((field) => valueText(laid[field]) !== valueText(body[field]))
  return fields.map((field) => `${field} ${valueText(laid[field] ?? '')}`).join(', ') || 'the same'
}
