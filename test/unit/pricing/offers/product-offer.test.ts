import { describe, expect, it } from 'vitest'
import type { Price } from '../../../../src/api/product.ts'
import { toOffer } from '../../../../src/pricing/offers/product-offer.ts'
import { aCluster, aProduct } from '../../../support/catalog-of.ts'

const CLUSTERS = [aCluster('cn-south-1', 'South'), aCluster('27', 'East'), aCluster('28', 'East')]

const offer = (
  fields: Parameters<typeof aProduct>[1] = {},
  { gpus = 1, isForTerms = true, clusters = CLUSTERS } = {},
) => toOffer({ product: aProduct('p', fields), isForTerms }, { gpus }, clusters)

describe('toOffer', () => {
  it('multiplies what is of one GPU, and leaves what the service did not say unknown', () => {
    expect(offer({ memory: undefined }, { gpus: 4 })).toMatchObject({
      gpus: 4,
      units: 4,
      vcpus: 72,
      memory: undefined,
      freeDisk: 240,
      hourly: { kind: 'known', price: 199_000 },
    })
  })

  it('takes a product without a GPU as a whole', () => {
    expect(offer({ kind: 'cpu', vcpus: 16 }, { gpus: 4 })).toMatchObject({
      gpus: 0,
      units: 1,
      vcpus: 16,
      spot: { kind: 'none' },
    })
  })

  it('tells clusters by all ids of a name, and names without an id apart', () => {
    expect(offer({ regions: [] }).clusters).toEqual({ kind: 'any' })
    expect(offer({ regions: undefined }).clusters).toEqual({ kind: 'unknown' })
    expect(offer({ regions: ['East', 'Moon'] }).clusters).toEqual({
      kind: 'some',
      ids: ['27', '28'],
      names: ['Moon'],
    })
    expect(offer({ regions: ['East'] }, { clusters: [] }).clusters).toEqual({
      kind: 'some',
      ids: [],
      names: ['East'],
    })
  })

  it('tells what cannot be had now from what nobody knows', () => {
    expect(offer().availability).toBe('now')
    expect(offer({ availableDeploy: undefined }).availability).toBe('unknown')
    expect(offer({ availableDeploy: false, isSold: false }).availability).toBe('sold-out')
    expect(offer({ isSold: false }).availability).toBe('not-sold')
    expect(offer({}, { isForTerms: false }).availability).toBe('not-so')
  })

  it('tells a way of paying that is not offered from a price that is not known', () => {
    const both = offer({ billingMethods: ['onDemand', 'spot'], spotPrice: undefined })
    expect(both.spot).toEqual({ kind: 'unknown' })
    expect(both.month).toEqual({ kind: 'none' })
    expect(offer({ billingMethods: undefined, spotPrice: 5 as Price }).spot).toEqual({
      kind: 'known',
      price: 5,
    })
  })
})
