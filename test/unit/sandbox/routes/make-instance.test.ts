import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../../src/sandbox/server.ts'
import { ask, askJson, gpuBody, withSandbox } from '../../../support/sandbox.ts'

const create = async (sandbox: Sandbox, more: Readonly<Record<string, unknown>> = {}) =>
  (await askJson(sandbox, 'create', { body: gpuBody(more) })).json.id as string

describe('the create call', () => {
  it('answers an id of 16 hex digits and nothing else', async () => {
    await withSandbox({}, async (sandbox) => {
      const { json } = await askJson(sandbox, 'create', { body: gpuBody() })
      expect(Object.keys(json)).toEqual(['id'])
      expect(json.id).toMatch(/^[0-9a-f]{16}$/)
    })
  })

  it('makes two instances of the same body', async () => {
    await withSandbox({}, async (sandbox) => {
      const ids = [await create(sandbox), await create(sandbox)]
      expect(new Set(ids).size).toBe(2)
      expect(sandbox.instances().map(({ id }) => id)).toEqual(ids)
    })
  })

  it.each([
    ['no product', { productId: undefined }, 'VALIDATOR_PARAM'],
    ['too many GPUs', { gpuNum: 9 }, 'VALIDATOR_PARAM'],
    ['a number as text', { gpuNum: '1' }, 'VALIDATOR_PARAM'],
    ['no GPU number', { gpuNum: undefined }, 'VALIDATOR_PARAM'],
    ['an unknown kind', { kind: 'tpu' }, 'VALIDATOR_PARAM'],
    ['a reserved port', { ports: '80/http, 2222/tcp' }, 'VALIDATOR_PARAM'],
    ['a port without type', { ports: '80' }, 'VALIDATOR_PARAM'],
    ['a port out of range', { ports: '65536/tcp' }, 'VALIDATOR_PARAM'],
    ['an unknown port type', { ports: '80/udp' }, 'VALIDATOR_PARAM'],
    ['a port twice', { ports: '80/tcp,80/http' }, 'VALIDATOR_PARAM'],
    [
      'sixteen ports',
      { ports: [...Array(16)].map((_, at) => `${at + 1}/tcp`).join() },
      'VALIDATOR_PARAM',
    ],
    [
      'fifteen ports and a tool',
      {
        ports: [...Array(15)].map((_, at) => `${at + 1}/tcp`).join(),
        tools: [{ name: 'Jupyter', port: '8888', type: 'http' }],
      },
      'VALIDATOR_PARAM',
    ],
    [
      '101 envs, more than any page allows',
      { envs: [...Array(101)].map((_, at) => ({ key: `K${at}`, value: '' })) },
      'VALIDATOR_PARAM',
    ],
    [
      'a tool on a port in use',
      { ports: '80/http', tools: [{ name: 'Jupyter', port: '80', type: 'http' }] },
      'VALIDATOR_PARAM',
    ],
    [
      'a tool on a reserved port',
      { tools: [{ name: 'Jupyter', port: '2224', type: 'http' }] },
      'VALIDATOR_PARAM',
    ],
    ['an unknown product', { productId: 'none' }, 'RESOURCE_NOT_FOUND'],
    ['a CPU product as GPU', { productId: 'cpu.4c8g' }, 'RESOURCE_NOT_FOUND'],
    ['a sold out product', { productId: 'H100-80GB.24c240g' }, 'INSUFFICIENT_RESOURCE'],
    [
      'a disk beyond the product',
      { productId: '3090.16c92g', rootfsSize: 1025 },
      'VALIDATOR_PARAM',
    ],
    ['an unknown cluster', { clusterId: 'mars-1' }, 'RESOURCE_NOT_FOUND'],
    [
      'a cluster without the product',
      { productId: '3090.16c92g', clusterId: '27' },
      'INSUFFICIENT_RESOURCE',
    ],
    [
      'months where none are sold',
      { productId: '3090.16c92g', month: 1 },
      'UNSUPPORTED_BILLING_MODE',
    ],
    [
      'storage where there is none',
      { clusterId: '27', networkStorages: [{ Id: 's', mountPoint: '/d' }] },
      'CUR_CLUSTER_NETWORK_STORAGE_NOT_SUPPORT',
    ],
  ])('refuses %s', async (_, more, reason) => {
    await withSandbox({}, async (sandbox) => {
      const { status, json } = await askJson(sandbox, 'create', { body: gpuBody(more) })
      expect([status, json.code, json.reason]).toEqual([400, 400, reason])
      expect(sandbox.instances()).toEqual([])
    })
  })

  it.each(['', '{"name":', '[]', '"text"'])('refuses the body %j', async (text) => {
    await withSandbox({}, async (sandbox) => {
      const { status, json } = await askJson(sandbox, 'create', { text })
      expect([status, json.reason]).toEqual([400, 'REQUEST'])
    })
  })

  it('refuses a body that is too large', async () => {
    await withSandbox({}, async (sandbox) => {
      const text = JSON.stringify(gpuBody({ padding: 'x'.repeat(5 * 1024 * 1024) }))
      expect(await ask(sandbox, 'create', { text })).toMatchObject({ status: 413 })
    })
  })

  it('raises a small disk to 10, picks a cluster, and passes over what it does not know', async () => {
    await withSandbox({}, async (sandbox) => {
      await create(sandbox, {
        rootfsSize: 5,
        clusterId: '',
        colour: 'red',
        productId: '3090.16c92g',
      })
      expect(sandbox.instances()).toMatchObject([{ rootfsSize: 10, clusterId: 'cn-south-1' }])
    })
  })

  it('takes a CPU instance without gpuNum and rootfsSize', async () => {
    await withSandbox({}, async (sandbox) => {
      const body = { productId: 'cpu.4c8g', imageUrl: 'alpine', kind: 'cpu' }
      expect((await askJson(sandbox, 'create', { body })).status).toBe(200)
      expect(sandbox.instances()).toMatchObject([{ kind: 'cpu', rootfsSize: 30, gpuNum: 0 }])
    })
  })
})
