import { CLUSTERS, type GpuProduct } from './sandbox-products.ts'

/** What a product costs, and whether it can be had, for one filter. */
export type ProductTerms = Pick<
  GpuProduct,
  'price' | 'spotPrice' | 'inventoryState' | 'availableDeploy'
>

/**
 * The terms of a product in a cluster, for so many GPUs; 0 is any number. Without a cluster it can be had where any
 * cluster has it, at its usual price. Assumed: the documents say that there are such filters, not what they change.
 */
export function termsOf(
  product: GpuProduct,
  { clusterId, gpuNum }: { readonly clusterId: string; readonly gpuNum: number },
  stock: readonly Shortage[] = [],
): ProductTerms {
  const { price, spotPrice, inventoryState } = product
  const usual = { price, spotPrice, inventoryState }
  if (clusterId === '') {
    const isSomewhere = CLUSTERS.some(({ id }) => isFree(product, id, gpuNum, stock))
    return soldOr({ ...usual, availableDeploy: product.availableDeploy && isSomewhere })
  }
  const { freeGpus: _free, ...own } = product.inCluster?.[clusterId] ?? { freeGpus: 0 }
  const isHere = isFree(product, clusterId, gpuNum, stock)
  return soldOr({ ...usual, ...own, availableDeploy: product.availableDeploy && isHere })
}

/** Whether a cluster has so many free GPUs of a product in one machine. */
export const isFree = (
  { id, inCluster }: GpuProduct,
  clusterId: string,
  gpuNum: number,
  stock: readonly Shortage[] = [],
): boolean =>
  gpuNum <= (inCluster?.[clusterId]?.freeGpus ?? MAX_GPUS) && !isShort(stock, id, clusterId)

/** What is sold out: a product, what a cluster has, one in the other, or all. */
export interface Shortage {
  readonly productId?: string
  readonly clusterId?: string
}

export const isShort = (
  stock: readonly Shortage[],
  productId: string,
  clusterId: string,
): boolean =>
  stock.some(
    (each) =>
      (each.productId ?? productId) === productId && (each.clusterId ?? clusterId) === clusterId,
  )

const MAX_GPUS = 8

const soldOr = (terms: ProductTerms): ProductTerms =>
  terms.availableDeploy ? terms : { ...terms, inventoryState: 'none' }
