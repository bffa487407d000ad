import { describe, expect, it } from 'vitest'
import type { OffersFault, SoldOutFault } from '../../../../src/sandbox/faults/faults.ts'
import { METRICS_PATH, type Operation } from '../../../../src/sandbox/routes/api-operation.ts'
import type { Sandbox } from '../../../../src/sandbox/server.ts'
import { askJson, create, gpuBody, withSandbox } from '../../../support/sandbox.ts'

const soldOut = (fault: Omit<SoldOutFault, 'fault'>) => ({
  faults: [
    {
      on: ['create', 'start', 'products', 'cpu-products'] as const,
      do: { fault: 'sold-out', ...fault } as const,
    },
  ],
})

const offers = (how: OffersFault['how'], on: Operation, by?: number) => ({
  faults: [{ on, do: { fault: 'offers', how, ...(by === undefined ? {} : { by }) } as const }],
})

/** Which of the products can be had, by the list for a cluster. */
async function stockIn(sandbox: Sandbox, clusterId = '', operation: Operation = 'products') {
  const { json } = await askJson(sandbox, operation, { query: `?clusterId=${clusterId}` })
  return Object.fromEntries(
    json.data.map(({ id, availableDeploy }: { id: string; availableDeploy: boolean }) => [
      id,
      availableDeploy,
    ]),
  )
}

const refusalOf = async (sandbox: Sandbox, more: object) => {
  const { status, json } = await askJson(sandbox, 'create', { body: gpuBody({ ...more }) })
  return [status, json.reason]
}

const REFUSED = [400, 'INSUFFICIENT_RESOURCE']

describe('what is sold out by a script', () => {
  it('is so for a product, in every cluster and wherever it is told', async () => {
    await withSandbox(soldOut({ productId: '4090.18c.60g' }), async (sandbox) => {
      expect(await stockIn(sandbox)).toMatchObject({
        '4090.18c.60g': false,
        'A100-80GB.14c240g': true,
      })
      expect((await stockIn(sandbox, '27'))['4090.18c.60g']).toBe(false)
      expect(await refusalOf(sandbox, { productId: '4090.18c.60g' })).toEqual(REFUSED)
      expect(
        await refusalOf(sandbox, { productId: '4090.18c.60g', clusterId: 'cn-south-1' }),
      ).toEqual(REFUSED)
      expect(await refusalOf(sandbox, { productId: 'A100-80GB.14c240g' })).toEqual([200, undefined])
    })
  })

  it('is so in a cluster, and in no other one', async () => {
    await withSandbox(soldOut({ clusterId: 'cn-northwest-2' }), async (sandbox) => {
      expect((await stockIn(sandbox, 'cn-northwest-2'))['4090.18c.60g']).toBe(false)
      expect(await stockIn(sandbox, '27')).toMatchObject({ '4090.18c.60g': true })
      // Anywhere is in one that has it.
      expect(await stockIn(sandbox)).toMatchObject({ '4090.18c.60g': true })
      expect(await refusalOf(sandbox, { clusterId: 'cn-northwest-2' })).toEqual(REFUSED)
      await create(sandbox, { productId: '4090.18c.60g' })
      expect(sandbox.instances()).toMatchObject([{ clusterId: expect.not.stringMatching('north') }])
    })
  })

  it('is all of it where nothing is named, also what has no GPU', async () => {
    await withSandbox(soldOut({}), async (sandbox) => {
      expect(Object.values(await stockIn(sandbox))).not.toContain(true)
      expect(Object.values(await stockIn(sandbox, '', 'cpu-products'))).not.toContain(true)
      expect(await refusalOf(sandbox, { kind: 'cpu', productId: 'cpu.4c8g' })).toEqual(REFUSED)
    })
  })

  it('keeps what was stopped from starting', async () => {
    await withSandbox({ pace: { by: 'clock', stepMs: 0 } }, async (sandbox) => {
      const instanceId = await create(sandbox)
      await askJson(sandbox, 'stop', { body: { instanceId } })
      sandbox.replaceFaults(soldOut({}).faults)
      const { status, json } = await askJson(sandbox, 'start', { body: { instanceId } })
      expect([status, json.reason]).toEqual(REFUSED)
    })
  })
})

describe('lists in another form', () => {
  const listOf = async (how: OffersFault['how'], on: Operation, by?: number) =>
    withSandbox(offers(how, on, by), async (sandbox) => (await askJson(sandbox, on)).json)

  it('has prices as numbers', async () => {
    const { data } = await listOf('number-prices', 'products')
    expect(data[0]).toMatchObject({ price: 199_000, spotPrice: 99_500 })
    expect(data[0].monthlyPrice[0].price).toBe(128_900_000)
  })

  it('has regions as ids', async () => {
    const { data } = await listOf('region-ids', 'products')
    const a100 = data.find(({ id }: { id: string }) => id.startsWith('A100'))
    expect(a100.regions).toEqual(['cn-northwest-2'])
  })

  it('has null in the place of a list', async () => {
    expect(await listOf('null-list', 'clusters')).toEqual({ data: null })
    expect(await listOf('null-list', 'networks')).toEqual({ network: null, total: '1' })
  })

  it('has thousands of products, each with an id of its own', async () => {
    const { data } = await listOf('many', 'products')
    expect(data).toHaveLength(5000)
    expect(new Set(data.map(({ id }: { id: string }) => id)).size).toBe(5000)
    expect((await listOf('many', 'products', 3)).data).toHaveLength(3)
  })
})

describe('templates, jobs and metrics', () => {
  it('list what was made as a template, and nothing else', async () => {
    await withSandbox({}, async (sandbox) => {
      expect((await askJson(sandbox, 'templates')).json).toEqual({ template: [], total: 0 })
      const made = await askJson(sandbox, 'make-template', { body: { template: { name: 't' } } })
      expect((await askJson(sandbox, 'templates')).json).toEqual({
        template: [{ name: 't', templateId: made.json.templateId }],
        total: 1,
      })
      expect((await askJson(sandbox, 'jobs')).json).toEqual({ jobs: [], total: 0 })
      const metrics = await fetch(`${sandbox.url}${METRICS_PATH}`)
      expect([metrics.status, await metrics.json()]).toEqual([200, { data: [] }])
    })
  })
})
