import type { CreateInstanceBody } from '../../schema/instances.generated.ts'
import { isFree, isShort, type Shortage } from '../state/product-terms.ts'
import { CLUSTERS, type Cluster, CPU_PRODUCTS, GPU_PRODUCTS } from '../state/sandbox-products.ts'
import type { StoredInstance } from '../state/stored-instance.ts'
import { type Reply, refusal } from './reply.ts'

/** What a product gives for one wish. */
export interface Offer {
  readonly productName: string
  readonly cpuNum: number
  readonly memory: number
  readonly gpuNum: number
  readonly rootfsSize: number
  /** Whether a cluster sells it at all. */
  readonly isSoldIn: (cluster: Cluster) => boolean
  /** Whether a cluster has so much of it free. */
  readonly isFreeIn: (cluster: Cluster) => boolean
}

/** Looks the product up in the catalogue of its kind and asks whether it can be had this way. */
export function offerFor(wish: CreateInstanceBody, stock: readonly Shortage[] = []): Offer | Reply {
  const disk = wish.rootfsSize
  if (wish.kind === 'cpu') {
    const product = CPU_PRODUCTS.find(({ id }) => id === wish.productId)
    if (product === undefined) return unknownProduct(wish.productId)
    if (!product.availableDeploy) return soldOut(product.id)
    if (billingModeOf(wish) !== 'onDemand') return unsupportedBilling(product.id)
    return {
      productName: product.name,
      cpuNum: product.cpuNum,
      memory: product.memorySize,
      gpuNum: 0,
      rootfsSize: disk ?? product.rootfsSize,
      isSoldIn: () => true,
      isFreeIn: ({ id }) => !isShort(stock, product.id, id),
    }
  }
  const product = GPU_PRODUCTS.find(({ id }) => id === wish.productId)
  if (product === undefined) return unknownProduct(wish.productId)
  if (!product.availableDeploy) return soldOut(product.id)
  if (!product.billingMethods.includes(billingModeOf(wish))) return unsupportedBilling(product.id)
  const size = disk ?? product.minRootFS
  if (size < product.minRootFS || size > product.maxRootFS) {
    const message = `rootfsSize must be from ${product.minRootFS} to ${product.maxRootFS} for ${product.id}`
    return refusal(400, 'VALIDATOR_PARAM', message, ['rootfsSize'])
  }
  const gpuNum = wish.gpuNum ?? 1
  return {
    productName: product.name,
    cpuNum: product.cpuPerGpu * gpuNum,
    memory: product.memoryPerGpu * gpuNum,
    gpuNum,
    rootfsSize: size,
    isSoldIn: ({ name }) => product.regions.length === 0 || product.regions.includes(name),
    isFreeIn: ({ id }) => isFree(product, id, gpuNum, stock),
  }
}

/** Whether the cluster of an instance has the GPUs that its start takes. */
export function isInStock(
  { productId, clusterId, gpuNum }: StoredInstance,
  stock: readonly Shortage[] = [],
): boolean {
  const product = GPU_PRODUCTS.find(({ id }) => id === productId)
  if (product !== undefined) {
    return product.availableDeploy && isFree(product, clusterId, gpuNum, stock)
  }
  return (
    !isShort(stock, productId, clusterId) &&
    CPU_PRODUCTS.some(({ id, availableDeploy }) => id === productId && availableDeploy)
  )
}

/** The cluster asked for, or any that offers the product and what the instance mounts. Facts §5. */
export function clusterFor(
  wish: CreateInstanceBody,
  { isSoldIn, isFreeIn }: Pick<Offer, 'isSoldIn' | 'isFreeIn'>,
): Cluster | Reply {
  const hasStorage = (wish.networkStorages ?? []).length > 0
  const hasNetwork = (wish.networkId ?? '') !== ''
  const asked = wish.clusterId ?? ''
  if (asked !== '') {
    const cluster = CLUSTERS.find(({ id }) => id === asked)
    if (cluster === undefined) {
      return refusal(400, 'RESOURCE_NOT_FOUND', `cluster ${asked} not found`, [asked])
    }
    if (!isSoldIn(cluster)) {
      const message = `product ${wish.productId} is not offered in cluster ${asked}`
      return refusal(400, 'INSUFFICIENT_RESOURCE', message, [wish.productId, asked])
    }
    if (!isFreeIn(cluster)) {
      const message = `no free resource for product ${wish.productId} in cluster ${asked}`
      return refusal(400, 'INSUFFICIENT_RESOURCE', message, [wish.productId, asked])
    }
    if (hasStorage && !cluster.supportNetworkStorage) {
      const message = `cluster ${asked} has no network storage`
      return refusal(400, 'CUR_CLUSTER_NETWORK_STORAGE_NOT_SUPPORT', message, [asked])
    }
    if (hasNetwork && !cluster.supportInstanceNetwork) {
      return refusal(400, 'NETWORK_NOT_FOUND', `cluster ${asked} has no such network`, [asked])
    }
    return cluster
  }
  const fitting = CLUSTERS.filter(
    (cluster) =>
      isSoldIn(cluster) &&
      isFreeIn(cluster) &&
      (!hasStorage || cluster.supportNetworkStorage) &&
      (!hasNetwork || cluster.supportInstanceNetwork),
  )
  const picked = fitting[Math.floor(Math.random() * fitting.length)]
  if (picked !== undefined) return picked
  return CLUSTERS.some((cluster) => isSoldIn(cluster) && isFreeIn(cluster))
    ? refusal(400, 'CLUSTER_STATUS', 'no cluster has all that was asked for')
    : soldOut(wish.productId)
}

const unknownProduct = (id: string) =>
  refusal(400, 'RESOURCE_NOT_FOUND', `product ${id} not found`, [id])

/** The refusal for a product that cannot be had now. */
export const soldOut = (id: string) =>
  refusal(400, 'INSUFFICIENT_RESOURCE', `no free resource for product ${id}`, [id])

const unsupportedBilling = (id: string) =>
  refusal(400, 'UNSUPPORTED_BILLING_MODE', `product ${id} cannot be billed this way`, [id])

/** How the instance is paid: months force monthly billing. Facts §1. */
export const billingModeOf = (wish: CreateInstanceBody): StoredInstance['billingMode'] => {
  if ((wish.month ?? 0) > 0) return 'monthly'
  return wish.billingMode ?? 'onDemand'
}
