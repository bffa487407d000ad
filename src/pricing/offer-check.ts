import type { Cluster, Product } from '../api/product.ts'
import { type InstanceSpec, placeOf } from '../definitions/instance-spec.ts'
import { documentedProductFor, productFor } from '../definitions/product-words.ts'
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts'
import { nearest } from '../model/nearest.ts'
import { Secret } from '../model/secret.ts'
import type { Market } from './catalog.ts'
import { billingOf, listingFor, plainOf, shownOf, textOf } from './quote.ts'

/**
 * What of the entries to create does not fit what the service says it offers, at the value that was written. Each
 * mistake once, however many replicas have it. What could not be asked is not judged. Pure.
 */
export function checkAgainstAccount(
  specs: readonly InstanceSpec[],
  market: Market,
): readonly Diagnostic[] {
  const { gpu, cpu, clusters } = market
  if ([gpu, cpu, clusters].every(({ kind }) => kind !== 'known')) return []
  const found = specs.flatMap((spec) => checkSpec(spec, market))
  const seen = new Set<string>()
  return found.filter(({ code, message, place: { file, span } }) => {
    const mark = JSON.stringify([file.path, span.start, span.end, code, message])
    if (seen.has(mark)) return false
    seen.add(mark)
    return true
  })
}

function checkSpec(spec: InstanceSpec, market: Market): readonly Diagnostic[] {
  const product = findProduct(spec, market)
  const cluster = findCluster(spec, market)
  const found: Diagnostic[] = []
  if (product === 'unlisted' && !isToldByName(spec, market)) {
    found.push(unknownProduct(spec, market))
  }
  if (cluster === 'unlisted') found.push(unknownCluster(spec, market))
  if (typeof product !== 'object') return found
  return [
    ...found,
    ...checkDisk(spec, product),
    ...checkBilling(spec, product),
    ...(typeof cluster === 'object' ? checkRegion(spec, product, cluster) : []),
  ]
}

/** `unlisted`: the list is whole and has no such item. `undefined`: nothing can be said. */
type Sought<Item> = Item | 'unlisted' | undefined

function findProduct({ body }: InstanceSpec, market: Market): Sought<Product> {
  const listing = listingFor(body, market)
  const id = textOf(body, 'productId')
  if (listing.kind !== 'known' || id === undefined) return undefined
  // An empty list says that something is odd, not that nothing is sold.
  const isWhole = listing.complete && listing.items.length > 0
  return listing.items.find((item) => item.id === id) ?? (isWhole ? 'unlisted' : undefined)
}

function findCluster({ body }: InstanceSpec, { clusters }: Market): Sought<Cluster> {
  const id = textOf(body, 'clusterId')
  if (clusters.kind !== 'known' || id === undefined) return undefined
  const isWhole = clusters.complete && clusters.items.length > 0
  return clusters.items.find((item) => item.id === id) ?? (isWhole ? 'unlisted' : undefined)
}

/** Whether the definitions drew the same advice already, without the service: one mistake, one finding. */
function isToldByName(spec: InstanceSpec, market: Market): boolean {
  const written = textOf(spec.body, 'productId')
  if (written === undefined || isHidden(spec, 'productId')) return false
  const told = documentedProductFor(written)
  return told !== undefined && told === meantItem(written, itemsOf(listingFor(spec.body, market)))
}

function unknownProduct(spec: InstanceSpec, market: Market): Diagnostic {
  const productId = textOf(spec.body, 'productId') ?? ''
  const items = itemsOf(listingFor(spec.body, market))
  return diagnose('product-unknown', placeOf(spec, 'productId'), {
    productId: shownOf(spec.body, 'productId') ?? '',
    kind: plainOf(spec.body, 'kind') === 'cpu' ? 'cpu' : 'gpu',
    meant: isHidden(spec, 'productId') ? undefined : meantItem(productId, items),
    offered: items.map(({ id }) => id),
  })
}

function unknownCluster(spec: InstanceSpec, { clusters }: Market): Diagnostic {
  const clusterId = textOf(spec.body, 'clusterId') ?? ''
  const items = itemsOf(clusters)
  return diagnose('cluster-unknown', placeOf(spec, 'clusterId'), {
    clusterId: shownOf(spec.body, 'clusterId') ?? '',
    meant: isHidden(spec, 'clusterId') ? undefined : meantItem(clusterId, items),
    offered: items.map(({ id }) => id),
  })
}

/** Whether a variable that is a secret elsewhere brought the value, so that nothing of it may be said. */
const isHidden = ({ body }: InstanceSpec, field: string): boolean => body[field] instanceof Secret

const itemsOf = <Item>(listing: { kind: string; items?: readonly Item[] }): readonly Item[] =>
  listing.items ?? []

/** The id of the item whose name was written, or the id that is spelled nearly so. */
function meantItem(
  written: string,
  items: readonly { readonly id: string; readonly name: string }[],
): string | undefined {
  const named = items.filter(({ name }) => name.toLowerCase() === written.toLowerCase())
  if (named.length === 1) return named[0]?.id
  const byWord = productFor(written, items)
  if (byWord !== undefined) return byWord
  return nearest(
    written,
    items.map(({ id }) => id),
  )
}

/** A CPU product brings its own disk, so only GPU products have a range. */
function checkDisk(spec: InstanceSpec, product: Product): readonly Diagnostic[] {
  const size = plainOf(spec.body, 'rootfsSize')
  if (typeof size !== 'number' || product.kind === 'cpu') return []
  const minimum = limitOf(product.minRootfs)
  const maximum = limitOf(product.maxRootfs)
  const fits = size >= (minimum ?? size) && size <= (maximum ?? size)
  if (fits) return []
  const args = {
    size: isHidden(spec, 'rootfsSize') ? (shownOf(spec.body, 'rootfsSize') ?? '') : String(size),
    productId: shownOf(spec.body, 'productId') ?? '',
    minimum,
    maximum,
  }
  return [diagnose('rootfs-outside-product', placeOf(spec, 'rootfsSize'), args)]
}

/** Where the service has nothing to say it says 0. */
const limitOf = (limit: number | undefined): number | undefined =>
  limit === undefined || limit <= 0 ? undefined : limit

/** At what was written about it, and at the product where nothing was. Facts §4. */
function checkBilling(spec: InstanceSpec, { billingMethods }: Product): readonly Diagnostic[] {
  if (billingMethods === undefined || billingMethods.length === 0) return []
  const billing = billingOf(spec.body)
  if (billingMethods.some((method) => method.toLowerCase() === billing.toLowerCase())) return []
  const month = plainOf(spec.body, 'month')
  const mode = spec.body.billingMode === undefined ? undefined : ('billingMode' as const)
  const by = typeof month === 'number' && month > 0 ? ('month' as const) : mode
  const productId = shownOf(spec.body, 'productId') ?? ''
  const args = { productId, billing, by, methods: billingMethods }
  return [diagnose('billing-not-offered', placeOf(spec, by ?? 'productId'), args)]
}

/** Regions are names of clusters; an empty list means any cluster. Facts §4. */
function checkRegion(
  spec: InstanceSpec,
  { regions }: Product,
  cluster: Cluster,
): readonly Diagnostic[] {
  if (regions === undefined || regions.length === 0) return []
  if (regions.includes(cluster.name) || regions.includes(cluster.id)) return []
  const args = {
    productId: shownOf(spec.body, 'productId') ?? '',
    clusterId: shownOf(spec.body, 'clusterId') ?? '',
    clusterName: isHidden(spec, 'clusterId') ? undefined : cluster.name,
    regions,
  }
  return [diagnose('product-not-in-cluster', placeOf(spec, 'clusterId'), args)]
}
