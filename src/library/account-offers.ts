import { parseBaseUrl } from '../api/base-url.ts'
import { serviceOf } from '../ledger/file-store/ledger-path.ts'
import { listOffers } from '../operations/discovery/list-offers.ts'
import { ANY_OFFER, type OfferQuestion, type OfferReport } from '../pricing/offers/offer-report.ts'
import { type ConnectOptions, connect } from './connect.ts'

export interface ListOffersOptions extends ConnectOptions {
  /** What is looked for; what it does not say is as with the command `products`. */
  readonly question?: Partial<OfferQuestion>
  readonly signal?: AbortSignal
}

/** What the service sells, and what it costs: the cheapest first. Throws a `UserError` where its list cannot be read. */
export async function listProducts(options: ListOffersOptions): Promise<OfferReport> {
  const { baseUrl, question = {}, signal } = options
  const name = serviceOf(new URL(parseBaseUrl(baseUrl).root))
  const client = connect(options)
  try {
    return await listOffers({ name, client }, { ...ANY_OFFER, ...question }, signal)
  } finally {
    client.close()
  }
}
