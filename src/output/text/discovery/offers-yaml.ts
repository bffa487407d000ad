import { Document, isMap, isScalar, isSeq, type YAMLMap } from 'yaml'
import { asLiteral } from '../../../definitions/interpolation/as-literal.ts'
import { minuteText } from '../../../model/time-text.ts'
import type { OfferReport } from '../../../pricing/offers/offer-report.ts'
import type { Offer } from '../../../pricing/offers/product-offer.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { yamlText } from '../render-yaml.ts'
import { diskFor } from './disk-for.ts'
import { offerWords } from './offer-words.ts'

/**
 * A definition file for the first of the offers, with the others as its fallback: several entries would be several instances.
 * It passes `validate` once the name and the image are filled in.
 */
export function offersYaml(report: OfferReport): string {
  const [first, ...others] = report.shown
  if (first === undefined) return `# ${titleOf(report)}: nothing that can be had now.\n`
  const rungs = rungsFor(first, others, report)
  const entryValue = { ...entryFor(first, report), ...rungs.field }
  const document = new Document({ instances: [entryValue] })
  document.commentBefore = [
    ` ${titleOf(report)}.`,
    ' Fill in a name and an image, then check it: ppi-apply validate FILE',
  ].join('\n')
  const entry = document.getIn(['instances', 0])
  if (isMap(entry)) {
    remark(entry, 'name', 'fill in: it identifies the entry')
    remark(entry, 'productId', offerWords(first, report))
    remark(entry, 'imageUrl', 'fill in')
    const list = entry.get('fallback')
    if (isSeq(list)) {
      list.commentBefore =
        ' each is tried where the one before it is sold out: take out what is too dear, or set maxHourly'
      list.items.forEach((item, at) => {
        const offer = rungs.offers[at]
        if (!isMap(item) || offer === undefined) return
        item.flow = true
        item.comment = ` ${offerWords(offer, report)}`
      })
      if (rungs.left > 0) list.comment = ` and ${rungs.left} more: ppi-apply products`
    }
  }
  return yamlText(document, { nullStr: '' })
}

const titleOf = ({ target, quotedAt }: OfferReport): string =>
  `From ppi-apply products, ${plain(target)}, ${minuteText(quotedAt)}`

function remark(entry: YAMLMap, key: string, words: string): void {
  const value = entry.get(key, true)
  if (isScalar(value)) value.comment = ` ${words}`
}

function entryFor(offer: Offer, { question }: OfferReport) {
  const { product, gpus } = offer
  const isCpu = product.kind === 'cpu'
  const { productId, clusterId, rootfsSize } = laidBy(offer, question.clusterId)
  return {
    name: null,
    kind: product.kind,
    productId,
    ...(isCpu ? {} : { gpuNum: gpus, rootfsSize }),
    imageUrl: null,
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(isCpu ? {} : WAYS[question.billing]),
  }
}

const WAYS = { onDemand: {}, spot: { billingMode: 'spot' }, monthly: { month: 1 } } as const

/** The only one that has it, unless one was asked for; where there are several, the service chooses. */
function clusterFor({ clusters }: Offer, asked: string | undefined): string | undefined {
  if (asked !== undefined) return asked
  if (clusters.kind !== 'some' || clusters.names.length > 0) return undefined
  return clusters.ids.length === 1 ? clusters.ids[0] : undefined
}

/** More than these are looked for in the table. */
const MOST_RUNGS = 10

/** The other offers of the kind, as what each of them lays over the entry. */
function rungsFor(first: Offer, others: readonly Offer[], { question }: OfferReport) {
  const own = laidBy(first, question.clusterId)
  const alike = others.filter(({ product }) => product.kind === first.product.kind)
  const offers = alike.slice(0, MOST_RUNGS)
  const fallback = offers.map((offer) => {
    const laid = laidBy(offer, question.clusterId)
    const clusterId = laid.clusterId ?? (own.clusterId === undefined ? undefined : '')
    return {
      productId: laid.productId,
      ...(clusterId === own.clusterId || clusterId === undefined ? {} : { clusterId }),
      ...(laid.rootfsSize === own.rootfsSize ? {} : { rootfsSize: laid.rootfsSize }),
    }
  })
  return {
    field: fallback.length === 0 ? {} : { fallback },
    offers,
    left: alike.length - offers.length,
  }
}

/** What of an entry depends on the product. */
function laidBy(offer: Offer, asked: string | undefined) {
  const clusterId = clusterFor(offer, asked)
  return {
    productId: asLiteral(offer.product.id),
    clusterId: clusterId === undefined ? undefined : asLiteral(clusterId),
    rootfsSize: offer.product.kind === 'cpu' ? undefined : diskFor(offer),
  }
}
