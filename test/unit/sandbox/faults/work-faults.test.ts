import { describe, expect, it } from 'vitest'
import type { Fault, FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import {
  CHANGE_OPERATIONS,
  type ChangeOperation,
} from '../../../../src/sandbox/routes/api-operation.ts'
import type { CallEvent } from '../../../../src/sandbox/routes/handle-request.ts'
import type { Sandbox, SandboxOptions } from '../../../../src/sandbox/server.ts'
import {
  ask,
  askJson,
  bodyFor,
  changeBody,
  create,
  stateOf,
  withSandbox,
} from '../../../support/sandbox.ts'

/** A sandbox of settled states with one instance, which every operation but a start finds running. */
const withOne = (
  on: FaultRule['on'],
  fault: Fault,
  use: (sandbox: Sandbox, id: string) => Promise<void>,
  options: SandboxOptions = { pace: { by: 'clock', stepMs: 0 } },
) =>
  withSandbox({ faults: [{ on, when: { nth: 1 }, do: fault }], ...options }, async (sandbox) => {
    const id = await create(sandbox, bodyFor(on))
    if (on === 'start') sandbox.meanwhile({ change: 'stop', id })
    await use(sandbox, id)
  })

const change = (sandbox: Sandbox, operation: ChangeOperation, id: string) =>
  ask(sandbox, operation, { body: changeBody(operation, id) })

describe('ignore', () => {
  it.each(CHANGE_OPERATIONS)(
    'answers a call of %s as if it were done, and does nothing',
    async (on) => {
      await withOne(on, { fault: 'ignore' }, async (sandbox, id) => {
        const before = sandbox.instances()
        const ignored = await change(sandbox, on, id)
        expect(sandbox.instances()).toEqual(before)
        const phases = sandbox.calls().filter(({ operation }) => operation === on)
        expect(phases.map(({ phase }) => phase)).toEqual(['received', 'ended'])
        const done = await change(sandbox, on, id)
        expect(sandbox.instances()).not.toEqual(before)
        expect(ignored).toMatchObject({
          status: 200,
          text: done.kind === 'answered' ? done.text : undefined,
        })
      })
    },
  )

  it('refuses what the service would refuse', async () => {
    await withOne('start', { fault: 'ignore' }, async (sandbox, id) => {
      sandbox.meanwhile({ change: 'start', id })
      expect(await change(sandbox, 'start', id)).toMatchObject({ status: 400 })
    })
  })
})

describe('stuck', () => {
  it.each([
    ['delete', 'removing'],
    ['start', 'starting'],
    ['stop', 'stopping'],
    ['restart', 'restarting'],
    ['upgrade', 'resetting'],
  ] as const)('keeps what a call of %s began in the state %s', async (on, state) => {
    await withOne(on, { fault: 'stuck' }, async (sandbox, id) => {
      expect(await change(sandbox, on, id)).toMatchObject({ status: 200 })
      expect(await stateOf(sandbox, id)).toBe(state)
      const { instances } = (await askJson(sandbox, 'list')).json
      expect(instances).toMatchObject([{ id, status: state }])
    })
  })

  it('keeps a creation in the state pulling, from which it can be deleted', async () => {
    await withOne('create', { fault: 'stuck' }, async (sandbox, id) => {
      expect(await stateOf(sandbox, id)).toBe('pulling')
      await change(sandbox, 'delete', id)
      expect(await stateOf(sandbox, id)).toBe(404)
    })
  })

  it('refuses another delete meanwhile', async () => {
    await withOne('delete', { fault: 'stuck' }, async (sandbox, id) => {
      await change(sandbox, 'delete', id)
      expect(await change(sandbox, 'delete', id)).toMatchObject({
        status: 400,
        text: expect.stringContaining('invalid state change'),
      })
    })
  })

  it('lets a change go on after so many milliseconds, and its record be removed for its time', async () => {
    let now = 1_000_000
    const options = { now: () => now, pace: { by: 'clock', stepMs: 1000 } } as const
    const fault = { fault: 'stuck', ms: 60_000 } as const
    const seen: unknown[] = []
    await withOne(
      'delete',
      fault,
      async (sandbox, id) => {
        await change(sandbox, 'delete', id)
        for (const at of [0, 1000, 59_999, 60_000, 61_999, 62_000]) {
          now = 1_000_000 + at
          seen.push(await stateOf(sandbox, id))
        }
      },
      options,
    )
    expect(seen).toEqual(['toRemove', 'removing', 'removing', 'removed', 'removed', 404])
  })

  it('is not moved on by polls', async () => {
    let now = 0
    const options = { now: () => now, pace: { by: 'polls' } } as const
    const fault = { fault: 'stuck', ms: 5000 } as const
    const seen: unknown[] = []
    await withOne(
      'delete',
      fault,
      async (sandbox, id) => {
        await change(sandbox, 'delete', id)
        for (let poll = 0; poll < 5; poll += 1) seen.push(await stateOf(sandbox, id))
        now = 5000
        for (let poll = 0; poll < 4; poll += 1) seen.push(await stateOf(sandbox, id))
      },
      options,
    )
    const held = ['toRemove', 'removing', 'removing', 'removing', 'removing']
    expect(seen).toEqual([...held, 'removing', 'removed', 'removed', 404])
  })
})

describe('fail-later', () => {
  it.each([
    ['start', 'StartFailed'],
    ['restart', 'RestartFailed'],
    ['upgrade', 'ResetFailed'],
  ] as const)('lets a call of %s end with a statusError', async (on, state) => {
    await withOne(on, { fault: 'fail-later', message: 'no such image' }, async (sandbox, id) => {
      expect(await change(sandbox, on, id)).toMatchObject({ status: 200 })
      const { json } = await askJson(sandbox, 'get', { query: `?instanceId=${id}` })
      expect(json).toMatchObject({
        status: 'exited',
        statusError: { state, message: 'no such image' },
      })
    })
  })
})

describe('twice', () => {
  it.each([
    ['last', { fault: 'twice' }],
    ['first', { fault: 'twice', tells: 'first' }],
  ] as const)('makes two instances of one call, and tells of the %s', async (which, fault) => {
    const events: CallEvent[] = []
    const options = { onRequest: (event: CallEvent) => void events.push(event) }
    await withOne(
      'create',
      fault,
      async (sandbox, id) => {
        const ids = sandbox.instances().map((each) => each.id)
        expect(new Set(ids).size).toBe(2)
        expect(id).toBe(ids.at(which === 'first' ? 0 : 1))
        const envs = ids.map((each) => sandbox.privateParts(each)?.envs)
        expect(envs[0]).toEqual(envs[1])
        const committed = events.filter(({ phase }) => phase === 'committed')
        expect(committed.map((event) => [event.call, event.id])).toEqual(
          ids.map((each) => [1, each]),
        )
      },
      options,
    )
  })

  it('tells why nothing was made, where nothing was', async () => {
    await withSandbox({ faults: [{ on: 'create', do: { fault: 'twice' } }] }, async (sandbox) => {
      expect(await ask(sandbox, 'create', { body: {} })).toMatchObject({ status: 400 })
      expect(sandbox.instances()).toEqual([])
    })
  })
})

describe('begin-late', () => {
  it.each([
    ['comes back', [], 'running'],
    ['fails', [{ on: 'upgrade', do: { fault: 'fail-later' } }], 'exited'],
  ] as const)(
    'shows what an upgrade sets, and resets the container after a while: %s',
    async (_what, more, last) => {
      let now = 1_000_000
      const late = { on: 'upgrade', do: { fault: 'begin-late', ms: 5000 } } as const
      const pace = { by: 'clock', stepMs: 1000 } as const
      await withSandbox({ now: () => now, pace, faults: [late, ...more] }, async (sandbox) => {
        const id = await create(sandbox)
        now += 60_000
        await change(sandbox, 'upgrade', id)
        const { json } = await askJson(sandbox, 'get', { query: `?instanceId=${id}` })
        expect(json).toMatchObject({ imageUrl: 'alpine:3', statusError: { state: '' } })
        const seen: unknown[] = []
        for (const at of [0, 5999, 6000, 7000, 8000]) {
          now = 1_060_000 + at
          seen.push(await stateOf(sandbox, id))
        }
        expect(seen).toEqual(['running', 'running', 'toReset', 'resetting', last])
      })
    },
  )
})
