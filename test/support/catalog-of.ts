import type { Cluster, Price, Product } from '../../src/api/product.ts'
import type { Asked, Catalog } from '../../src/pricing/catalog.ts'

/** A product as the service might list it: 1.99 an hour, in stock, anywhere. */
export const aProduct = (id: string, fields: Partial<Product> = {}): Product => ({
  id,
  name: `name of ${id}`,
  kind: 'gpu',
  availableDeploy: true,
  isSold: true,
  inventoryState: 'high',
  regions: [],
  vcpus: 18,
  memory: 60,
  freeDisk: 60,
  minRootfs: 10,
  maxRootfs: 1000,
  billingMethods: ['onDemand'],
  price: 199_000 as Price,
  spotPrice: 99_500 as Price,
  monthlyPrices: [
    { months: 1, price: 100_000_000 as Price },
    { months: 6, price: 90_000_000 as Price },
  ],
  ...fields,
})

export const aCluster = (id: string, name: string): Cluster => ({
  id,
  name,
  availableGpuTypes: undefined,
  supportNetworkStorage: undefined,
  supportInstanceNetwork: undefined,
})

export const known = <Item>(...items: readonly Item[]): Asked<Item> => ({
  kind: 'known',
  items,
  complete: true,
})

interface CatalogParts {
  readonly gpu: Asked<Product>
  readonly cpu: Asked<Product>
  readonly clusters: Asked<Cluster>
}

/** A service that sells the same everywhere, to anyone, in any number. */
export function aCatalog(parts: Partial<CatalogParts> = {}): Catalog {
  const { gpu, cpu, clusters } = { ...MARKET_PARTS, ...parts }
  return {
    listFor: (asked) => ({ list: asked.kind === 'cpu' ? cpu : gpu, asked }),
    all: { gpu, cpu },
    clusters,
    askedAt: '2026-11-24T05:40:00.000Z',
  }
}

const MARKET_PARTS: CatalogParts = {
  gpu: known(aProduct('4090.18c.60g')),
  cpu: known(aProduct('cpu.4c8g', { kind: 'cpu', price: 36_000 as Price })),
  clusters: known(aCluster('cn-south-1', 'CN-South-01 (Guangzhou)')),
}
