import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import type { AnswerFault, Fault, FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { CREATE_FAULTS } from '../../../support/create-faults.ts'
import { ask, askJson, gpuBody, withSandbox } from '../../../support/sandbox.ts'

/** One create call that meets a fault: what the client saw, and how many instances there are. */
const meet = (fault: Fault, more: Partial<FaultRule> = {}) =>
  withSandbox({ faults: [{ on: 'create', ...more, do: fault }] }, async (sandbox) => {
    const leaving = new AbortController()
    const asked = ask(sandbox, 'create', { body: gpuBody(), signal: leaving.signal })
    const hasEnded = () => expect(sandbox.calls().some(({ phase }) => phase === 'ended')).toBe(true)
    await vi.waitFor(hasEnded, { interval: 2 })
    if (fault.fault === 'hang') leaving.abort()
    return { seen: await asked, made: sandbox.instances().length }
  })

const answer = (more: Omit<AnswerFault, 'fault' | 'at'>) =>
  meet({ fault: 'answer', at: 'before', ...more })

describe('faults of the create call', () => {
  it.each(CREATE_FAULTS)('$name: made is $made', async ({ fault, made }) => {
    const met = await meet(fault)
    expect(met.made).toBe(made ? 1 : 0)
    const isPlain =
      ['fail-later'].includes(fault.fault) || ('how' in fault && fault.how === 'content-type')
    const clean =
      met.seen.kind === 'answered' &&
      met.seen.status === 200 &&
      met.seen.complete &&
      /^\{"id":"[0-9a-f]{16}"\}$/.test(met.seen.text)
    expect(clean).toBe(isPlain)
  })

  it('a reset is a reset, a close is a close', async () => {
    expect((await meet({ fault: 'reset', at: 'after' })).seen).toMatchObject({ code: 'ECONNRESET' })
    expect((await meet({ fault: 'close', at: 'after' })).seen).toMatchObject({
      message: 'socket hang up',
    })
  })

  it('a body cut with a length is seen as cut, without a length it is not', async () => {
    const given = await meet({ fault: 'cut', in: 'body' })
    expect(given.seen).toMatchObject({ kind: 'answered', status: 200, complete: false })
    const none = await meet({ fault: 'cut', in: 'body', length: 'none' })
    expect(none.seen).toMatchObject({ kind: 'answered', status: 200, complete: true })
    const chunked = await meet({ fault: 'cut', in: 'body', length: 'chunked' })
    expect(chunked.seen).toMatchObject({ kind: 'answered', status: 200, complete: false })
  })

  it('an early answer comes though the body is still on its way', async () => {
    const faults: FaultRule[] = [
      { on: 'create', do: { fault: 'answer', at: 'unread', status: 413 } },
    ]
    await withSandbox({ faults }, async (sandbox) => {
      const socket = connect(sandbox.port, '127.0.0.1')
      socket.write(
        `POST /gpu-instance/openapi/v1/gpu/instance/create HTTP/1.1\r\nHost: 127.0.0.1:${sandbox.port}\r\nContent-Length: 99999\r\n\r\n{`,
      )
      const [chunk] = await once(socket, 'data')
      expect(String(chunk)).toMatch(/^HTTP\/1\.1 413 /)
      socket.destroy()
    })
  })

  it('answers say what a script says', async () => {
    expect((await answer({ status: 429, retryAfter: 7 })).seen).toMatchObject({
      headers: { 'retry-after': '7' },
      text: expect.stringContaining('RATE_LIMIT_EXCEEDED'),
    })
    const dated = await answer({ status: 503, html: true, retryAfter: 60, retryAfterAs: 'date' })
    expect(dated.seen).toMatchObject({
      headers: { 'content-type': expect.stringContaining('html') },
      text: expect.stringContaining('<html>'),
    })
    const headers = dated.seen.kind === 'answered' ? dated.seen.headers : {}
    const ahead = Date.parse(String(headers['retry-after'])) - Date.parse(String(headers.date))
    expect(Math.abs(ahead - 60_000)).toBeLessThan(5000)
    expect((await answer({ status: 400, reason: 'CONFLICT', message: 'no' })).seen).toMatchObject({
      text: '{"code":400,"reason":"CONFLICT","message":"no","metadata":{}}',
    })
    expect((await answer({ status: 400, echo: true })).seen).toMatchObject({
      text: expect.stringContaining('pytorch/pytorch'),
    })
    expect((await answer({ status: 302 })).seen).toMatchObject({
      headers: { location: '/gpu-instance/openapi/v1/gpu/instances' },
    })
    expect((await answer({ status: 307 })).seen).toMatchObject({
      headers: { location: '/gpu-instance/openapi/v1/gpu/instance/create' },
    })
    expect((await answer({ status: 204 })).seen).toMatchObject({ status: 204, text: '' })
    expect((await answer({ status: 500, body: '' })).seen).toMatchObject({ status: 500, text: '' })
  })

  it('a delay passes before the commit or after it, and the answer still comes', async () => {
    for (const at of ['before', 'after'] as const) {
      const { seen, made } = await meet({ fault: 'delay', at, ms: 1 })
      expect(seen).toMatchObject({ status: 200 })
      expect(made).toBe(1)
    }
  })

  it('a creation that fails later ends with a statusError', async () => {
    const faults: FaultRule[] = [
      { on: 'create', do: { fault: 'fail-later', message: 'no such image' } },
    ]
    const pace = { by: 'polls' } as const
    await withSandbox({ faults, pace }, async (sandbox) => {
      await askJson(sandbox, 'create', { body: gpuBody() })
      const seen: string[] = []
      for (let poll = 0; poll < 4; poll += 1) {
        const [record] = (await askJson(sandbox, 'list')).json.instances
        seen.push(`${record.status} ${record.statusError.message}`)
      }
      expect(seen).toEqual(['toCreate ', 'creating ', 'pulling ', 'exited no such image'])
    })
  })

  it('known-id repeats the id of an earlier instance', async () => {
    const faults: FaultRule[] = [
      { on: 'create', when: { nth: 2 }, do: { fault: 'garble', how: 'known-id' } },
    ]
    await withSandbox({ faults }, async (sandbox) => {
      const first = (await askJson(sandbox, 'create', { body: gpuBody() })).json
      expect((await askJson(sandbox, 'create', { body: gpuBody() })).json).toEqual(first)
      expect(sandbox.instances().length).toBe(2)
    })
  })
})

describe('faults of the connection', () => {
  it.each(['reset', 'close'] as const)('%s before anything is read', async (fault) => {
    const faults: FaultRule[] = [
      { on: 'connection', when: { nth: 1 }, do: { fault, at: 'accept' } },
    ]
    await withSandbox({ faults }, async (sandbox) => {
      expect(await ask(sandbox, 'create', { body: gpuBody() })).toMatchObject({ kind: 'failed' })
      expect(sandbox.calls()).toEqual([])
      expect(await ask(sandbox, 'create', { body: gpuBody() })).toMatchObject({ status: 200 })
    })
  })

  it('a deaf sandbox refuses connections for a while, then takes them again', async () => {
    const faults: FaultRule[] = [{ on: 'create', when: { nth: 1 }, do: { fault: 'deaf', ms: 100 } }]
    await withSandbox({ faults }, async (sandbox) => {
      expect(await ask(sandbox, 'create', { body: gpuBody() })).toMatchObject({ status: 200 })
      expect(await ask(sandbox, 'list')).toMatchObject({ code: 'ECONNREFUSED' })
      await vi.waitFor(async () =>
        expect(await ask(sandbox, 'list')).toMatchObject({ status: 200 }),
      )
    })
  })
})

describe('faults of other calls', () => {
  it('strike by name, also where the call only tells the id', async () => {
    const faults: FaultRule[] = [
      {
        on: ['get', 'delete'],
        when: { name: 'b' },
        do: { fault: 'answer', at: 'before', status: 502 },
      },
    ]
    await withSandbox({ faults }, async (sandbox) => {
      const status: Record<string, unknown> = {}
      for (const name of ['a', 'b']) {
        const { id } = (await askJson(sandbox, 'create', { body: gpuBody({ name }) })).json
        const seen = await ask(sandbox, 'get', { query: `?instanceId=${id}` })
        status[name] = seen.kind === 'answered' && seen.status
      }
      expect(status).toEqual({ a: 200, b: 502 })
    })
  })

  it('cut a list, and every call with a star', async () => {
    const faults: FaultRule[] = [{ on: '*', do: { fault: 'cut', in: 'body' } }]
    await withSandbox({ faults }, async (sandbox) => {
      expect(await ask(sandbox, 'list')).toMatchObject({ complete: false })
      expect(await ask(sandbox, 'products')).toMatchObject({ complete: false })
    })
  })
})
