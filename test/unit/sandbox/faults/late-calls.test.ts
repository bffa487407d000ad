import { describe, expect, it, vi } from 'vitest'
import type { FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import type { ChangeOperation } from '../../../../src/sandbox/routes/api-operation.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../src/sandbox/server.ts'
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
import { tempDir } from '../../../support/temp-dir.ts'

const START = 1_000_000

/** The account at a time that the test sets, with one late call at most. */
const withLate = (
  on: FaultRule['on'],
  more: Readonly<{ ms?: number; ending?: 'reset' | 'close' | 'hang' }>,
  use: (sandbox: Sandbox, clock: { now: number }) => Promise<void>,
  options: SandboxOptions = {},
) => {
  const clock = { now: START }
  return withSandbox(
    {
      now: () => clock.now,
      pace: { by: 'clock', stepMs: 1000 },
      faults: [{ on, when: { times: 1 }, do: { fault: 'late', ...more } }],
      ...options,
    },
    (sandbox) => use(sandbox, clock),
  )
}

/** An instance that runs, or that is stopped where the operation is a start. */
async function settled(sandbox: Sandbox, clock: { now: number }, on: ChangeOperation) {
  const id = await create(sandbox, { ports: '80/http', ...bodyFor(on) })
  clock.now += 60_000
  if (on === 'start') sandbox.meanwhile({ change: 'stop', id })
  return id
}

const change = (sandbox: Sandbox, operation: ChangeOperation, id: string) =>
  ask(sandbox, operation, { body: changeBody(operation, id) })

describe('a call whose answer is lost and whose work is late', () => {
  it.each([
    ['delete', { path: expect.arrayContaining(['removing']) }],
    ['start', { path: expect.arrayContaining(['starting']) }],
    ['stop', { path: expect.arrayContaining(['stopping']) }],
    ['restart', { path: expect.arrayContaining(['restarting']) }],
    ['edit', { rootfsSize: 100, ports: [{ port: 22 }] }],
    ['upgrade', { imageUrl: 'alpine:3' }],
    ['to-monthly', { billingMode: 'monthly', month: 2 }],
    ['renew', { month: 3 }],
    ['auto-renew', { autoRenew: 3 }],
  ] as const)('is one of %s that is done five seconds later', async (on, done) => {
    await withLate(on, {}, async (sandbox, clock) => {
      const id = await settled(sandbox, clock, on)
      const before = sandbox.instances()
      expect(await change(sandbox, on, id)).toMatchObject({ message: 'socket hang up' })
      clock.now += 4999
      expect(sandbox.instances()).toEqual(before)
      clock.now += 1
      expect(sandbox.instances()).toMatchObject([done])
      const calls = sandbox.calls().filter(({ operation }) => operation === on)
      expect(calls.map(({ phase }) => phase)).toEqual(['received', 'ended', 'committed'])
    })
  })

  it('is a creation that the list shows later', async () => {
    await withLate('create', { ms: 8000 }, async (sandbox, clock) => {
      expect(await ask(sandbox, 'create', { body: gpuBody() })).toMatchObject({ kind: 'failed' })
      clock.now += 7999
      expect((await askJson(sandbox, 'list')).json.total).toBe(0)
      clock.now += 1001
      const { instances } = (await askJson(sandbox, 'list')).json
      expect(instances).toMatchObject([{ name: 'web', status: 'creating', createdAt: '1008' }])
    })
  })

  it.each([
    ['reset', { code: 'ECONNRESET', message: 'read ECONNRESET' }],
    ['close', { code: 'ECONNRESET', message: 'socket hang up' }],
  ] as const)('ends with a %s', async (ending, seen) => {
    await withLate('stop', { ending }, async (sandbox, clock) => {
      const id = await settled(sandbox, clock, 'stop')
      expect(await change(sandbox, 'stop', id)).toMatchObject(seen)
    })
  })

  it('hangs, and is done though the client has gone', async () => {
    await withLate('stop', { ending: 'hang' }, async (sandbox, clock) => {
      const id = await settled(sandbox, clock, 'stop')
      const leaving = new AbortController()
      const body = changeBody('stop', id)
      const asked = ask(sandbox, 'stop', { body, signal: leaving.signal })
      const hasEnded = () =>
        expect(sandbox.calls().at(-1)).toMatchObject({ operation: 'stop', phase: 'ended' })
      await vi.waitFor(hasEnded, { interval: 2 })
      leaving.abort()
      expect(await asked).toMatchObject({ kind: 'failed' })
      clock.now += 5000
      expect(await stateOf(sandbox, id)).toBe('toStop')
    })
  })

  it('can be answered by another rule', async () => {
    const faults: FaultRule[] = [
      { on: 'delete', do: { fault: 'late' } },
      { on: 'delete', do: { fault: 'answer', at: 'after', status: 504, html: true } },
    ]
    await withLate('delete', {}, use, { faults })
    async function use(sandbox: Sandbox, clock: { now: number }) {
      const id = await settled(sandbox, clock, 'delete')
      expect(await change(sandbox, 'delete', id)).toMatchObject({ status: 504 })
      expect(await stateOf(sandbox, id)).toBe('running')
      clock.now += 5000
      expect(await stateOf(sandbox, id)).toBe('toRemove')
    }
  })

  it('counts its states from the time it is done, however late somebody looks', async () => {
    await withLate('delete', {}, async (sandbox, clock) => {
      const id = await settled(sandbox, clock, 'delete')
      await change(sandbox, 'delete', id)
      clock.now += 7000
      expect(await stateOf(sandbox, id)).toBe('removed')
    })
  })

  it('adds its growth to what was done meanwhile', async () => {
    await withLate('edit', {}, async (sandbox, clock) => {
      const id = await settled(sandbox, clock, 'edit')
      await change(sandbox, 'edit', id)
      await change(sandbox, 'edit', id)
      expect(sandbox.instances()).toMatchObject([{ rootfsSize: 100 }])
      clock.now += 5000
      expect(sandbox.instances()).toMatchObject([{ rootfsSize: 140 }])
    })
  })

  it('is refused for the state that it finds by then', async () => {
    await withLate('stop', {}, async (sandbox, clock) => {
      const id = await settled(sandbox, clock, 'stop')
      await change(sandbox, 'stop', id)
      sandbox.meanwhile({ change: 'stop', id })
      const before = sandbox.instances()
      clock.now += 5000
      expect(await stateOf(sandbox, id)).toBe('exited')
      expect(sandbox.instances()).toEqual(before)
    })
  })

  it('is not taken without the key', async () => {
    await withLate('delete', {}, async (sandbox, clock) => {
      const id = await settled(sandbox, clock, 'delete')
      const body = changeBody('delete', id)
      expect(await ask(sandbox, 'delete', { body, key: 'wrong' })).toMatchObject({ status: 401 })
      clock.now += 5000
      expect(await stateOf(sandbox, id)).toBe('running')
    })
  })

  it('is told to a listener when it is done', async () => {
    const told: string[] = []
    const options: SandboxOptions = {
      onRequest({ operation, phase }) {
        if (operation === 'stop') told.push(phase)
      },
    }
    const use = async (sandbox: Sandbox, clock: { now: number }) => {
      const id = await settled(sandbox, clock, 'stop')
      await change(sandbox, 'stop', id)
      expect(told).toEqual(['received'])
      clock.now += 5000
      await askJson(sandbox, 'list')
      expect(told).toEqual(['received', 'committed'])
    }
    await withLate('stop', {}, use, options)
  })

  it('is done when the sandbox closes, so that the next one on its folder shows it', async () => {
    const dir = tempDir()
    const late = { on: 'delete', do: { fault: 'late', ms: 3_600_000 } } as const
    const first = await startSandbox({ dir, faults: [late] })
    const id = await create(first)
    await change(first, 'delete', id)
    await first.close()
    await withSandbox({ dir }, async (next) => {
      expect(next.instances()).toMatchObject([{ id, path: ['toRemove', 'removing', 'removed'] }])
    })
  })

  it('is done at once where the test says so, with the time of then', async () => {
    await withLate('create', { ms: 3_600_000 }, async (sandbox, clock) => {
      await ask(sandbox, 'create', { body: gpuBody({ name: 'late' }) })
      clock.now += 2000
      expect(sandbox.instances()).toEqual([])
      sandbox.finishLate()
      expect(sandbox.instances()).toMatchObject([{ name: 'late', createdAt: START + 2000 }])
    })
  })
})
