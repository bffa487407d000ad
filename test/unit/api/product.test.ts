import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  priceText,
  toCluster,
  toCpuProduct,
  toGpuProduct,
  toListing,
  toPrice,
} from '../../../src/api/product.ts'

describe('toPrice', () => {
  test.each([
    ['35000', 35_000],
    [139_000, 139_000],
  ])('%j is a price', (value, price) => {
    expect(toPrice(value)).toBe(price)
  })

  test.each(['', '0', 0, '-5', '0.35', 'free', null, undefined, {}, '9'.repeat(30)])(
    '%j is unknown, not free',
    (value) => {
      expect(toPrice(value)).toBeUndefined()
    },
  )
})

describe('priceText', () => {
  test.each([
    [139_000, '1.39'],
    [35_001, '0.35001'],
    [100_000, '1.00'],
    [1, '0.00001'],
    [12_345_650_000, '123456.50'],
  ])('%i is %s', (price, text) => {
    expect(priceText(price)).toBe(text)
  })

  test('loses nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (price) => {
        const [whole = '', fraction = ''] = priceText(price).split('.')
        expect(BigInt(whole) * 100_000n + BigInt(fraction.padEnd(5, '0'))).toBe(BigInt(price))
      }),
    )
  })
})

describe('toListing', () => {
  const item = { id: '4090.18c.60g', name: 'RTX 4090' }

  test('reads a list with and without its wrapper, and counts what it could not read', () => {
    expect(toListing({ data: [item, { name: 'x' }, 5] }, toGpuProduct)).toMatchObject({
      items: [{ id: '4090.18c.60g' }],
      unread: 2,
    })
    expect(toListing([item], toGpuProduct)?.items).toHaveLength(1)
  })

  test('null is what a service in Go writes for a list of nothing', () => {
    expect(toListing({ data: null }, toGpuProduct)).toEqual({ items: [], unread: 0 })
  })

  test.each([undefined, null, {}, { data: {} }, 'x'])('%j is no list', (json) => {
    expect(toListing(json, toGpuProduct)).toBeUndefined()
  })
})

describe('toGpuProduct', () => {
  test('reads price, stock and limits as the service writes them', () => {
    expect(
      toGpuProduct({
        id: 26,
        name: 'RTX 3090',
        availableDeploy: false,
        inventoryState: 'low',
        regions: ['EU-01'],
        cpuPerGpu: 16,
        memoryPerGpu: '92',
        diskPerGpu: 60,
        minRootFS: 10,
        maxRootFS: '6144',
        billingMethods: ['onDemand', 'monthly'],
        price: '139000',
        spotPrice: '0',
        monthlyPrice: [{ price: '90000000', month: 1, basePrice: '1' }, { month: 3 }, null],
        canBuy: true,
      }),
    ).toEqual({
      id: '26',
      name: 'RTX 3090',
      kind: 'gpu',
      availableDeploy: false,
      isSold: true,
      inventoryState: 'low',
      regions: ['EU-01'],
      vcpus: 16,
      memory: 92,
      freeDisk: 60,
      minRootfs: 10,
      maxRootfs: 6144,
      billingMethods: ['onDemand', 'monthly'],
      price: 139_000,
      spotPrice: undefined,
      monthlyPrices: [{ months: 1, price: 90_000_000 }],
    })
  })

  test('what was not said stays unknown', () => {
    expect(toGpuProduct({ id: 'p' })).toMatchObject({
      name: 'p',
      availableDeploy: undefined,
      price: undefined,
      monthlyPrices: [],
    })
  })
})

describe('toCpuProduct', () => {
  test('its disk has one size', () => {
    expect(toCpuProduct({ id: 'c', rootfsSize: 30, price: 5_000 })).toMatchObject({
      kind: 'cpu',
      minRootfs: 30,
      maxRootfs: 30,
      price: 5_000,
    })
  })
})

describe('toCluster', () => {
  test('reads id, name and what the cluster offers', () => {
    expect(
      toCluster({
        id: '5',
        name: 'US-01',
        availableGpuType: ['4090'],
        supportNetworkStorage: true,
      }),
    ).toEqual({
      id: '5',
      name: 'US-01',
      availableGpuTypes: ['4090'],
      supportNetworkStorage: true,
      supportInstanceNetwork: undefined,
    })
    expect(toCluster({ name: 'x' })).toBeUndefined()
  })
})
