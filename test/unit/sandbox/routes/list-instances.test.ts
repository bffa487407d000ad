import { describe, expect, it } from 'vitest'
import { toPage } from '../../../../src/api/responses/decode-instance.ts'
import type { ListFault } from '../../../../src/sandbox/faults/faults.ts'
import type { Sandbox } from '../../../../src/sandbox/server.ts'
import { sandboxPassword } from '../../../../src/sandbox/state/sandbox-account.ts'
import { askJson, gpuBody, stateOf, withSandbox } from '../../../support/sandbox.ts'

const make = async (sandbox: Sandbox, name: string, more = {}) =>
  (await askJson(sandbox, 'create', { body: gpuBody({ name, ...more }) })).json.id as string

const list = async (sandbox: Sandbox, query = '') =>
  (await askJson(sandbox, 'list', { query })).json

interface ListJson {
  readonly instances: readonly Readonly<Record<string, unknown>>[]
  readonly total: unknown
}

const names = (json: { instances: { name: string }[] }) => json.instances.map(({ name }) => name)

const fifteen = [...Array(15)].map((_, at) => `n${String(at).padStart(2, '0')}`)

const withFifteen = (
  fault: Omit<ListFault, 'fault'> | undefined,
  use: (s: Sandbox) => Promise<void>,
) =>
  withSandbox(
    fault === undefined ? {} : { faults: [{ on: 'list', do: { fault: 'list', ...fault } }] },
    async (sandbox) => {
      for (const name of fifteen) await make(sandbox, name)
      await use(sandbox)
    },
  )

describe('the list call', () => {
  it.each([undefined, 'odd-types'] as const)(
    'says when an instance was made in a way that the client reads (%s)',
    async (how) => {
      const at = Date.parse('2026-11-24T12:00:00.000Z')
      const faults = how && [{ on: 'list', do: { fault: 'list', how } } as const]
      await withSandbox({ now: () => at, faults: faults ?? [] }, async (sandbox) => {
        await make(sandbox, 'web')
        const { instances } = toPage(await list(sandbox), (text) => text)
        expect(instances).toMatchObject([{ name: 'web', createdAt: at / 1000 }])
      })
    },
  )

  it('shows numbers as texts, ports with endpoints, secrets in clear, and hides what is never read back', async () => {
    await withSandbox({}, async (sandbox) => {
      const id = await make(sandbox, 'web', {
        ports: '80/http, 3306/tcp',
        envs: [{ key: 'TOKEN', value: 'abc' }],
        imageAuth: 'user:planted',
        tools: [{ name: 'Jupyter', port: '8888', type: 'http' }],
        minCudaVersion: '12.4',
        command: 'serve',
        networkStorages: [{ Id: 's-1', mountPoint: '/data' }],
        month: 1,
      })
      const { instances, total } = await list(sandbox)
      expect(total).toBe(1)
      expect(instances[0]).toMatchObject({
        id,
        gpuNum: '1',
        cpuNum: '18',
        memory: '60',
        rootfsSize: 60,
        endTime: expect.stringMatching(/^\d{10}$/),
        spotReclaimTime: '0',
        spotStatus: '',
        billingMode: 'monthly',
        command: 'serve',
        envs: [{ key: 'TOKEN', value: 'abc' }],
        statusError: { state: '', message: '' },
        sshPassword: sandboxPassword(id),
        portMappings: [
          { port: 80, type: 'http', endpoint: expect.stringContaining(`https://${id}-80.`) },
          { port: 3306, type: 'tcp', endpoint: expect.stringMatching(/^proxy\..*:\d+$/) },
        ],
        volumeMounts: [{ type: 'network', id: 's-1', mountPath: '/data' }],
      })
      for (const hidden of ['tools', 'minCudaVersion', 'imageAuth', 'month', 'autoRenew']) {
        expect(instances[0]).not.toHaveProperty(hidden)
      }
      expect(JSON.stringify(instances)).not.toContain('planted')
    })
  })

  it('counts pages from 0, ten records a page when no size is given', async () => {
    await withFifteen(undefined, async (sandbox) => {
      const pages = [
        await list(sandbox),
        await list(sandbox, '?pageNum=1'),
        await list(sandbox, '?pageNum=2'),
      ]
      expect(pages.map(({ instances }) => instances.length)).toEqual([10, 5, 0])
      expect(pages.map(({ total }) => total)).toEqual([15, 15, 15])
      expect(pages.flatMap(names)).toEqual(fifteen.toReversed())
      expect(names(await list(sandbox, '?pageSize=4&pageNum=3'))).toEqual(['n02', 'n01', 'n00'])
    })
  })

  it('finds parts of names, and exact states', async () => {
    await withSandbox({}, async (sandbox) => {
      for (const name of ['web', 'web-2', 'Webber', 'db']) await make(sandbox, name)
      expect(names(await list(sandbox, '?name=web'))).toEqual(['Webber', 'web-2', 'web'])
      expect((await list(sandbox, '?status=toCreate')).total).toBe(4)
      expect((await list(sandbox, '?status=running')).total).toBe(0)
      expect((await list(sandbox, '?productName=4090')).total).toBe(4)
    })
  })

  it.each(['pageSize=-1', 'pageNum=x', 'pageSize=1.5'])('refuses %s', async (query) => {
    await withSandbox({}, async (sandbox) => {
      expect((await askJson(sandbox, 'list', { query: `?${query}` })).status).toBe(400)
    })
  })
})

describe('the faults of the list', () => {
  it.each([
    ['empty', (json) => expect(json).toEqual({ instances: [], total: 0 })],
    ['missing', (json) => expect(json).toEqual({ total: 15 })],
    ['null', (json) => expect(json).toEqual({ instances: null, total: 15 })],
    ['not-array', (json) => expect(Array.isArray(json.instances)).toBe(false)],
    ['null-record', (json) => expect(json.instances[0]).toBeNull()],
    ['short-page', (json) => expect([json.instances.length, json.total]).toEqual([9, 15])],
    ['wrong-total', (json) => expect(json.total).toBe(16)],
    ['no-total', (json) => expect(Object.keys(json)).toEqual(['instances'])],
    ['text-total', (json) => expect(json.total).toBe('15')],
    ['page-total', (json) => expect([json.instances.length, json.total]).toEqual([10, 10])],
    [
      'odd-types',
      (json) => expect(json.instances[0]).toMatchObject({ gpuNum: 1, rootfsSize: '60' }),
    ],
  ] satisfies [ListFault['how'], (json: ListJson) => void][])('%s', async (how, check) => {
    await withFifteen({ how }, async (sandbox) => {
      const json = await list(sandbox)
      check(json)
    })
  })

  it('repeated-page gives the first page for every page', async () => {
    await withFifteen({ how: 'repeated-page' }, async (sandbox) => {
      expect(names(await list(sandbox, '?pageNum=7'))).toEqual(names(await list(sandbox)))
    })
  })

  it('small-page serves fewer records than were asked for, and says so', async () => {
    await withFifteen({ how: 'small-page', by: 4 }, async (sandbox) => {
      const json = await list(sandbox, '?pageSize=100&pageNum=3')
      expect(json).toMatchObject({ pageSize: 4, pageNum: 3, total: 15 })
      expect(json.instances).toHaveLength(3)
    })
  })

  it('first-page-one gives the first page for 0 and 1', async () => {
    await withFifteen({ how: 'first-page-one' }, async (sandbox) => {
      const first = names(await list(sandbox, '?pageNum=0'))
      expect(names(await list(sandbox, '?pageNum=1'))).toEqual(first)
      expect(names(await list(sandbox, '?pageNum=2')).length).toBe(5)
    })
  })

  it('lag hides new instances for a time', async () => {
    let now = 1000
    const faults = [{ on: 'list', do: { fault: 'list', how: 'lag', ms: 500 } }] as const
    await withSandbox({ now: () => now, faults }, async (sandbox) => {
      await make(sandbox, 'late')
      expect(await list(sandbox)).toEqual({ instances: [], total: 0 })
      now = 1500
      expect(names(await list(sandbox))).toEqual(['late'])
    })
  })

  it('lag hides new instances for a number of walks', async () => {
    const faults = [{ on: 'list', do: { fault: 'list', how: 'lag', lists: 2 } }] as const
    await withSandbox({ faults }, async (sandbox) => {
      await make(sandbox, 'late')
      const seen = []
      for (let walk = 0; walk < 3; walk += 1) {
        seen.push((await list(sandbox)).total, (await list(sandbox, '?pageNum=1')).total)
      }
      expect(seen).toEqual([0, 0, 0, 0, 1, 1])
    })
  })

  it('lingering keeps records that are gone', async () => {
    const faults = [{ on: 'list', do: { fault: 'list', how: 'lingering' } }] as const
    const pace = { by: 'clock', stepMs: 0 } as const
    await withSandbox({ faults, pace }, async (sandbox) => {
      const instanceId = await make(sandbox, 'web')
      await askJson(sandbox, 'delete', { body: { instanceId } })
      expect((await list(sandbox)).instances).toMatchObject([{ id: instanceId, status: 'removed' }])
      expect((await askJson(sandbox, 'get', { query: `?instanceId=${instanceId}` })).status).toBe(
        404,
      )
    })
  })

  it('lingering keeps them in the get call too, when a script says so', async () => {
    const faults = [{ on: 'get', do: { fault: 'list', how: 'lingering' } }] as const
    const pace = { by: 'clock', stepMs: 0 } as const
    await withSandbox({ faults, pace }, async (sandbox) => {
      const instanceId = await make(sandbox, 'web')
      await askJson(sandbox, 'delete', { body: { instanceId } })
      expect((await list(sandbox)).total).toBe(0)
      expect(await stateOf(sandbox, instanceId)).toBe('removed')
    })
  })

  it('stale repeats what it showed first', async () => {
    const faults = [{ on: 'list', do: { fault: 'list', how: 'stale' } }] as const
    await withSandbox({ faults }, async (sandbox) => {
      await make(sandbox, 'early')
      await list(sandbox)
      await make(sandbox, 'late')
      sandbox.meanwhile({ change: 'vanish', name: 'early' })
      expect(names(await list(sandbox))).toEqual(['early'])
    })
  })

  it('unstable-order shows the same records in changing order', async () => {
    await withFifteen({ how: 'unstable-order' }, async (sandbox) => {
      const orders = new Set<string>()
      for (let turn = 0; turn < 5; turn += 1) {
        const order = names(await list(sandbox, '?pageSize=100'))
        expect(order.toSorted()).toEqual(fifteen)
        orders.add(order.join())
      }
      expect(orders.size).toBeGreaterThan(1)
    })
  })
})

describe('changes by others', () => {
  const pace = { by: 'clock', stepMs: 0 } as const
  it.each([
    [{ change: 'stop' }, { status: 'exited' }],
    [{ change: 'delete' }, undefined],
    [{ change: 'vanish' }, undefined],
    [{ change: 'ports', ports: '22/tcp' }, { portMappings: [{ port: 22 }] }],
    [{ change: 'resize', rootfsSize: 99 }, { rootfsSize: 99 }],
    [{ change: 'rename', to: 'theirs' }, { name: 'theirs' }],
    [
      { change: 'reclaim' },
      {
        status: 'exited',
        spotStatus: 'terminated',
        spotReclaimTime: expect.stringMatching(/^\d{10}$/),
      },
    ],
    [{ change: 'freeze' }, { status: 'freezing' }],
    [{ change: 'freeze', status: 'frozen' }, { status: 'frozen' }],
  ] as const)('%j shows in the list', async (change, shown) => {
    await withSandbox({ pace }, async (sandbox) => {
      const id = await make(sandbox, 'web', { billingMode: 'spot' })
      await make(sandbox, 'other')
      expect(sandbox.meanwhile({ ...change, name: 'web' })).toEqual([id])
      const record = (await list(sandbox)).instances.find((one: { id: string }) => one.id === id)
      if (shown === undefined) expect(record).toBeUndefined()
      else expect(record).toMatchObject(shown)
    })
  })

  it('a twin looks like the instance of that name, under another id', async () => {
    await withSandbox({}, async (sandbox) => {
      await make(sandbox, 'web', { envs: [{ key: 'A', value: 'b' }], rootfsSize: 77 })
      sandbox.meanwhile({ change: 'twin', name: 'web' })
      sandbox.meanwhile({ change: 'twin', name: 'stranger', productId: '3090.16c92g' })
      const { instances } = await list(sandbox)
      expect(new Set(instances.map(({ id }: { id: string }) => id)).size).toBe(3)
      expect(instances[1]).toMatchObject({ name: 'web', rootfsSize: 77, envs: [{ value: 'b' }] })
      expect(instances[0]).toMatchObject({ name: 'stranger', productId: '3090.16c92g' })
    })
  })

  it('a twin differs where it is told to, and is as old as it is told to be', async () => {
    await withSandbox({ now: () => 5_000_000 }, async (sandbox) => {
      await make(sandbox, 'web', { rootfsSize: 77 })
      sandbox.meanwhile({ change: 'twin', name: 'web', gpuNum: 8, ports: '22/tcp', agoMs: 60_000 })
      const [twin] = (await list(sandbox)).instances
      expect(twin).toMatchObject({ rootfsSize: 77, gpuNum: '8', createdAt: '4940' })
      expect(twin.portMappings).toMatchObject([{ port: 22, type: 'tcp' }])
    })
  })

  it('strike in the middle of a call when a script says so', async () => {
    const faults = [
      {
        on: 'create',
        do: { fault: 'meanwhile', at: 'after', change: { change: 'twin', name: 'web' } },
      },
    ] as const
    await withSandbox({ faults }, async (sandbox) => {
      await make(sandbox, 'web')
      expect((await list(sandbox)).total).toBe(2)
    })
  })
})
