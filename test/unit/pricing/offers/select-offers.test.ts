import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Price, Product } from '../../../../src/api/product.ts'
import { ANY_OFFER } from '../../../../src/pricing/offers/offer-report.ts'
import { toOffer } from '../../../../src/pricing/offers/product-offer.ts'
import { type OfferWish, selectOffers } from '../../../../src/pricing/offers/select-offers.ts'
import { aProduct } from '../../../support/catalog-of.ts'

const ids = (wish: Partial<OfferWish>, ...products: readonly Product[]) => {
  const offers = products.map((product) => toOffer({ product, isForTerms: true }, { gpus: 2 }, []))
  const { shown, unavailable } = selectOffers(offers, { ...ANY_OFFER, ...wish })
  return [shown, unavailable].map((list) => list.map(({ product }) => product.id).join(' '))
}

const price = (hundredThousandths: number) => ({ price: hundredThousandths as Price })

describe('selectOffers', () => {
  it('shows what can be had, the cheapest first, and keeps the rest apart', () => {
    const products = [
      aProduct('dear', price(300_000)),
      aProduct('unpriced', { price: undefined }),
      aProduct('gone', { ...price(1), availableDeploy: false }),
      aProduct('cheap', price(100_000)),
      aProduct('maybe', { ...price(200_000), availableDeploy: undefined }),
    ]
    expect(ids({}, ...products)).toEqual(['cheap maybe dear unpriced', 'gone'])
    expect(ids({ all: true }, ...products)).toEqual(['gone cheap maybe dear unpriced', ''])
  })

  it('finds each word in the id or the name, whatever its case', () => {
    const products = [aProduct('4090.18c.60g', { name: 'RTX 4090 24GB' }), aProduct('26')]
    expect(ids({ words: ['rtx', '24gb'] }, ...products)).toEqual(['4090.18c.60g', ''])
    expect(ids({ words: ['4090', 'h100'] }, ...products)).toEqual(['', ''])
  })

  it('never takes the unknown for enough', () => {
    const products = [
      aProduct('small', { vcpus: 4, memory: 8, maxRootfs: 20 }),
      aProduct('large', { vcpus: 16, memory: 64, maxRootfs: 2000 }),
      aProduct('unknown', { vcpus: undefined, memory: undefined, maxRootfs: undefined }),
    ]
    // For two GPUs.
    expect(ids({ minVcpus: 9 }, ...products)).toEqual(['large', ''])
    expect(ids({ minVcpus: 8, minMemory: 17 }, ...products)).toEqual(['large', ''])
    expect(ids({ minDisk: 21 }, ...products)).toEqual(['large', ''])
  })

  it('bounds what the whole instance costs in the way that it is paid', () => {
    const products = [
      aProduct('a', { ...price(100_000), billingMethods: ['onDemand'] }),
      aProduct('b', {
        ...price(90_000),
        billingMethods: ['spot', 'monthly'],
        spotPrice: 40_000 as Price,
        monthlyPrices: [{ months: 1, price: 36_000_000 as Price }],
      }),
    ]
    expect(ids({ maxHourly: 200_000 }, ...products)).toEqual(['a', ''])
    expect(ids({ maxHourly: 199_999 }, ...products)).toEqual(['', ''])
    expect(ids({ billing: 'spot', maxHourly: 80_000 }, ...products)).toEqual(['b', ''])
    expect(ids({ billing: 'monthly', maxHourly: 100_000 }, ...products)).toEqual(['b', ''])
  })

  it('has products without a GPU behind the others', () => {
    expect(ids({}, aProduct('c', { kind: 'cpu', ...price(1) }), aProduct('g'))).toEqual(['g c', ''])
  })

  it('is in one order, whatever the order of the service', () => {
    const product = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      name: fc.constantFrom('x', 'y'),
      inventoryState: fc.constantFrom('none', 'low', 'normal', 'high', 'plenty', undefined),
      price: fc.option(fc.constantFrom(1 as Price, 2 as Price), { nil: undefined }),
    })
    const products = fc.uniqueArray(product, { selector: ({ id }) => id })
    fc.assert(
      fc.property(products, fc.constantFrom('price', 'stock', 'name'), (given, sort) => {
        const made = given.map((fields) => aProduct(fields.id, fields))
        expect(ids({ sort }, ...made)).toEqual(ids({ sort }, ...made.reverse()))
      }),
    )
  })
})
