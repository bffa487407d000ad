import { minuteText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { amountText } from '../../../pricing/amount-text.ts'
import type { OfferReport } from '../../../pricing/offers/offer-report.ts'
import type { ListPrice, Offer, OfferClusters } from '../../../pricing/offers/product-offer.ts'
import { columns } from '../../terminal/columns.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** The offers for a person, whole ids first. */
export function offersText(report: OfferReport, style: Style): string {
  const { shown } = report
  return `${[...(shown.length === 0 ? [] : [...table(shown, style), '']), ...remarks(report, style)].join('\n')}\n`
}

const HEADS = [
  'product',
  'gpu',
  'vcpu',
  'memory',
  'disk free/most',
  'clusters',
  'an hour',
  'spot',
  '1 month',
  'stock',
]

const NUMBERS: ReadonlySet<number> = new Set([2, 3, 4, 6, 7, 8])

function table(offers: readonly Offer[], style: Style): readonly string[] {
  const rows = offers.map((offer) => [
    plain(offer.product.id),
    offer.gpus > 1 ? `${offer.gpus} × ${plain(offer.product.name)}` : plain(offer.product.name),
    numberText(offer.vcpus),
    sizeText(offer.memory),
    `${numberText(offer.freeDisk)}/${sizeText(offer.product.maxRootfs)}`,
    clustersText(offer.clusters),
    listPriceText(offer.hourly, offer.units),
    listPriceText(offer.spot, offer.units),
    listPriceText(offer.month, offer.units),
    stockText(offer),
  ])
  return columns([HEADS, ...rows], NUMBERS).map((line, at) => (at === 0 ? style.dim(line) : line))
}

const numberText = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : String(value)

const sizeText = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : `${value} GB`

/** What the service did not say, and what it does not offer. */
const UNKNOWN = '?'
const NONE = '–'

/** The whole and, where that is several units, the price of one beside it. */
export function listPriceText(price: ListPrice, units: number): string {
  switch (price.kind) {
    case 'none':
      return NONE
    case 'unknown':
      return UNKNOWN
    case 'known': {
      const one = amountText(price.price)
      return units === 1 ? one : `${amountText(price.price * units)} (${units} × ${one})`
    }
    default:
      return unreachable(price)
  }
}

/** As ids, which an entry needs; a name without an id is in quotes. */
function clustersText(clusters: OfferClusters): string {
  switch (clusters.kind) {
    case 'any':
      return 'any'
    case 'unknown':
      return UNKNOWN
    case 'some':
      return [...clusters.ids.map(plain), ...clusters.names.map((name) => `"${plain(name)}"`)].join(
        ', ',
      )
    default:
      return unreachable(clusters)
  }
}

export function stockText({ product, availability }: Offer): string {
  switch (availability) {
    case 'now':
      return plain(product.inventoryState ?? 'there')
    case 'sold-out':
      return 'sold out'
    case 'not-sold':
      return 'not for sale'
    case 'not-so':
      return 'not offered so'
    case 'unknown':
      return product.inventoryState === undefined ? UNKNOWN : plain(product.inventoryState)
    default:
      return unreachable(availability)
  }
}

function remarks(report: OfferReport, style: Style): readonly string[] {
  const { shown, unavailable, quotedAt, unread, clustersUnknown } = report
  const { question, currency } = report
  const code = currency.code === undefined ? '' : ` in ${currency.code}`
  const priced = currency.pretended
    ? `Prices${code} of the sandbox, which nobody pays`
    : `List prices${code} of ${minuteText(quotedAt)}, read as for one GPU`
  return [
    `${style.bold(countText(report))}, ${termsText(question)}.${othersText(report)}`,
    ...(unavailable.length === 0 ? [] : [unavailableText(unavailable, report)]),
    ...(shown.length > 0 ? [style.dim(`${priced}; without disk beyond the free size.`)] : []),
    ...(unread === 0
      ? []
      : [
          style.yellow(`${unread} more could not be read: the service lists them in another form.`),
        ]),
    ...(clustersUnknown === undefined
      ? []
      : [
          style.yellow(
            `Clusters are shown by their names, since their ids are not known: ${plain(clustersUnknown)}.`,
          ),
        ]),
  ]
}

function countText({ shown, unavailable, question }: OfferReport): string {
  const fitting = shown.length + unavailable.length
  if (fitting === 0) return 'No product fits'
  if (question.all) return fitting === 1 ? '1 product fits' : `${fitting} products fit`
  const count = shown.length === 0 ? 'None' : String(shown.length)
  return `${count} of ${fitting} ${fitting === 1 ? 'product' : 'products'} can be had now`
}

function othersText({ shown, unavailable, total }: OfferReport): string {
  const others = total - shown.length - unavailable.length
  if (others === 0) return ''
  return others === 1 ? ' 1 other does not fit.' : ` ${others} others do not fit.`
}

/** The most that are named. */
const MOST_NAMED = 3

function unavailableText(unavailable: readonly Offer[], { question }: OfferReport): string {
  const named = unavailable
    .slice(0, MOST_NAMED)
    .map((offer) => `${plain(offer.product.id)} (${stockText(offer)})`)
  const more = unavailable.length - named.length
  const rest = more > 0 ? `, and ${more} more` : ''
  const watch = question.words.length > 0 ? ', and --watch waits for one' : ''
  return `Not now: ${named.join(', ')}${rest}. --all shows them${watch}.`
}

const WAYS = { onDemand: 'paid by the hour', spot: 'as spot', monthly: 'by the month' } as const

function termsText({ gpus, clusterId, billing, cpuOnly }: OfferReport['question']): string {
  const where = clusterId === undefined ? '' : ` in ${plain(clusterId)}`
  if (cpuOnly) return `without a GPU${where}`
  return `for ${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}${where}, ${WAYS[billing]}`
}
