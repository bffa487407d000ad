import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { CallEvent } from '../../../src/sandbox/routes/handle-request.ts'
import { startSandbox } from '../../../src/sandbox/server.ts'
import { ask, askJson, create, gpuBody, withSandbox } from '../../support/sandbox.ts'

describe('startSandbox', () => {
  it('listens on loopback and tells its origin', async () => {
    await withSandbox({}, async (sandbox) => {
      expect(sandbox.url).toBe(`http://127.0.0.1:${sandbox.port}`)
    })
  })

  it('says in words that a port is taken', async () => {
    await withSandbox({}, async ({ port }) => {
      await expect(startSandbox({ port })).rejects.toThrow(`Port ${port} is taken`)
    })
  })

  it('takes no connection after it was closed, though a call was left hanging', async () => {
    const sandbox = await startSandbox({
      faults: [{ on: 'create', do: { fault: 'hang', at: 'before' } }],
    })
    const socket = connect(sandbox.port, '127.0.0.1')
    await once(socket, 'connect')
    const hanging = ask(sandbox, 'create', { body: gpuBody() })
    await Promise.all([sandbox.close(), once(socket.resume(), 'close')])
    expect(await hanging).toMatchObject({ kind: 'failed' })
    expect(await ask(sandbox, 'list')).toMatchObject({ kind: 'failed', code: 'ECONNREFUSED' })
    expect(sandbox.instances()).toEqual([])
  })

  it('closes also while it is deaf, and at once when asked twice', async () => {
    const sandbox = await startSandbox({
      faults: [{ on: 'list', do: { fault: 'deaf', ms: 60_000 } }],
    })
    await ask(sandbox, 'list')
    await sandbox.close()
    await sandbox.close()
    expect(await ask(sandbox, 'list')).toMatchObject({ kind: 'failed', code: 'ECONNREFUSED' })
  })

  it('answers noise without falling over', async () => {
    await withSandbox({}, async (sandbox) => {
      for (const noise of [
        `GET // HTTP/1.1\r\nHost: 127.0.0.1:${sandbox.port}\r\n\r\n`,
        'noise\r\n\r\n',
        'GET http:// HTTP/1.1\r\n\r\n',
      ]) {
        const socket = connect(sandbox.port, '127.0.0.1')
        socket.write(noise)
        const [chunk] = await once(socket, 'data')
        expect(String(chunk)).toMatch(/^HTTP\/1\.1 40[04] /)
        socket.destroy()
      }
      expect(await ask(sandbox, 'clusters')).toMatchObject({ status: 200 })
    })
  })

  it('refuses a missing and an unknown key with the documented error body', async () => {
    await withSandbox({ apiKey: 'right' }, async (sandbox) => {
      for (const key of [null, 'wrong', '']) {
        const { status, json } = await askJson(sandbox, 'create', { body: gpuBody(), key })
        expect(status).toBe(401)
        expect(json).toMatchObject({ code: 401, reason: 'UNAUTHORIZED', metadata: {} })
      }
      expect(sandbox.instances()).toEqual([])
    })
  })

  it('refuses keys with 403 when asked to', async () => {
    await withSandbox({ unauthorisedStatus: 403 }, async (sandbox) => {
      const { status, json } = await askJson(sandbox, 'list', { key: 'wrong' })
      expect([status, json.reason]).toEqual([403, 'INVALID_API_KEY'])
    })
  })

  it('knows no other path and no other method', async () => {
    await withSandbox({}, async (sandbox) => {
      const lost = await ask(sandbox, 'list', { path: '/gpu/instances' })
      expect(lost).toMatchObject({ status: 404 })
      const wrong = await ask(sandbox, 'create', { method: 'PUT', body: gpuBody() })
      expect(wrong).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    })
  })

  it('serves what it knows of itself at the root, without a key', async () => {
    await withSandbox({}, async (sandbox) => {
      const seen = await ask(sandbox, 'list', { path: '/', key: null })
      expect(seen).toMatchObject({ status: 200, text: expect.stringContaining('assumed') })
    })
  })

  it('tells a listener how far each call has come, and waits for it', async () => {
    const phases: string[] = []
    const onRequest = async ({ phase, operation, name, id }: CallEvent) => {
      await new Promise((resolve) => setImmediate(resolve))
      phases.push(`${phase} ${operation} ${name} ${id === undefined ? '-' : 'id'}`)
    }
    await withSandbox({ onRequest }, async (sandbox) => {
      await create(sandbox)
      await askJson(sandbox, 'clusters')
    })
    expect(phases.slice(0, 4)).toEqual([
      'received create web -',
      'committed create web id',
      'answering create web id',
      'answered create web id',
    ])
    expect(phases.filter((phase) => phase.includes('clusters')).slice(0, 2)).toEqual([
      'received clusters undefined -',
      'answering clusters undefined -',
    ])
  })

  it('takes other faults in the middle, which count calls from 1 and are numbered on', async () => {
    const second = { fault: 'answer', at: 'before', status: 503 } as const
    const faults = [{ on: 'list', when: { nth: 1 }, do: { fault: 'list', how: 'empty' } }] as const
    await withSandbox({ faults }, async (sandbox) => {
      await ask(sandbox, 'list')
      sandbox.replaceFaults([{ on: 'list', when: { nth: 2 }, do: second }])
      expect(await ask(sandbox, 'list')).toMatchObject({ status: 200 })
      expect(await ask(sandbox, 'list')).toMatchObject({ status: 503 })
      expect(await ask(sandbox, 'list')).toMatchObject({ status: 200 })
      const struck = sandbox
        .calls()
        .flatMap(({ phase, faults = [] }) => (phase === 'ended' ? faults : []))
      expect(struck).toEqual(['1 list', '2 answer'])
    })
  })

  it('logs every call with its name, id, status and reason, and no body', async () => {
    await withSandbox({}, async (sandbox) => {
      const id = await create(sandbox, { envs: [{ key: 'TOKEN', value: 'planted-secret' }] })
      await askJson(sandbox, 'create', { body: gpuBody({ productId: 'none' }) })
      const calls = sandbox.calls()
      expect(calls.map(({ phase }) => phase)).toEqual([
        'received',
        'committed',
        'ended',
        'received',
        'ended',
      ])
      expect(calls[2]).toMatchObject({ operation: 'create', name: 'web', id, status: 200 })
      expect(calls[4]).toMatchObject({ status: 400, reason: 'RESOURCE_NOT_FOUND' })
      expect(JSON.stringify(calls)).not.toContain('planted-secret')
    })
  })
})
