import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../../src/sandbox/server.ts'
import { sandboxPassword } from '../../../../src/sandbox/state/sandbox-account.ts'
import {
  ask,
  askJson,
  bodyFor,
  changeBody,
  create,
  gpuBody,
  stateOf,
  withSandbox,
} from '../../../support/sandbox.ts'

describe('the get call', () => {
  it('shows the instance without an envelope, passwords included', async () => {
    await withSandbox({}, async (sandbox) => {
      const id = await create(sandbox, { networkId: 'vpc-1', clusterId: 'cn-south-1' })
      const { json } = await askJson(sandbox, 'get', { query: `?instanceId=${id}` })
      expect(json).toMatchObject({
        id,
        network: { id: 'vpc-1' },
        connectComponentSSH: { password: sandboxPassword(id) },
      })
    })
  })

  it('reads the id from a body too', async () => {
    await withSandbox({}, async (sandbox) => {
      const id = await create(sandbox)
      const { json } = await askJson(sandbox, 'get', { body: { instanceId: id } })
      expect(json.id).toBe(id)
    })
  })

  it.each([404, 400] as const)('answers an unknown id with %i as set', async (missingStatus) => {
    await withSandbox({ missingStatus }, async (sandbox) => {
      const { status, json } = await askJson(sandbox, 'get', { query: '?instanceId=no' })
      expect([status, json.reason]).toEqual([missingStatus, 'RESOURCE_NOT_FOUND'])
    })
  })
})

describe('the states', () => {
  it('move on with the clock', async () => {
    let now = 1_000_000
    const options = { now: () => now, pace: { by: 'clock', stepMs: 1000 } } as const
    await withSandbox(options, async (sandbox) => {
      const id = await create(sandbox)
      const seen: unknown[] = []
      for (const at of [0, 999, 1000, 2000, 3000, 1e9]) {
        now = 1_000_000 + at
        seen.push(await stateOf(sandbox, id))
      }
      expect(seen).toEqual(['toCreate', 'toCreate', 'creating', 'pulling', 'running', 'running'])
    })
  })

  it('move on with each poll, through stop, start, restart and delete, until the record is gone', async () => {
    await withSandbox({ pace: { by: 'polls' }, removedLingers: 1 }, async (sandbox) => {
      const id = await create(sandbox)
      const walk = async () => {
        const seen: unknown[] = []
        for (;;) {
          const state = await stateOf(sandbox, id)
          if (seen.at(-1) === state) return seen
          seen.push(state)
        }
      }
      const change = (operation: 'stop' | 'start' | 'restart' | 'delete') =>
        ask(sandbox, operation, { body: { instanceId: id } })
      expect(await walk()).toEqual(['toCreate', 'creating', 'pulling', 'running'])
      expect(await change('start')).toMatchObject({
        status: 400,
        text: expect.stringContaining('invalid state change'),
      })
      expect(await change('stop')).toMatchObject({
        status: 200,
        text: JSON.stringify({ instanceId: id, state: 'toStop' }),
      })
      expect(await walk()).toEqual(['toStop', 'stopping', 'exited'])
      await change('start')
      expect(await walk()).toEqual(['toStart', 'starting', 'running'])
      await change('restart')
      expect(await walk()).toEqual(['toRestart', 'restarting', 'running'])
      expect(await change('delete')).toMatchObject({ status: 200, text: '' })
      expect(await walk()).toEqual(['toRemove', 'removing', 'removed', 404])
      expect(await change('delete')).toMatchObject({ status: 404 })
    })
  })

  const settled = { by: 'clock', stepMs: 0 } as const

  it('keep an instance stopped whose product is sold out', async () => {
    await withSandbox({ pace: settled }, async (sandbox) => {
      const twin = { change: 'twin', name: 'big', productId: 'H100-80GB.24c240g' } as const
      const [id = ''] = sandbox.meanwhile(twin)
      expect(await ask(sandbox, 'stop', { body: { instanceId: id } })).toMatchObject({
        status: 200,
      })
      const { status, json } = await askJson(sandbox, 'start', { body: { instanceId: id } })
      expect([status, json.reason]).toEqual([400, 'INSUFFICIENT_RESOURCE'])
      expect(await stateOf(sandbox, id)).toBe('exited')
    })
  })

  it('let a frozen instance be deleted, and not be started or stopped', async () => {
    await withSandbox({ pace: settled }, async (sandbox) => {
      const id = await create(sandbox)
      sandbox.meanwhile({ change: 'freeze', id })
      for (const operation of ['start', 'stop'] as const) {
        const seen = await ask(sandbox, operation, { body: { instanceId: id } })
        expect(seen).toMatchObject({ status: 400 })
      }
      expect(await stateOf(sandbox, id)).toBe('freezing')
      await ask(sandbox, 'delete', { body: { instanceId: id } })
      expect(await stateOf(sandbox, id)).toBe(404)
    })
  })

  it('tell for how many days the data of a stopped instance is kept', async () => {
    await withSandbox({ pace: settled }, async (sandbox) => {
      const id = await create(sandbox)
      sandbox.meanwhile({ change: 'stop', id })
      const { json } = await askJson(sandbox, 'get', { query: `?instanceId=${id}` })
      expect(json).toMatchObject({ status: 'exited', keepDataDay: 7 })
    })
  })

  it('forget a reclaim when the instance is started again', async () => {
    await withSandbox({ pace: settled }, async (sandbox) => {
      const id = await create(sandbox, { billingMode: 'spot' })
      sandbox.meanwhile({ change: 'reclaim', id })
      const shown = async () => (await askJson(sandbox, 'get', { query: `?instanceId=${id}` })).json
      expect(await shown()).toMatchObject({ spotStatus: 'terminated' })
      await ask(sandbox, 'start', { body: { instanceId: id } })
      expect(await shown()).toMatchObject({ spotStatus: 'running', spotReclaimTime: '0' })
    })
  })

  it('keep a prepaid instance from being released', async () => {
    const now = Date.parse('2026-11-24T12:00:00.000Z')
    await withSandbox({ now: () => now, pace: settled }, async (sandbox) => {
      const id = await create(sandbox, { month: 1 })
      const { status, json } = await askJson(sandbox, 'delete', { body: { instanceId: id } })
      expect([status, json.reason]).toEqual([400, 'PREPAID_INSTANCE_NOT_SUPPORT_RELEASE'])
      const paid = {
        status: 'running',
        billingMode: 'monthly',
        endTime: String(Date.parse('2026-12-24T12:00:00.000Z') / 1000),
      }
      const query = `?instanceId=${id}`
      expect((await askJson(sandbox, 'get', { query })).json).toMatchObject(paid)
      expect((await askJson(sandbox, 'list')).json.instances).toMatchObject([paid])
    })
  })
})

describe('the edit and upgrade calls', () => {
  it('replace the ports and grow the disk', async () => {
    await withSandbox({}, async (sandbox) => {
      const id = await create(sandbox, { ports: '80/http' })
      const body = { instanceId: id, ports: [{ port: 22, type: 'tcp' }], expandRootDisk: 40 }
      expect(await ask(sandbox, 'edit', { body })).toMatchObject({ status: 200, text: '' })
      expect(sandbox.instances()).toMatchObject([{ rootfsSize: 100, ports: [{ port: 22 }] }])
    })
  })

  it.each([
    { ports: [{ port: 2224, type: 'tcp' }] },
    { ports: '80/http' },
    { expandRootDisk: -1 },
    { expandRootDisk: 7000 },
  ])('edit refuses %j', async (more) => {
    await withSandbox({}, async (sandbox) => {
      const instanceId = await create(sandbox)
      const { json } = await askJson(sandbox, 'edit', { body: { instanceId, ...more } })
      expect(json.reason).toBe('VALIDATOR_PARAM')
    })
  })

  it('upgrade wants the full set', async () => {
    await withSandbox({}, async (sandbox) => {
      const instanceId = await create(sandbox)
      const full = changeBody('upgrade', instanceId)
      for (const field of ['imageUrl', 'envs', 'command', 'entrypoint', 'save', 'networkVolume']) {
        const { json } = await askJson(sandbox, 'upgrade', {
          body: { ...full, [field]: undefined },
        })
        expect(json).toMatchObject({ reason: 'VALIDATOR_PARAM', metadata: { '0': field } })
      }
      expect(await ask(sandbox, 'upgrade', { body: full })).toMatchObject({ status: 200 })
      const { json } = await askJson(sandbox, 'get', { query: `?instanceId=${instanceId}` })
      expect(json).toMatchObject({
        status: 'toReset',
        imageUrl: 'alpine:3',
        command: 'sleep 1',
        envs: [{ key: 'A', value: 'b' }],
        volumeMounts: [{ type: 'network', id: 's', mountPath: '/d' }],
      })
    })
  })
})

describe('the number of variables', () => {
  it.each([
    ['reference', 30],
    ['current', 100],
  ] as const)('is that of the %s page for a create and an upgrade: %i', async (limits, most) => {
    const envs = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ key: `V${at}`, value: 'x' }))
    await withSandbox({ limits }, async (sandbox) => {
      const refused = { reason: 'VALIDATOR_PARAM', metadata: { '0': 'envs' } }
      const more = gpuBody({ envs: envs(most + 1) })
      expect((await askJson(sandbox, 'create', { body: more })).json).toMatchObject(refused)
      const instanceId = await create(sandbox, { envs: envs(most) })
      const upgrade = (count: number) => ({
        body: { ...changeBody('upgrade', instanceId), envs: envs(count) },
      })
      expect((await askJson(sandbox, 'upgrade', upgrade(most + 1))).json).toMatchObject(refused)
      expect(await ask(sandbox, 'upgrade', upgrade(most))).toMatchObject({ status: 200 })
    })
  })
})

describe('the calls that pay', () => {
  const AT_ONCE = { by: 'clock', stepMs: 0 } as const
  const now = Date.parse('2026-11-24T12:00:00.000Z')
  const paying = async (
    more: Readonly<Record<string, unknown>>,
    use: (sandbox: Sandbox, id: string) => Promise<void>,
  ) =>
    withSandbox({ now: () => now, pace: AT_ONCE }, async (sandbox) =>
      use(sandbox, await create(sandbox, more)),
    )
  const shown = async (sandbox: Sandbox, id: string) =>
    (await askJson(sandbox, 'get', { query: `?instanceId=${id}` })).json
  const inSeconds = (time: string) => String(Date.parse(time) / 1000)

  it('turn hours into months that count from now, once', async () => {
    await paying({}, async (sandbox, id) => {
      const body = changeBody('to-monthly', id)
      expect(await ask(sandbox, 'to-monthly', { body })).toMatchObject({ status: 200 })
      expect(await shown(sandbox, id)).toMatchObject({
        billingMode: 'monthly',
        endTime: inSeconds('2027-01-23T12:00:00.000Z'),
      })
      expect(await ask(sandbox, 'to-monthly', { body })).toMatchObject({ status: 400 })
    })
  })

  it('add months each time they are sent', async () => {
    await paying({ month: 1 }, async (sandbox, id) => {
      const body = changeBody('renew', id)
      for (const end of ['2027-02-22T12:00:00.000Z', '2027-04-23T12:00:00.000Z']) {
        expect(await ask(sandbox, 'renew', { body })).toMatchObject({ status: 200 })
        expect(await shown(sandbox, id)).toMatchObject({ endTime: inSeconds(end) })
      }
    })
  })

  it('switch the automatic renewal, which nothing shows', async () => {
    await paying({ month: 1 }, async (sandbox, id) => {
      const before = await shown(sandbox, id)
      const body = changeBody('auto-renew', id)
      expect(await ask(sandbox, 'auto-renew', { body })).toMatchObject({ status: 200 })
      expect(await shown(sandbox, id)).toEqual(before)
      expect(sandbox.instances()).toMatchObject([{ autoRenew: 3 }])
    })
  })

  it.each([
    ['to-monthly', { month: 13 }],
    ['renew', { month: 0 }],
    ['auto-renew', { autoRenew: 'yes' }],
    ['auto-renew', { autoRenewMonth: 1.5 }],
  ] as const)('%s refuses %j', async (operation, more) => {
    await paying(bodyFor(operation), async (sandbox, id) => {
      const body = { ...changeBody(operation, id), ...more }
      const { json } = await askJson(sandbox, operation, { body })
      expect(json.reason).toBe('VALIDATOR_PARAM')
    })
  })

  it.each(['renew', 'auto-renew'] as const)(
    '%s refuses what is paid by the hour',
    async (operation) => {
      await paying({}, async (sandbox, id) => {
        const { status } = await askJson(sandbox, operation, { body: changeBody(operation, id) })
        expect(status).toBe(400)
      })
    },
  )
})

describe('a service that does not tell all of an instance', () => {
  it.each(['list', 'get'] as const)(
    'leaves the members out that a script names: %s',
    async (on) => {
      const fields = ['portMappings', 'command']
      const faults = [{ on, do: { fault: 'list', how: 'untold', fields } }] as const
      await withSandbox({ faults }, async (sandbox) => {
        const id = await create(sandbox)
        const query = on === 'get' ? `?instanceId=${id}` : ''
        const { json } = await askJson(sandbox, on, { query })
        const shown = on === 'get' ? json : json.instances[0]
        expect(shown).toMatchObject({ id, imageUrl: expect.any(String) })
        for (const field of fields) expect(shown).not.toHaveProperty(field)
      })
    },
  )
})
