import type { Client } from '../../api/client.ts'
import type { Listing, Product } from '../../api/product.ts'
import type { Answer } from '../../api/responses/read-result.ts'
import type { ProductFilter } from '../../pricing/product-filter.ts'

/** Asks for the products that fit a filter, in the list of their kind. */
export const askProducts = (
  client: Client,
  { kind, clusterId, gpuNum, billing }: ProductFilter,
  signal: AbortSignal | undefined,
): Promise<Answer<Listing<Product>>> =>
  kind === 'cpu'
    ? client.cpuProducts({ clusterId }, { signal })
    : client.products({ clusterId, gpuNum, billingMethod: billing }, { signal })
