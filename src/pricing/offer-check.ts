import type { Cluster, Product } from '../api/product.ts'
import { type InstanceSpec, placeOf, rungsOfSpec } from '../definitions/instance-spec.ts'
import { documentedProductFor, productFor } from '../definitions/product-words.ts'
import { type Diagnostic, diagnose, eachOnce } from '../diagnostics/diagnostic.ts'
import { nearest } from '../model/nearest.ts'
import { Secret } from '../model/secret.ts'
import { unreachable } from '../model/unreachable.ts'
import { amountText } from './amount-text.ts'
import { billingOf, plainOf, shownOf, textOf } from './body-field.ts'
import type { Catalog } from './catalog.ts'
import { type Offering, offeringOf } from './offering.ts'
import { filterFor } from './product-filter.ts'

/**
 * What of the entries to create does not fit what the service says it offers, at the value that was written. Each
 * mistake once, however many replicas have it. What could not be asked is not judged. Pure.
 */
export function checkAgainstAccount(
  specs: readonly InstanceSpec[],
  catalog: Catalog,
): readonly Diagnostic[] {
  return eachOnce(specs.flatMap((spec) => checkEntry(spec, catalog)))
}

/** Where one body of several is sold out, the plan says so beside it. */
function checkEntry(spec: InstanceSpec, catalog: Catalog): readonly Diagnostic[] {
  if (spec.fallback.length === 0) return checkSpec(spec, catalog)
  return rungsOfSpec(spec)
    .flatMap((rung) => checkSpec(rung, catalog))
    .filter(({ code }) => code !== 'product-sold-out')
}

function checkSpec(spec: InstanceSpec, catalog: Catalog): readonly Diagnostic[] {
  const cluster = findCluster(spec, catalog)
  return [
    ...(cluster === 'unlisted' ? [unknownCluster(spec, catalog)] : []),
    ...checkOffering(spec, cluster, catalog),
  ]
}

/** Each mistake once: what is not offered in this way of paying is so in no cluster, and no cluster is to blame. */
function checkOffering(
  spec: InstanceSpec,
  cluster: Sought<Cluster>,
  catalog: Catalog,
): readonly Diagnostic[] {
  const offering = offeringOf(textOf(spec.body, 'productId'), filterFor(spec.body), catalog)
  switch (offering.kind) {
    case 'unknown':
      return []
    case 'unlisted':
      return isToldByName(spec, catalog) ? [] : [unknownProduct(spec, catalog)]
    case 'listed':
    case 'not-offered': {
      const product = offering.kind === 'listed' ? offering.product : offering.elsewhere
      const billing = checkBilling(spec, product)
      const isElsewhere = billing.length > 0 || cluster === 'unlisted'
      return [
        ...checkDisk(spec, product),
        ...billing,
        ...(isElsewhere ? [] : checkPlace(spec, offering, { product, cluster, catalog })),
      ]
    }
    default:
      return unreachable(offering)
  }
}

/** `unlisted`: the list is whole and has no such item. `undefined`: nothing can be said. */
type Sought<Item> = Item | 'unlisted' | undefined

function findCluster({ body }: InstanceSpec, { clusters }: Catalog): Sought<Cluster> {
  const id = textOf(body, 'clusterId')
  if (clusters.kind !== 'known' || id === undefined) return undefined
  const isWhole = clusters.complete && clusters.items.length > 0
  return clusters.items.find((item) => item.id === id) ?? (isWhole ? 'unlisted' : undefined)
}

/** Whether the definitions drew the same advice already, without the service: one mistake, one finding. */
function isToldByName(spec: InstanceSpec, catalog: Catalog): boolean {
  const written = textOf(spec.body, 'productId')
  if (written === undefined || isHidden(spec, 'productId')) return false
  const told = documentedProductFor(written)
  return told !== undefined && told === meantItem(written, soldOf(spec, catalog))
}

function unknownProduct(spec: InstanceSpec, catalog: Catalog): Diagnostic {
  const productId = textOf(spec.body, 'productId') ?? ''
  const items = soldOf(spec, catalog)
  return diagnose('product-unknown', placeOf(spec, 'productId'), {
    productId: shownOf(spec.body, 'productId') ?? '',
    kind: plainOf(spec.body, 'kind') === 'cpu' ? 'cpu' : 'gpu',
    meant: isHidden(spec, 'productId') ? undefined : meantProduct(productId, items),
    offered: items.map(({ id }) => id),
  })
}

function meantProduct(written: string, items: readonly Product[]) {
  const id = meantItem(written, items)
  const product = items.find((item) => item.id === id)
  if (product === undefined) return undefined
  const { name, price, inventoryState } = product
  return {
    id: product.id,
    name,
    price: price === undefined ? undefined : amountText(price),
    stock: product.availableDeploy === false ? 'none' : inventoryState,
  }
}

function unknownCluster(spec: InstanceSpec, { clusters }: Catalog): Diagnostic {
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

/** All that is sold of the kind of an entry. */
const soldOf = ({ body }: InstanceSpec, { all }: Catalog): readonly Product[] =>
  itemsOf(all[filterFor(body).kind])

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

interface Found {
  /** As the list for the entry has it, or else the one of everything. */
  readonly product: Product
  readonly cluster: Sought<Cluster>
  readonly catalog: Catalog
}

/** Whether the product can be had in this cluster, and for so many GPUs. */
function checkPlace(
  spec: InstanceSpec,
  offering: Extract<Offering, { readonly kind: 'listed' | 'not-offered' }>,
  { product, cluster, catalog }: Found,
): readonly Diagnostic[] {
  const own = typeof cluster === 'object' ? cluster : undefined
  const isInRegions = own === undefined || isOfferedIn(product, own)
  const isOffered = offering.kind === 'listed' && isInRegions
  if (isOffered && product.availableDeploy !== false) return []
  const gpuNum = plainOf(spec.body, 'gpuNum')
  const clusterId = shownOf(spec.body, 'clusterId')
  const field = clusterId !== undefined ? 'clusterId' : isOffered ? 'productId' : 'gpuNum'
  return [
    diagnose(isOffered ? 'product-sold-out' : 'product-not-in-cluster', placeOf(spec, field), {
      productId: shownOf(spec.body, 'productId') ?? '',
      clusterId,
      clusterName: isHidden(spec, 'clusterId') ? undefined : own?.name,
      // Where the cluster has it at all, the number is to blame.
      gpus:
        isInRegions && filterFor(spec.body).kind === 'gpu' && typeof gpuNum === 'number'
          ? isHidden(spec, 'gpuNum')
            ? shownOf(spec.body, 'gpuNum')
            : String(gpuNum)
          : undefined,
      others: otherClusters(spec, product, catalog),
    }),
  ]
}

/** Regions are names of clusters; an empty list means any cluster. Facts §4. */
const isOfferedIn = ({ regions }: Product, { id, name }: Cluster): boolean =>
  regions === undefined || regions.length === 0 || regions.includes(name) || regions.includes(id)

/**
 * The clusters that the service names for a product, but for the entry's own, as what may be written: the nearest first, as
 * far as ids tell, which begin with the part of the world.
 */
function otherClusters(
  { body }: InstanceSpec,
  product: Product,
  { all, clusters }: Catalog,
): readonly string[] {
  const known = itemsOf(clusters)
  const own = textOf(body, 'clusterId') ?? ''
  const widest = itemsOf(all[product.kind]).find(({ id }) => id === product.id) ?? product
  return (widest.regions ?? [])
    .map((region) => known.find(({ id, name }) => name === region || id === region)?.id ?? region)
    .filter((id) => id !== own)
    .toSorted((one, other) => shared(own, other) - shared(own, one))
}

function shared(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}
