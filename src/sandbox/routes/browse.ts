import type { Json } from '../../model/secret.ts'
import { isShort, type Shortage, termsOf } from '../state/product-terms.ts'
import { BASE_IMAGES, CLUSTERS, CPU_PRODUCTS, GPU_PRODUCTS } from '../state/sandbox-products.ts'
import { type Reply, refusal } from './reply.ts'

/** `GET /products`: the whole catalogue that fits the filters, in one page. Facts §4. */
export function browseProducts(query: URLSearchParams, stock: readonly Shortage[] = []): Reply {
  const atLeast = (name: string) => {
    const text = query.get(name) ?? ''
    return text === '' ? 0 : Number(text)
  }
  const numbers = ['gpuNum', 'minCpuPerGpu', 'minMemoryPerGpu', 'minRootFSSize']
  const bad = numbers.find((name) => !(atLeast(name) >= 0))
  const gpuNum = atLeast('gpuNum')
  if (bad !== undefined || gpuNum > 8 || !Number.isInteger(gpuNum)) {
    const field = bad ?? 'gpuNum'
    return refusal(400, 'VALIDATOR_PARAM', `${field} is out of range`, [field])
  }
  const clusterId = query.get('clusterId') ?? ''
  const region = CLUSTERS.find(({ id }) => id === clusterId)?.name
  const name = query.get('productName')?.toLowerCase() ?? ''
  const method = query.get('billingMethod') || 'onDemand'
  const fitting = GPU_PRODUCTS.filter(
    (product) =>
      (clusterId === '' ||
        (region !== undefined &&
          (product.regions.length === 0 || product.regions.includes(region)))) &&
      product.name.toLowerCase().includes(name) &&
      product.cpuPerGpu >= atLeast('minCpuPerGpu') &&
      product.memoryPerGpu >= atLeast('minMemoryPerGpu') &&
      product.maxRootFS >= atLeast('minRootFSSize') &&
      product.billingMethods.some((offered) => offered === method),
  )
  const data = fitting.map((product) => {
    const { inCluster: _inCluster, ...shown } = product
    const terms = termsOf(product, { clusterId, gpuNum }, stock)
    return { ...shown, ...terms, canBuy: terms.availableDeploy, activityProduct: false, gpuNum }
  })
  return { status: 200, body: { data: data as unknown as Json } }
}

/** `GET /cpu/products`. Facts §4. */
export function browseCpuProducts(query: URLSearchParams, stock: readonly Shortage[] = []): Reply {
  const name = query.get('productName')?.toLowerCase() ?? ''
  const cluster = query.get('clusterId') ?? ''
  const isOffered = cluster === '' || CLUSTERS.some(({ id }) => id === cluster)
  const data = CPU_PRODUCTS.filter(
    (product) => isOffered && product.name.toLowerCase().includes(name),
  ).map((product) => ({
    ...product,
    availableDeploy: product.availableDeploy && !isShort(stock, product.id, cluster),
  }))
  return { status: 200, body: { data: data as unknown as Json } }
}

/** `GET /clusters`. Facts §5. */
export const browseClusters = (): Reply => ({
  status: 200,
  body: { data: CLUSTERS as unknown as Json },
})

/** `GET /images`. What an image looks like is documented nowhere; nothing saves one here. Facts §5. */
export const browseImages = (query: URLSearchParams): Reply => ({
  status: 200,
  body: { data: query.get('type') === 'private' ? [] : (BASE_IMAGES as unknown as Json) },
})
