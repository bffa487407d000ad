import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Call, json, missing, type Reply, service } from '../support/answering-service.ts'
import { KNOWN_HOSTS_CERTIFICATE } from '../support/certificate.ts'
import { knownHost, tunnelTo } from '../support/known-host.ts'
import { answer, onRequest } from '../support/loopback.ts'
import { runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

// A list that does not answer proves nothing. Whoever takes "404" for "an empty account" pays twice.

const FLEET = `
instances:
  - { name: web, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
`

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

const page = (status: number): Reply => ({ status, body: '<html><title>nginx</title></html>' })
const empty = json({ instances: [], total: 0 })

const created = (nth: number): Reply => json({ id: `i-${nth}` })

const apply = (cwd: string, url: string, ...more: readonly string[]) =>
  runInProcess(['apply', 'fleet.yaml', '--yes', '--settle', '0', '--base-url', url, ...more], {
    cwd,
    env: KEY,
  })

const folder = (): string => tempDir({ 'fleet.yaml': FLEET })

describe('a list that does not answer, of a service that answers something else', () => {
  it.each([
    ['404', missing],
    ['404 without a body', { status: 404, body: '' }],
    ['405', { status: 405, body: '{}' }],
    ['501', { status: 501, body: '{}' }],
    ['a web page with 404', page(404)],
    ['a web page with 501', page(501)],
    ['a web page with 200', page(200)],
    ['410', { status: 410, body: '{}' }],
  ])('%s: nothing is sent from a new checkout, and the cause is told once', async (_what, list) => {
    const { url, counts } = await service((call, nth) => {
      if (call === 'list') return list
      if (call === 'create') return created(nth)
      return call === 'products' || call === 'clusters' ? json({ data: [] }) : undefined
    })
    const run = await apply(folder(), url)
    expect(run.code, run.stderr).toBe(1)
    expect(counts.create).toBe(0)
    expect(run.stderr).toContain('Error: the account could not be listed')
    const plan = await runInProcess(['plan', 'fleet.yaml', '--base-url', url], {
      cwd: folder(),
      env: KEY,
    })
    expect(plan.code).toBe(1)
  })

  it.each<[string, (call: Call, nth: number) => Reply | undefined]>([
    ['products answer', (call) => (call === 'products' ? json({ data: [] }) : undefined)],
    ['clusters answer', (call) => (call === 'clusters' ? json({ data: [] }) : undefined)],
    ['products are a web page', (call) => (call === 'products' ? page(404) : undefined)],
    ['clusters fail', (call) => (call === 'clusters' ? { status: 500, body: '' } : undefined)],
    ['clusters refuse', (call) => (call === 'clusters' ? { status: 403, body: '' } : undefined)],
    [
      'the list answers the second time',
      (call, nth) => (call === 'list' && nth > 1 ? empty : undefined),
    ],
    [
      'products answer the second time',
      (call, nth) => (call === 'products' && nth > 1 ? json({ data: [] }) : undefined),
    ],
  ])('is no service without a list: %s', async (_what, reply) => {
    const { url, counts } = await service((call, nth) =>
      call === 'create' ? created(nth) : reply(call, nth),
    )
    const run = await apply(folder(), url)
    expect(run.code, run.stderr).toBe(1)
    expect(counts.create).toBe(0)
  })

  it('makes no second instance in a new checkout when the list answers 404 once', async () => {
    let isOut = false
    const { url, counts } = await service((call, nth) => {
      if (call === 'create') return created(nth)
      if (call === 'products' || call === 'clusters') return json({ data: [] })
      if (isOut || call !== 'list') return undefined
      const instances = counts.create === 0 ? [] : [{ id: 'i-1', name: 'web', status: 'running' }]
      return json({ instances, total: instances.length })
    })
    expect((await apply(folder(), url)).code).toBe(0)
    isOut = true
    expect((await apply(folder(), url)).code).toBe(1)
    expect(counts.create).toBe(1)
  })
})

describe('a ledger that knows of a list', () => {
  it.each([
    ['an unnamed entry', FLEET.replace('name: web, ', '')],
    ['a named entry', FLEET],
  ])('remembers it from %s', async (_what, fleet) => {
    let isOut = false
    const { url, counts } = await service((call, nth, query) => {
      if (call === 'create') return created(nth)
      if (isOut || call !== 'list') return undefined
      const length = query.get('pageNum') === '0' ? counts.create : 0
      return json({
        instances: Array.from({ length }, (_, at) => ({
          id: `i-${at + 1}`,
          name: fleet === FLEET ? 'web' : '',
          status: 'running',
        })),
      })
    })
    const cwd = tempDir({ 'fleet.yaml': fleet })
    expect((await apply(cwd, url)).code).toBe(0)
    isOut = true
    const more = tempDir({ 'fleet.yaml': FLEET.replace('web', 'more') })
    const ledger = join(cwd, '.ppi-apply', `${new URL(url).host.replace(':', '_')}.ledger.jsonl`)
    const run = await apply(more, url, '--ledger', ledger)
    expect(run.code, run.stderr).toBe(1)
    expect(counts.create).toBe(1)
  })
})

describe('a known host', () => {
  it.each(['api.ppinfra.com', 'API.PPIO.COM', 'api.novita.ai', 'api.ppinfra.com.'])(
    '%s has a list, whatever it answers',
    async (host) => {
      let creates = 0
      await using origin = await knownHost((socket) =>
        onRequest(socket, (request) => {
          if (request.startsWith('POST')) creates += 1
          socket.write(
            request.startsWith('POST') ? answer('200 OK', '{"id":"i-1"}') : answer('404 Not Found'),
          )
        }),
      )
      await using proxy = await tunnelTo(origin.port)
      const cwd = tempDir({ 'fleet.yaml': FLEET, 'ca.pem': KNOWN_HOSTS_CERTIFICATE })
      const run = await runCli(
        ['apply', 'fleet.yaml', '--yes', '--settle', '0', '--base-url', `https://${host}`],
        {
          cwd,
          env: {
            ...KEY,
            NODE_EXTRA_CA_CERTS: join(cwd, 'ca.pem'),
            HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
          },
        },
      )
      expect(run.code, run.stderr).toBe(1)
      expect(run.stderr).toContain('HTTP 404')
      expect(creates).toBe(0)
    },
  )
})

describe('a bare server, which offers nothing but the create call', () => {
  const bare = () => service((call, nth) => (call === 'create' ? created(nth) : undefined))

  it('keeps working, with a loud warning', async () => {
    const { url, counts } = await bare()
    const cwd = folder()
    const run = await apply(cwd, url)
    expect(run.code, run.stderr).toBe(0)
    expect(counts.create).toBe(1)
    expect(run.stdout + run.stderr).toContain('WARNING: this service offers no list')
    const secondRun = await apply(cwd, url)
    expect(secondRun.code, secondRun.stderr).toBe(0)
    expect(counts.create).toBe(1)
  })

  it('is not gone on with under --refresh always', async () => {
    const { url, counts } = await bare()
    const run = await apply(folder(), url, '--refresh', 'always')
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('--refresh always insists')
    expect(counts.create).toBe(0)
  })

  it('keeps working after an attempt in doubt was settled by hand', async () => {
    const { url, counts } = await service((call, nth) =>
      call === 'create' ? (nth === 1 ? { status: 500, body: '' } : created(nth)) : undefined,
    )
    const cwd = folder()
    expect((await apply(cwd, url)).code).toBe(4)
    const adopt = await runInProcess(['adopt', 'web', 'i-7', 'fleet.yaml', '--base-url', url], {
      cwd,
      env: KEY,
    })
    expect(adopt.code, adopt.stderr).toBe(0)
    const more = tempDir({ 'fleet.yaml': FLEET.replace('web', 'more') })
    const ledger = join(cwd, '.ppi-apply', `${new URL(url).host.replace(':', '_')}.ledger.jsonl`)
    const run = await apply(more, url, '--ledger', ledger)
    // Created, and the entry of before is in no file of this run.
    expect(run.code, run.stderr).toBe(3)
    expect(counts.create).toBe(2)
  })
})
