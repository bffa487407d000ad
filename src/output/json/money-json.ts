import { priceText } from '../../api/product.ts'
import type { Json } from '../../model/secret.ts'
import type { Amount, Total } from '../../pricing/amount.ts'
import type { Billed } from '../../pricing/billed.ts'
import type { BodyQuote } from '../../pricing/body-quote.ts'
import type { Money, Quote } from '../../pricing/quote.ts'
import { compact, type JsonObject } from './compact.ts'

/**
 * The sums of a plan for machines. Amounts are exact decimal strings; `null` is unknown. A sum holds what is known,
 * and says how many amounts are missing in it.
 */
export const moneyJson = ({ currency, quotedAt, total }: Money): JsonObject => ({
  currency: currency.code ?? null,
  sandbox: currency.pretended,
  quotedAt,
  hourly: totalJson(total.hourly),
  thirtyDays: totalJson(total.thirtyDays),
  chargedNow: totalJson(total.upfront),
  notIncluded: ['disk beyond the free size', 'network storage'],
})

/** The quote of one entry; with a `fallback` what each of its bodies costs, and why one is not tried. */
export const quoteJson = (quote: Quote): Json =>
  compact({
    ...bodyQuoteJson(quote),
    rungs:
      quote.rungs.length === 1 && quote.rungs[0].skipped === undefined
        ? undefined
        : quote.rungs.map((rung) =>
            compact({ rung: rung.nth, ...bodyQuoteJson(rung), skipped: rung.skipped }),
          ),
  })

/** The quote of one body: a member that is not there does not apply, one that is `null` is unknown. */
export const bodyQuoteJson = ({
  billing,
  unitPrice,
  units,
  stock,
  ...amounts
}: BodyQuote): JsonObject => ({
  billing,
  ...(amounts.clusterId === undefined ? {} : { clusterId: amounts.clusterId }),
  ...(amounts.wider === undefined ? {} : { askedFor: amounts.wider }),
  ...(amounts.isNotOffered ? { offered: false } : {}),
  unitPrice: unitPrice === undefined ? null : priceText(unitPrice),
  units,
  ...amountJson('hourly', amounts.hourly),
  ...amountJson('thirtyDays', amounts.thirtyDays),
  ...amountJson('chargedNow', amounts.upfront),
  ...whyJson([amounts.hourly, amounts.upfront]),
  availableDeploy: stock.available ?? null,
  inventoryState: stock.inventory ?? null,
})

/** What is billed at the end of a run; a sum is as in `moneyJson`. */
export const billedJson = ({ currency, hourly, ...counts }: Billed): Json => ({
  currency: currency.code ?? null,
  sandbox: currency.pretended,
  ...counts,
  hourly: totalJson(hourly),
})

/** `null` when nothing of it is known, though there is something to know. */
export const totalJson = ({ price, known, unknown }: Total): Json => ({
  known: known === 0 && unknown > 0 ? null : priceText(price),
  unknown,
})

function amountJson(member: string, amount: Amount): { readonly [member: string]: Json } {
  switch (amount.kind) {
    case 'known':
      return { [member]: priceText(amount.price) }
    case 'unknown':
      return { [member]: null }
    case 'none':
      return {}
  }
}

function whyJson(amounts: readonly Amount[]): { readonly unknownBecause?: string } {
  const unknown = amounts.find((amount) => amount.kind === 'unknown')
  return unknown === undefined ? {} : { unknownBecause: unknown.why }
}
