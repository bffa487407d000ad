import type { OfferReport } from '../../../pricing/offers/offer-report.ts'
import { type Offer, priceOf } from '../../../pricing/offers/product-offer.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { listPriceText, stockText } from './offers-text.ts'

type OfferSource = Pick<OfferReport, 'question' | 'currency' | 'quotedAt' | 'target'>

/** A product, what it costs and whether it is there, as a comment of one line; with the day of the prices. */
export function offerWords(
  offer: Offer,
  { question, currency, quotedAt, target }: OfferSource,
): string {
  const { product, units } = offer
  const price = listPriceText(priceOf(offer, question.billing), units)
  const code = currency.code === undefined ? '' : ` ${currency.code}`
  const unit = question.billing === 'monthly' ? 'a month' : 'an hour'
  return `${plain(product.name)}, ${price}${code} ${unit}, stock: ${stockText(offer)}; ${plain(target)}, ${quotedAt.slice(0, 10)}`
}
