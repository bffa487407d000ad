import type { Client } from '../../api/client.ts'
import type { Cluster, Listing, Product } from '../../api/product.ts'
import { nearest } from '../../model/nearest.ts'
import { UserError } from '../../model/user-error.ts'
import { currencyOf } from '../../pricing/currency.ts'
import type { OfferQuestion, OfferReport } from '../../pricing/offers/offer-report.ts'
import { type Listed, type OfferTerms, toOffer } from '../../pricing/offers/product-offer.ts'
import { selectOffers } from '../../pricing/offers/select-offers.ts'
import { filtersOfAll, type ProductFilter } from '../../pricing/product-filter.ts'
import { askProducts } from '../account/ask-products.ts'
import { refuseAborted } from '../cancellation.ts'
import { requireListing } from './require-answer.ts'

/** Asks a service what it sells. `name`: as the ledger and people call it. */
export interface Shop {
  readonly name: string
  readonly client: Client
}

/**
 * The products for a number of GPUs, a cluster and a way of paying, as the service lists them for just these. What is sold
 * otherwise is asked for too where all is to be shown, or where nothing fits. Throws a `UserError` where the list cannot be read,
 * or the service has no such cluster.
 */
export async function listOffers(
  { name, client }: Shop,
  question: OfferQuestion,
  signal?: AbortSignal,
): Promise<OfferReport> {
  const quotedAt = new Date().toISOString()
  const filter = filterOf(question)
  const [clusterAnswer, listAnswer] = await Promise.all([
    client.clusters({ signal }),
    askProducts(client, filter, signal),
  ])
  refuseAborted(signal)
  const list = requireListing(listAnswer, 'products')
  const clusters = clusterAnswer.kind === 'ok' ? clusterAnswer.value.items : []
  if (clusterAnswer.kind === 'ok') requireCluster(question.clusterId, clusterAnswer.value)
  const listings = [list]
  const report = (listed: readonly Listed[]): OfferReport => {
    const offers = listed.map((each) => toOffer(each, question, clusters))
    return {
      target: name,
      currency: currencyOf(name),
      quotedAt,
      question,
      ...selectOffers(offers, question),
      total: offers.length,
      unread: listings.reduce((sum, { unread }) => sum + unread, 0),
      clustersUnknown: clusterAnswer.kind === 'ok' ? undefined : clusterAnswer.why,
    }
  }
  const asked = list.items.map((product) => ({ product, isForTerms: true }))
  const first = report(asked)
  const isEnough = first.shown.length + first.unavailable.length > 0
  if (isEnough && !question.all) return first
  const others = otherFilters(question)
  const answers = await Promise.all(others.map((each) => askProducts(client, each, signal)))
  refuseAborted(signal)
  listings.push(...answers.map((answer) => requireListing(answer, 'products')))
  return report([...asked, ...addedBy(listings, others, question)])
}

const filterOf = ({ gpus, clusterId, billing, cpuOnly }: OfferQuestion): ProductFilter =>
  cpuOnly
    ? { kind: 'cpu', clusterId, gpuNum: undefined, billing: 'onDemand' }
    : { kind: 'gpu', clusterId, gpuNum: gpus, billing }

/** Each way in which the rest is sold. */
const otherFilters = ({ cpuOnly, all, clusterId }: OfferQuestion): readonly ProductFilter[] => [
  ...(cpuOnly ? [] : filtersOfAll('gpu')),
  ...(all && !cpuOnly ? filtersOfAll('cpu').map((filter) => ({ ...filter, clusterId })) : []),
  ...(cpuOnly ? filtersOfAll('cpu') : []),
]

/** What the lists behind the first one have and it has not; a product without a GPU is sold in one way only. */
function addedBy(
  [first, ...others]: readonly Listing<Product>[],
  filters: readonly ProductFilter[],
  { clusterId }: OfferTerms,
): readonly Listed[] {
  const seen = new Set(first?.items.map(({ id }) => id))
  return others.flatMap(({ items }, at) =>
    items.flatMap((product) => {
      if (seen.has(product.id)) return []
      seen.add(product.id)
      const isThere = filters[at]?.clusterId === clusterId
      return [{ product, isForTerms: product.kind === 'cpu' && isThere }]
    }),
  )
}

function requireCluster(id: string | undefined, { items, unread }: Listing<Cluster>): void {
  if (id === undefined || unread > 0 || items.some((cluster) => cluster.id === id)) return
  const named = items.find(({ name }) => name === id)
  const near =
    named?.id ??
    nearest(
      id,
      items.map((cluster) => cluster.id),
    )
  throw new UserError(`the service has no cluster "${id}"`, {
    hint: `${near === undefined ? '' : `did you mean ${near}? `}"ppi-apply clusters" lists what there is.`,
  })
}
