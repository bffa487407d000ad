import { describe, expect, it } from 'vitest'
import type { Client } from '../../../../src/api/client.ts'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import { askMarket } from '../../../../src/operations/account/fetch-catalog.ts'
import { quoteAll } from '../../../../src/pricing/quote.ts'
import { aCreation } from '../../../support/builders.ts'
import { aProduct } from '../../../support/market-of.ts'

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

async function quotesOf(client: Client, ...bodies: readonly CreateBody[]) {
  const creations = bodies.map((body, at) => aCreation(`e${at}`, body))
  const market = await askMarket(
    client,
    { bodies: creations.map(({ spec }) => spec.body) },
    { refresh: 'auto' },
  )
  return quoteAll(creations, market, 'api.ppinfra.com').quotes
}

describe('askMarket', () => {
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

  it('takes them from another list where that one has no such product, or failed', async () => {
    const elsewhere = clientWith({ onDemand: [aProduct(P)], spot: [aProduct('other')] })
    const failed = clientWith({ onDemand: [aProduct(P)] })
    for (const client of [elsewhere, failed]) {
      const [quote] = await quotesOf(client, { billingMode: 'spot' })
      expect(quote).toMatchObject({ stock: { available: true }, hourly: { price: 99_500 } })
    }
    const only = clientWith({ onDemand: [], monthly: [aProduct(P)] })
    const [quote] = await quotesOf(only, { month: 1 })
    expect(quote).toMatchObject({ stock: { available: true }, upfront: { kind: 'known' } })
  })
})
