import { describe, expect, it } from 'vitest'
import { askJson, withSandbox } from '../../../support/sandbox.ts'

describe('the catalogue', () => {
  it('shows products with prices as texts, sold out ones too, and regions by name', async () => {
    await withSandbox({}, async (sandbox) => {
      const { json } = await askJson(sandbox, 'products')
      const clusters = (await askJson(sandbox, 'clusters')).json.data
      const names = clusters.map(({ name }: { name: string }) => name)
      const isPrice = (value: unknown) => typeof value === 'string' && /^\d+$/.test(value)
      for (const product of json.data) {
        expect(isPrice(product.price)).toBe(true)
        expect(names).toEqual(expect.arrayContaining(product.regions))
      }
      const ids = json.data.map(({ id }: { id: string }) => id)
      expect(ids).toContain('4090.18c.60g')
      expect(
        json.data.some((product: { availableDeploy: boolean }) => !product.availableDeploy),
      ).toBe(true)
    })
  })

  it.each([
    ['?clusterId=27', ['4090.18c.60g', '4090.16c62g', 'L40S.22c125g']],
    ['?productName=a100', ['A100-80GB.14c240g']],
    [
      '?billingMethod=spot',
      ['4090.18c.60g', '3090.16c92g', '4090.16c62g', '4090.16c96g.v2', 'L40S.22c125g'],
    ],
    ['?minMemoryPerGpu=240', ['A100-80GB.14c240g', 'H100-80GB.24c240g']],
    ['?clusterId=mars', []],
  ])('filters products by %s', async (query, ids) => {
    await withSandbox({}, async (sandbox) => {
      const { json } = await askJson(sandbox, 'products', { query })
      expect(json.data.map(({ id }: { id: string }) => id)).toEqual(ids)
    })
  })

  it.each([
    ['?clusterId=cn-south-1&gpuNum=8', '199000', true, 'high'],
    ['?clusterId=cn-northwest-2&gpuNum=8', '179000', true, 'normal'],
    ['?clusterId=27&gpuNum=4', '219000', true, 'low'],
    ['?clusterId=27&gpuNum=8', '219000', false, 'none'],
    ['?gpuNum=8', '199000', true, 'high'],
  ])('tells price and stock of the very place: %s', async (query, price, isThere, stock) => {
    await withSandbox({}, async (sandbox) => {
      const { json } = await askJson(sandbox, 'products', { query })
      const product = json.data.find(({ id }: { id: string }) => id === '4090.18c.60g')
      expect(product).toMatchObject({ price, availableDeploy: isThere, inventoryState: stock })
      expect(product).not.toHaveProperty('inCluster')
    })
  })

  it('refuses a filter out of range', async () => {
    await withSandbox({}, async (sandbox) => {
      expect((await askJson(sandbox, 'products', { query: '?gpuNum=9' })).status).toBe(400)
    })
  })

  it.each([
    ['cpu-products', 'data'],
    ['auths', 'data'],
    ['storages', 'data'],
    ['networks', 'network'],
  ] as const)('offers %s under %s', async (operation, key) => {
    await withSandbox({}, async (sandbox) => {
      const { json } = await askJson(sandbox, operation)
      expect(json[key].length).toBeGreaterThan(0)
    })
  })
})
