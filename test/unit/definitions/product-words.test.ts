import { describe, expect, it } from 'vitest'
import { DOCUMENTED_PRODUCTS } from '../../../src/definitions/documented-products.ts'
import { documentedProductFor } from '../../../src/definitions/product-words.ts'
import { CPU_PRODUCTS, GPU_PRODUCTS } from '../../../src/sandbox/state/sandbox-products.ts'

describe('the documented products', () => {
  it('are sold by the sandbox, under the same names', () => {
    const sold = [...GPU_PRODUCTS, ...CPU_PRODUCTS].map(({ id, name }) => ({ id, name }))
    expect(sold).toEqual(expect.arrayContaining([...DOCUMENTED_PRODUCTS]))
  })

  it('are meant by the name of a GPU', () => {
    expect(documentedProductFor('H100')).toBe('H100-80GB.24c240g')
    expect(documentedProductFor('rtx4090')).toBe('4090.18c.60g')
    expect(documentedProductFor('L40')).toBeUndefined()
    expect(documentedProductFor('H100-80GB.24c240g')).toBeUndefined()
  })
})
