import { priceText } from '../../../api/product.ts'
import type { Json } from '../../../model/secret.ts'
import type { OfferReport } from '../../../pricing/offers/offer-report.ts'
import type { ListPrice, Offer } from '../../../pricing/offers/product-offer.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** What can be had, for machines. Amounts are decimal strings of the whole instance; `null` is unknown. */
export const productsJson = (report: OfferReport): Json => {
  const { question, currency } = report
  return {
    formatVersion: '1.0',
    target: plain(report.target),
    currency: currency.code ?? null,
    sandbox: currency.pretended,
    quotedAt: report.quotedAt,
    gpus: question.cpuOnly ? 0 : question.gpus,
    clusterId: question.clusterId ?? null,
    billing: question.billing,
    total: report.total,
    unread: report.unread,
    products: report.shown.map(offerJson),
    unavailable: report.unavailable.map(offerJson),
  }
}

function offerJson(offer: Offer): Json {
  const { product, units } = offer
  return {
    productId: product.id,
    name: product.name,
    kind: product.kind,
    gpus: offer.gpus,
    vcpus: offer.vcpus ?? null,
    memory: offer.memory ?? null,
    freeDisk: offer.freeDisk ?? null,
    minRootfsSize: product.minRootfs ?? null,
    maxRootfsSize: product.maxRootfs ?? null,
    ...clustersJson(offer),
    availability: offer.availability,
    stock: product.inventoryState ?? null,
    billingMethods: product.billingMethods ?? null,
    hourly: priceJson(offer.hourly, units),
    spotHourly: priceJson(offer.spot, units),
    monthly: product.monthlyPrices.map(({ months, price }) => ({
      months,
      amount: priceText(price * units),
    })),
  }
}

/** `null` for any cluster, and where the service does not say. */
function clustersJson({ clusters }: Offer): { readonly [member: string]: Json } {
  return clusters.kind === 'some'
    ? { clusters: clusters.ids, clusterNames: clusters.names }
    : { clusters: null, anyCluster: clusters.kind === 'any' }
}

/** Absent money is `offered: false`, unknown money has no amount. */
function priceJson(price: ListPrice, units: number): Json {
  switch (price.kind) {
    case 'none':
      return { offered: false, amount: null }
    case 'unknown':
      return { offered: true, amount: null }
    case 'known':
      return {
        offered: true,
        amount: priceText(price.price * units),
        unit: priceText(price.price),
      }
  }
}
