import { describe, expect, test } from 'vitest'
import type { TraceLine } from '../../../src/api/client.ts'
import type { InstanceId } from '../../../src/ledger/record.ts'
import { Secret } from '../../../src/model/secret.ts'
import { answer, closedPort, loopback, onRequest } from '../../support/loopback.ts'
import { servedClient as client, json, KEY, serving } from '../../support/served-client.ts'

const BODY = {
  name: 'web',
  imageAuth: new Secret('me:registry-pass', '${AUTH}'),
  envs: [{ key: 'HF_TOKEN', value: new Secret('hf_token-value', '${HF_TOKEN}') }],
}

describe('create', () => {
  test('sends the exact body with its secrets in the clear, once', async () => {
    await using server = await serving(() => json({ id: 'i-1' }))
    const api = client(server.url)
    expect(await api.create(BODY)).toEqual({ kind: 'created', id: 'i-1' })
    const [head = '', body = ''] = server.received()[0]?.split('\r\n\r\n') ?? []
    expect(head.split('\r\n')[0]).toBe('POST /gpu-instance/openapi/v1/gpu/instance/create HTTP/1.1')
    expect(head).toContain(`Authorization: Bearer ${KEY}`)
    expect(head).toContain('Content-Type: application/json\r\n')
    expect(head).toContain('User-Agent: ppi-apply/0.0.0')
    expect(JSON.parse(body)).toEqual({
      name: 'web',
      imageAuth: 'me:registry-pass',
      envs: [{ key: 'HF_TOKEN', value: 'hf_token-value' }],
    })
    expect(api.requests.create).toBe(1)
  })

  test('never sends a create twice, whatever comes back', async () => {
    for (const status of [
      '421 Misdirected',
      '429 Slow',
      '500 Oops',
      '502 Bad',
      '503 Busy',
      '307 X',
    ]) {
      await using server = await serving(() => answer(status, '', { Location: '/' }))
      const api = client(server.url)
      expect((await api.create(BODY)).kind).not.toBe('created')
      expect(server.received()).toHaveLength(1)
    }
    const gone = client(`http://127.0.0.1:${await closedPort()}`)
    expect(await gone.create(BODY)).toMatchObject({ kind: 'not-sent', retry: 'backoff' })
    expect(gone.requests.create).toBe(1)
  })

  test('an id that the ledger holds, or that came before, is no new instance', async () => {
    await using server = await serving(() => json({ id: 'i-1' }))
    const api = client(server.url)
    const known = new Set(['i-1' as InstanceId])
    expect((await api.create(BODY, { known })).kind).toBe('unknown')
    expect((await api.create(BODY)).kind).toBe('created')
    expect((await api.create(BODY)).kind).toBe('unknown')
  })

  test('an answer that repeats everything we sent shows none of it', async () => {
    await using server = await serving((_, body) =>
      answer(
        '400 Bad Request',
        JSON.stringify({
          reason: 'VALIDATOR_PARAM',
          message: `bad: ${body}, ${KEY}, registry-pass`,
        }),
        { 'x-request-id': KEY },
      ),
    )
    const outcome = await client(server.url).create(BODY)
    expect(outcome.kind).toBe('rejected')
    expect(JSON.stringify(outcome)).not.toMatch(/secret-key|registry-pass|token-value/)
  })

  test('a body over the limit and an abort are unknown', async () => {
    await using large = await serving(() => json({ id: 'i-1', more: 'x'.repeat(2_000) }))
    const api = client(large.url, { limits: { createBodyLimit: 1_000 } })
    expect((await api.create(BODY)).kind).toBe('unknown')

    const controller = new AbortController()
    await using silent = await loopback((socket) => onRequest(socket, () => controller.abort()))
    const { signal } = controller
    expect((await client(silent.url).create(BODY, { signal })).kind).toBe('unknown')
  })
})

describe('list', () => {
  const account = (count: number) => (line: string) => {
    const query = new URL(line.split(' ')[1] ?? '', 'http://x').searchParams
    const size = Number(query.get('pageSize'))
    const at = Number(query.get('pageNum')) * size
    const all = Array.from({ length: count }, (_, index) => ({ id: `i-${index}`, name: 'n' }))
    return json({ instances: all.slice(at, at + size), total: String(count) })
  }

  test('walks the whole account over one connection, and counts its requests', async () => {
    await using server = await serving(account(250))
    const api = client(server.url)
    const remote = await api.list()
    expect(remote.kind).toBe('complete')
    expect('instances' in remote && remote.instances).toHaveLength(250)
    expect(api.requests.list).toBe(6)
    expect(server.received()).toHaveLength(1)
    api.close()
  })

  describe.each(['404 Not Found', '405 No', '501 No'])('%s', (status) => {
    const limits = { secondLookMs: 0 }

    test('alone is a list that cannot be read', async () => {
      await using server = await serving(() => answer(status))
      const api = client(server.url, { limits })
      expect(await api.list()).toMatchObject({ kind: 'partial', instances: [] })
      expect(api.requests).toMatchObject({ list: 1, products: 0, clusters: 0 })
      api.close()
    })

    test('of every call, twice, is a service without a list, where that is possible', async () => {
      await using server = await serving(() => answer(status))
      const api = client(server.url, { limits })
      const lookAgain = () => api.list({ mayLackList: true })
      expect((await lookAgain()).kind).toBe('not-offered')
      expect(api.requests).toMatchObject({ list: 2, products: 2, clusters: 2 })
      expect((await lookAgain()).kind).toBe('not-offered')
      expect(api.requests).toMatchObject({ list: 3, products: 2, clusters: 2 })
      api.close()
    })

    test('after any call was answered is a service that is out of order', async () => {
      let isThere = true
      await using server = await serving(() => (isThere ? json({ data: [] }) : answer(status)))
      const api = client(server.url, { limits })
      await api.clusters()
      isThere = false
      expect((await api.list({ mayLackList: true })).kind).toBe('partial')
      api.close()
    })
  })

  test.each([
    ['401', json({ reason: 'UNAUTHORIZED', message: `key ${KEY}` }, '401 Unauthorized')],
    ['a redirect', answer('302 Found', '', { Location: '/x' })],
    ['HTML', answer('200 OK', '<html></html>')],
    ['nothing', answer('200 OK')],
    ['204', answer('204 No Content')],
    ['no array', json({ total: 0 })],
    ['an odd item', json({ instances: [{}], total: 1 })],
  ])('%s proves no absence', async (_, text) => {
    await using server = await serving(() => text)
    const api = client(server.url)
    const remote = await api.list()
    expect(remote.kind).toBe('partial')
    expect(JSON.stringify(remote)).not.toContain(KEY)
    api.close()
  })

  test('a failing page is asked again', async () => {
    let requests = 0
    await using server = await loopback((socket) =>
      onRequest(socket, () => {
        requests += 1
        if (requests === 1) socket.destroy()
        else if (requests === 2) socket.write(answer('502 Bad Gateway', '<html>'))
        else socket.write(json({ instances: [], total: 0 }))
      }),
    )
    const api = client(server.url)
    expect(await api.list()).toEqual({ kind: 'complete', instances: [] })
    expect(api.requests.list).toBe(4)
    api.close()
  })

  test('an abort ends it, and proves no absence', async () => {
    const controller = new AbortController()
    await using server = await loopback((socket) => onRequest(socket, () => controller.abort()))
    const api = client(server.url)
    expect((await api.list({ signal: controller.signal })).kind).toBe('partial')
    expect(api.requests.list).toBe(1)
  })

  test('an answer over the limit proves no absence', async () => {
    await using server = await serving(account(50))
    const api = client(server.url, { limits: { readBodyLimit: 100 } })
    expect(await api.list()).toMatchObject({
      kind: 'partial',
      why: expect.stringContaining('larger'),
    })
  })
})

describe('get', () => {
  const id = 'i-1/?&' as InstanceId

  test('asks with the id escaped and reads the details', async () => {
    await using server = await serving(() => json({ id, name: 'web', status: 'running' }))
    const api = client(server.url)
    expect(await api.get(id)).toMatchObject({ kind: 'ok', value: { name: 'web' } })
    expect(server.received()[0]).toContain(
      'GET /gpu-instance/openapi/v1/gpu/instance?instanceId=i-1%2F%3F%26 HTTP/1.1',
    )
    api.close()
  })

  test.each([
    ['404', json({ message: 'not fount' }, '404 Not Found'), 'gone'],
    ['404 without a body', answer('404 Not Found'), 'gone'],
    ['400 RESOURCE_NOT_FOUND', json({ reason: 'RESOURCE_NOT_FOUND' }, '400 Bad'), 'gone'],
    ['a web page with 404', answer('404 Not Found', '<html></html>'), 'failed'],
    ['another 400', json({ reason: 'VALIDATOR_PARAM' }, '400 Bad'), 'failed'],
    ['405', answer('405 No'), 'not-offered'],
    ['403', answer('403 Forbidden'), 'failed'],
    ['an odd body', json({ code: 0 }), 'failed'],
  ])('%s is %s', async (_, text, kind) => {
    await using server = await serving(() => text)
    const api = client(server.url)
    expect((await api.get(id)).kind).toBe(kind)
    api.close()
  })
})

describe('products, cpuProducts, clusters', () => {
  test('ask with their filters and read their lists', async () => {
    const lines: string[] = []
    await using server = await serving((line) => {
      lines.push(line.split(' ')[1]?.replace('/gpu-instance/openapi/v1', '') ?? '')
      return json({ data: [{ id: 'x', price: '35000' }] })
    })
    const api = client(server.url)
    expect(await api.products({ gpuNum: 2, billingMethod: 'spot' })).toMatchObject({
      kind: 'ok',
      value: { items: [{ id: 'x', price: 35_000 }], unread: 0 },
    })
    expect(await api.products()).toMatchObject({ kind: 'ok' })
    expect(await api.cpuProducts()).toMatchObject({ value: { items: [{ kind: 'cpu' }] } })
    expect(await api.clusters()).toMatchObject({ value: { items: [{ id: 'x', name: 'x' }] } })
    expect(lines).toEqual([
      '/products?gpuNum=2&billingMethod=spot',
      '/products',
      '/cpu/products',
      '/clusters',
    ])
    expect(api.requests).toEqual({
      create: 0,
      delete: 0,
      start: 0,
      stop: 0,
      edit: 0,
      upgrade: 0,
      transToMonthlyInstance: 0,
      renewInstance: 0,
      setAutoRenew: 0,
      list: 0,
      get: 0,
      products: 2,
      cpuProducts: 1,
      clusters: 1,
      images: 0,
      storage: 0,
      network: 0,
      'registry-login': 0,
    })
    api.close()
  })

  test('say when the service does not offer them, and when it fails', async () => {
    await using none = await serving(() => answer('404 Not Found', '{}'))
    await using odd = await serving(() => json({ data: 'x' }))
    const first = client(none.url)
    const second = client(odd.url)
    expect((await first.clusters()).kind).toBe('not-offered')
    expect((await second.products()).kind).toBe('failed')
    first.close()
    second.close()
  })
})

describe('trace', () => {
  test('tells method, path, status and time of each exchange, and no secret', async () => {
    const lines: TraceLine[] = []
    await using server = await serving(() => json({ id: 'i-1', data: [] }))
    const api = client(`${server.url}/prefix`, { trace: (line) => lines.push(line) })
    await api.create(BODY)
    await api.clusters()
    expect(lines).toEqual([
      {
        method: 'POST',
        path: '/prefix/gpu-instance/openapi/v1/gpu/instance/create',
        status: 200,
        failure: undefined,
        ms: expect.any(Number),
      },
      {
        method: 'GET',
        path: '/prefix/gpu-instance/openapi/v1/clusters',
        status: 200,
        failure: undefined,
        ms: expect.any(Number),
      },
    ])
    api.close()
  })
})
