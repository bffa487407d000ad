import type { Product } from '../api/product.ts'
import type { Catalog } from './catalog.ts'
import { type ProductFilter, type Wider, widerThan } from './product-filter.ts'

/** What the service says of one product, for one filter. */
export type Offering =
  | { readonly kind: 'listed'; readonly product: Product; readonly wider: Wider | undefined }
  /** A whole list does not have it, though it is sold otherwise: `elsewhere` is what that list says of it. */
  | { readonly kind: 'not-offered'; readonly elsewhere: Product }
  /** No list has it, and all of them are whole. */
  | { readonly kind: 'unlisted' }
  | { readonly kind: 'unknown'; readonly why: string }

/** Looks a product up where it is expected, and else in all that is sold. Pure. */
export function offeringOf(
  productId: string | undefined,
  filter: ProductFilter,
  catalog: Catalog,
): Offering {
  const { list, asked } = catalog.listFor(filter)
  if (list.kind === 'unknown') return { kind: 'unknown', why: list.why }
  if (list.kind === 'not-needed') return { kind: 'unknown', why: 'nobody asked for the price' }
  const product = list.items.find(({ id }) => id === productId)
  if (product !== undefined) return { kind: 'listed', product, wider: widerThan(filter, asked) }
  const missing = { kind: 'unknown', why: 'the product is not in the price list' } as const
  const all = catalog.all[filter.kind]
  if (!list.complete || all.kind !== 'known') return missing
  const elsewhere = all.items.find(({ id }) => id === productId)
  if (elsewhere !== undefined) return { kind: 'not-offered', elsewhere }
  // An empty list says that something is odd, not that nothing is sold.
  return all.complete && all.items.length > 0 ? { kind: 'unlisted' } : missing
}
