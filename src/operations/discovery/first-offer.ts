import { ANY_OFFER, type OfferReport } from '../../pricing/offers/offer-report.ts'
import type { Offer } from '../../pricing/offers/product-offer.ts'
import { listOffers, type Shop } from './list-offers.ts'

/** The cheapest product for one GPU that can be had now, and the list that it is from; `undefined` where there is none. */
export async function firstOffer(
  shop: Shop,
): Promise<{ readonly offer: Offer; readonly report: OfferReport } | undefined> {
  const report = await listOffers(shop, ANY_OFFER)
  const offer = report.shown.find(({ availability }) => availability === 'now')
  return offer === undefined ? undefined : { offer, report }
}
