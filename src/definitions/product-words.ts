import { DOCUMENTED_PRODUCTS } from './documented-products.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/**
 * The product that is meant by the name of a GPU or the start of an id, such as `H100`, `rtx4090` or `A100-80G`; `undefined`
 * where none or several fit. A number is matched whole: `L40` is not `L40S`.
 */
export function productFor(word: string, products: readonly Named[]): string | undefined {
  const parts = word.toLowerCase().match(/[a-z]+|\d+/g) ?? []
  const telling = parts.filter((part) => !MAKERS.has(part))
  // A bare size or a single letter says too little.
  if (telling.length === 0 || telling.join('').length < 3 || word.length > 60) return undefined
  const pattern = new RegExp(`(?<![a-z0-9])${telling.join('[^a-z0-9]*')}b?(?![a-z0-9])`)
  const found = products.filter(({ id, name }) =>
    [id, name].some((text) => pattern.test(text.toLowerCase())),
  )
  return found.length === 1 ? found[0]?.id : undefined
}

const MAKERS: ReadonlySet<string> = new Set(['nvidia', 'geforce', 'tesla', 'rtx', 'gpu', 'x'])

/** The same without the service, from products that the API documents: it may sell others, so this only ever warns. */
export function documentedProductFor(word: string): string | undefined {
  // An id has its cores and memory behind a dot.
  if (word.includes('.')) return undefined
  return productFor(word, DOCUMENTED_PRODUCTS)
}
