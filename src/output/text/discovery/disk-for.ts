import type { Offer } from '../../../pricing/offers/product-offer.ts'

/** What is in the price, where the product can have so much; in GB. The least of the reference page where nothing is known. */
export function diskFor({ freeDisk, product }: Offer): number {
  const least = Math.max(product.minRootfs ?? LEAST_GB, LEAST_GB)
  return Math.min(Math.max(freeDisk ?? least, least), product.maxRootfs ?? MOST_GB)
}

const LEAST_GB = 10
const MOST_GB = 6144
