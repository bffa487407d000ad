import { describe, expect, it } from 'vitest'
import type { Client } from '../../../src/api/client.ts'
import type { Product } from '../../../src/api/product.ts'
import { toGpuProduct } from '../../../src/api/product.ts'
import { Secret } from '../../../src/model/secret.ts'
import { type CostOptions, readCost } from '../../../src/operations/read-cost.ts'
import { anInstance } from '../../support/builders.ts'
import { adopted, created, id, intent, key } from '../../support/ledger-records.ts'
import { clientOf, hearing, targetOf } from '../../support/operation-target.ts'

const OPTIONS: CostOptions = {
  refresh: 'auto',
  since: undefined,
  settleMs: 60_000,
  acceptAccount: false,
  only: [],
  exclude: [],
}

/** Before any clock that this may run on. */
const TIME = '2020-08-24T00:00:00.000Z'

const PRICED = [intent({ time: TIME, hourly: 1.99 }), created({ time: TIME })]
const UNPRICED = adopted({ time: TIME, key: key('db'), name: 'db', id: id('i-db') })

const PRODUCT = toGpuProduct({ id: '4090.18c.60g', price: '199000' }) as Product

/** An account that sells one product. */
const selling = (client: Client): Client => ({
  ...client,
  products: async () => ({ kind: 'ok', value: { items: [PRODUCT], unread: 0 } }),
})

const whysOf = ({ periods }: Awaited<ReturnType<typeof readCost>>) =>
  periods.map(({ cost }) => (cost.kind === 'known' ? cost.from : cost.why.code))

describe('readCost', () => {
  it('asks nobody where the ledger has every price', async () => {
    const { target } = await targetOf(clientOf([]), ...PRICED)
    const { reporter, steps } = hearing()
    const report = await readCost(target, OPTIONS, reporter)
    expect(whysOf(report)).toEqual(['ledger'])
    expect(report.refresh).toMatchObject({ kind: 'not-asked' })
    expect(steps).toEqual([])
    expect(target.client.requests).toMatchObject({ list: 0, get: 0 })
  })

  it('asks for the price of now of what is there and has none', async () => {
    const client = selling(clientOf([anInstance('i-db', 'db'), anInstance('i1', 'web')]))
    const { target } = await targetOf(client, ...PRICED, UNPRICED)
    const { reporter, steps } = hearing()
    const report = await readCost(target, OPTIONS, reporter)
    expect(whysOf(report)).toEqual(['ledger', 'before-adoption', 'quote'])
    expect(report.quotedAt).toMatch(/Z$/)
    expect(steps).toEqual(['looking', 'over', 'looking', 'over', 'pricing', 'over'])
  })

  it('leaves a price unknown without a key, where nobody is to be asked, and where it fails', async () => {
    for (const [client, refresh] of [
      [undefined, 'auto'],
      [clientOf([anInstance('i-db', 'db')]), 'never'],
      [clientOf([anInstance('i-db', 'db')]), 'auto'],
    ] as const) {
      const { target } = await targetOf(client, UNPRICED)
      const report = await readCost(target, { ...OPTIONS, refresh }, hearing().reporter)
      expect(whysOf(report)).toEqual(['before-adoption', 'no-price'])
    }
  })

  it('insists on an account that it can see where it is to', async () => {
    const { target } = await targetOf(undefined, ...PRICED)
    const insists = { ...OPTIONS, refresh: 'always' } as const
    await expect(readCost(target, insists, hearing().reporter)).rejects.toThrow('always insists')
  })

  it('narrows to names and to a time', async () => {
    const { target } = await targetOf(undefined, ...PRICED, UNPRICED)
    const only = await readCost(target, { ...OPTIONS, only: ['web'] }, hearing().reporter)
    expect(only.periods.map(({ name }) => name)).toEqual(['web'])
    const wrong = { ...OPTIONS, only: ['wbe'] }
    await expect(readCost(target, wrong, hearing().reporter)).rejects.toThrow('matches no entry')
    const since = Math.floor(Date.now() / 1000) - 60
    const minute = await readCost(target, { ...OPTIONS, since }, hearing().reporter)
    expect(minute.periods.map(({ from }) => from)).toEqual([since, since])
  })

  it('has nothing to tell of a ledger that is not there', async () => {
    const { target } = await targetOf(undefined)
    const report = await readCost(target, OPTIONS, hearing().reporter)
    expect(report).toMatchObject({ periods: [], total: { known: 0n, unknownPeriods: 0 } })
  })

  it('refuses the ledger of another account', async () => {
    const { target } = await targetOf(clientOf([]), ...PRICED)
    const other = { ...target, apiKey: new Secret('sk_other_key_987654321', '(secret)') }
    await expect(readCost(other, OPTIONS, hearing().reporter)).rejects.toThrow('it may be another')
  })
})
