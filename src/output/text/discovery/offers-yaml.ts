import { Document, isMap, isScalar, type YAMLMap } from 'yaml'
import { asLiteral } from '../../../definitions/interpolation/as-literal.ts'
import { minuteText } from '../../../model/time-text.ts'
import type { OfferReport } from '../../../pricing/offers/offer-report.ts'
import type { Offer } from '../../../pricing/offers/product-offer.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { yamlText } from '../render-yaml.ts'
import { yamlWord } from '../yaml-word.ts'
import { diskFor } from './disk-for.ts'
import { offerWords } from './offer-words.ts'

/**
 * A definition file for the first of the offers, with the others as comments: several entries would be several instances. It
 * passes `validate` once the name and the image are filled in.
 */
export function offersYaml(report: OfferReport): string {
  const [first, ...others] = report.shown
  if (first === undefined) return `# ${titleOf(report)}: nothing that can be had now.\n`
  const document = new Document({ instances: [entryFor(first, report)] })
  document.commentBefore = [
    ` ${titleOf(report)}.`,
    ' Fill in a name and an image, then check it: ppi-apply validate FILE',
  ].join('\n')
  const entry = document.getIn(['instances', 0])
  if (isMap(entry)) {
    remark(entry, 'name', 'fill in: it identifies the entry')
    remark(entry, 'productId', offerWords(first, report))
    remark(entry, 'imageUrl', 'fill in')
    if (others.length > 0) entry.comment = alternatives(others, report)
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
  const clusterId = clusterFor(offer, question.clusterId)
  return {
    name: null,
    kind: product.kind,
    productId: asLiteral(product.id),
    ...(isCpu ? {} : { gpuNum: gpus, rootfsSize: diskFor(offer) }),
    imageUrl: null,
    ...(clusterId === undefined ? {} : { clusterId: asLiteral(clusterId) }),
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
const MOST_ALTERNATIVES = 10

function alternatives(others: readonly Offer[], report: OfferReport): string {
  const lines = others
    .slice(0, MOST_ALTERNATIVES)
    .map((offer) => `   productId: ${yamlWord(offer.product.id)}  # ${offerWords(offer, report)}`)
  const more = others.length - lines.length
  return [
    ' or in its place:',
    ...lines,
    ...(more > 0 ? [`   and ${more} more: ppi-apply products`] : []),
  ].join('\n')
}
