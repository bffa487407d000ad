import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Client, ProductQuery } from '../../../../src/api/client.ts'
import type { Price, Product } from '../../../../src/api/product.ts'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import { fetchCatalog } from '../../../../src/operations/account/fetch-catalog.ts'
import { costOfStranger } from '../../../../src/pricing/cost.ts'
import {
  filterKey,
  filtersToAsk,
  type ProductFilter,
} from '../../../../src/pricing/product-filter.ts'
import { quoteAll } from '../../../../src/pricing/quote.ts'
import { aCreation, anInstance } from '../../../support/builders.ts'
import { aProduct } from '../../../support/catalog-of.ts'

const P = '4090.18c.60g'

/** The GPU products as a service lists them for each way of paying; `undefined` is a list that fails. */
const clientWith = (lists: Readonly<Record<string, readonly ReturnType<typeof aProduct>[]>>) =>
  ({
    products: async ({ billingMethod = 'onDemand' }) => {
      const items = lists[billingMethod]
      return items === undefined
        ? { kind: 'failed', why: 'HTTP 500' }
        : { kind: 'ok', value: { items, unread: 0 } }
    },
  }) as unknown as Client

/** A service that sells by what it is asked for, and what it was asked for. */
function selling(sells: (query: ProductQuery) => readonly Product[]) {
  const asked: ProductQuery[] = []
  const client = {
    clusters: async () => ({ kind: 'failed', why: 'HTTP 500' }),
    async products(query: ProductQuery) {
      asked.push(query)
      return { kind: 'ok', value: { items: sells(query), unread: 0 } }
    },
  } as unknown as Client
  return { client, asked }
}

async function quotesOf(client: Client, ...bodies: readonly CreateBody[]) {
  const creations = bodies.map((body, at) => aCreation(`e${at}`, body))
  const catalog = await fetchCatalog(
    client,
    { bodies: creations.map(({ spec }) => spec.body) },
    { refresh: 'auto' },
  )
  return quoteAll(creations, catalog, 'api.ppinfra.com').quotes
}

describe('fetchCatalog', () => {
  it('takes stock and price of an entry from the list for its way of paying', async () => {
    const client = clientWith({
      onDemand: [aProduct(P)],
      spot: [aProduct(P, { availableDeploy: false, inventoryState: 'none' })],
      monthly: [aProduct(P, { inventoryState: 'low' })],
    })
    const quotes = await quotesOf(client, {}, { billingMode: 'spot' }, { month: 1 })
    expect(quotes.map(({ stock }) => stock)).toEqual([
      { available: true, inventory: 'high' },
      { available: false, inventory: 'none' },
      { available: true, inventory: 'low' },
    ])
  })

  it('takes nothing from a list for another way of paying', async () => {
    const elsewhere = clientWith({
      onDemand: [aProduct(P)],
      spot: [aProduct('other')],
      monthly: [],
    })
    const [notOffered] = await quotesOf(elsewhere, { billingMode: 'spot' })
    expect(notOffered).toMatchObject({
      stock: { available: false },
      isNotOffered: true,
      hourly: { kind: 'unknown', why: 'the service does not offer the product for 1 GPU as spot' },
    })
    const failed = clientWith({ onDemand: [aProduct(P)] })
    const [spot, onDemand] = await quotesOf(failed, { billingMode: 'spot' }, {})
    expect(spot).toMatchObject({
      stock: { available: undefined },
      hourly: { kind: 'unknown', why: 'the price list could not be read: HTTP 500' },
    })
    expect(onDemand).toMatchObject({ hourly: { kind: 'known', price: 199_000 } })
    const only = clientWith({ onDemand: [], monthly: [aProduct(P)] })
    const [quote] = await quotesOf(only, { month: 1 })
    expect(quote).toMatchObject({ stock: { available: true }, upfront: { kind: 'known' } })
  })

  it('asks for the cluster, the number of GPUs and the billing of each entry, each list once', async () => {
    const { client, asked } = selling(() => [aProduct(P)])
    const south = { clusterId: 'cn-south-1' }
    await quotesOf(client, south, { ...south, gpuNum: 8 }, south, { gpuNum: 8, month: 1 })
    expect(asked).toEqual([
      { clusterId: 'cn-south-1', gpuNum: 1, billingMethod: 'onDemand' },
      { clusterId: 'cn-south-1', gpuNum: 8, billingMethod: 'onDemand' },
      { clusterId: undefined, gpuNum: 8, billingMethod: 'monthly' },
    ])
  })

  it('asks for everything only where a product to create is missing or sold out', async () => {
    const { client, asked } = selling(({ clusterId }) =>
      clusterId === 'b' ? [] : [aProduct(P, { availableDeploy: clusterId !== 'c' })],
    )
    await quotesOf(client, { clusterId: 'a' })
    expect(asked).toHaveLength(1)
    for (const clusterId of ['b', 'c']) {
      asked.length = 0
      await quotesOf(client, { clusterId })
      expect(asked.map(({ billingMethod }) => billingMethod).slice(1)).toEqual([
        'onDemand',
        'monthly',
        'spot',
      ])
    }
  })

  it('never asks for more than 16 lists, and marks each price that is not of its very place', async () => {
    const { client, asked } = selling(({ clusterId, gpuNum = 0 }) => [
      aProduct(P, { price: (Number(clusterId ?? 900) * 100 + gpuNum) as Price }),
    ])
    const bodies = [1, 2, 3].flatMap((clusterId) =>
      [1, 2, 3, 4, 5, 6, 7, 8].map((gpuNum) => ({ clusterId: String(clusterId), gpuNum })),
    )
    const quotes = await quotesOf(client, ...bodies)
    expect(asked).toHaveLength(16)
    expect(new Set(asked.map((filter) => JSON.stringify(filter))).size).toBe(16)
    for (const [at, { unitPrice, wider }] of quotes.entries()) {
      const { clusterId, gpuNum } = bodies[at] ?? { clusterId: '', gpuNum: 0 }
      const isExact = unitPrice === Number(clusterId) * 100 + gpuNum
      expect(wider).toBe(isExact ? undefined : 'any-number')
      if (!isExact) expect(unitPrice).toBe(Number(clusterId) * 100)
    }
    expect(quotes.filter(({ wider }) => wider === undefined).length).toBeGreaterThanOrEqual(14)
  })

  it('gives the same quotes in whatever order the lists come back', async () => {
    const bodies = [{ clusterId: '1' }, { clusterId: '2', gpuNum: 4 }, { clusterId: '3' }]
    const inOrder = async (order: readonly string[]) => {
      const gates = new Map<string, () => void>()
      const { client } = selling(({ clusterId = '' }) => [
        aProduct(P, { price: Number(clusterId) as Price }),
      ])
      const late = {
        ...client,
        async products(query: ProductQuery) {
          const answer = await client.products(query)
          await new Promise<void>((open) => {
            gates.set(query.clusterId ?? '', open)
            if (gates.size === order.length) for (const each of order) gates.get(each)?.()
          })
          return answer
        },
      } as Client
      return (await quotesOf(late, ...bodies)).map(({ hourly }) => hourly)
    }
    const straight = await inOrder(['1', '2', '3'])
    expect(straight).toMatchObject([{ price: 1 }, { price: 8 }, { price: 3 }])
    expect(await inOrder(['3', '1', '2'])).toEqual(straight)
  })

  it('asks for what runs by the cluster that it runs in', async () => {
    const { client, asked } = selling(({ clusterId }) => [
      aProduct(P, { price: (clusterId === 'dear' ? 500_000 : 100_000) as Price }),
    ])
    const running = anInstance('1', 'a', { productId: P, gpuNum: 2, clusterId: 'dear' })
    const catalog = await fetchCatalog(
      client,
      { bodies: [], instances: [running] },
      { refresh: 'auto' },
    )
    expect(costOfStranger(running, { catalog, now: 0 }).rate).toMatchObject({ price: 10 })
    expect(asked).toEqual([{ clusterId: 'dear', gpuNum: 2, billingMethod: 'onDemand' }])
  })
})

describe('filtersToAsk', () => {
  const anyFilter: fc.Arbitrary<ProductFilter> = fc.record({
    kind: fc.constantFrom('gpu', 'cpu'),
    clusterId: fc.option(fc.nat({ max: 60 }).map(String), { nil: undefined }),
    gpuNum: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    billing: fc.constantFrom('onDemand', 'spot', 'monthly'),
  })

  it('stays within 16 lists, asks exactly where that is enough, and never narrows or leaves the kind', () => {
    fc.assert(
      fc.property(fc.array(anyFilter, { maxLength: 80 }), (wanted) => {
        const asked = filtersToAsk(wanted)
        const lists = new Set([...asked.values()].map(filterKey))
        const distinct = new Set(wanted.map(filterKey))
        expect(lists.size).toBeLessThanOrEqual(16)
        if (distinct.size <= 16) expect(lists).toEqual(distinct)
        for (const filter of wanted) {
          const by = asked.get(filterKey(filter))
          expect(by).toMatchObject({ kind: filter.kind, billing: filter.billing })
          expect([filter.clusterId, undefined]).toContain(by?.clusterId)
          expect([filter.gpuNum, undefined]).toContain(by?.gpuNum)
        }
      }),
    )
  })
})
