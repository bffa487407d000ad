import { connect } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { checkApiKey, parseBaseUrl } from '../../../src/api/base-url.ts'
import { type Client, createClient } from '../../../src/api/client.ts'
import type { Environment } from '../../../src/config/environment.ts'
import { proxyFor } from '../../../src/http/proxy.ts'
import { UserError } from '../../../src/model/user-error.ts'
import { TEST_CERTIFICATE, TEST_KEY } from '../../support/certificate.ts'
import { answer, closedPort, type Loopback, loopback, onRequest } from '../../support/loopback.ts'

const SERVICE = 'https://api.ppinfra.com'
const hostOf = (environment: Environment, url = SERVICE): string | undefined =>
  proxyFor(new URL(url), environment)?.url.host

describe('proxyFor', () => {
  test('takes HTTPS_PROXY, small letters first, with or without a scheme', () => {
    expect(hostOf({})).toBeUndefined()
    expect(hostOf({ HTTPS_PROXY: '' })).toBeUndefined()
    expect(hostOf({ HTTPS_PROXY: 'http://proxy:3128' })).toBe('proxy:3128')
    expect(hostOf({ HTTPS_PROXY: 'proxy:3128' })).toBe('proxy:3128')
    expect(hostOf({ HTTPS_PROXY: 'http://big:1', https_proxy: 'http://small:1' })).toBe('small:1')
    expect(hostOf({ HTTP_PROXY: 'http://proxy:3128' })).toBeUndefined()
  })

  test('never for this machine', () => {
    for (const text of ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000']) {
      const environment = { HTTPS_PROXY: 'http://proxy:1', HTTP_PROXY: 'http://proxy:1' }
      expect(hostOf(environment, text)).toBeUndefined()
    }
  })

  test.each([
    ['api.ppinfra.com', true],
    ['.ppinfra.com', true],
    ['ppinfra.com', true],
    ['*.ppinfra.com', true],
    ['PPINFRA.com', true],
    ['*', true],
    ['other.example, api.ppinfra.com', true],
    ['other.example api.ppinfra.com:443', true],
    ['api.ppinfra.com:8443', false],
    ['infra.com', false],
    ['com.example', false],
    ['.', false],
    ['10.0.0.0/8', false],
    ['', false],
  ])('NO_PROXY %j excepts api.ppinfra.com: %s', (NO_PROXY, isExcepted) => {
    const environment = { HTTPS_PROXY: 'http://proxy:1', NO_PROXY }
    expect(hostOf(environment) === undefined).toBe(isExcepted)
  })

  test.each([
    ['https://10.1.2.3', '10.0.0.0/8', true],
    ['https://10.1.2.3:8443', '10.1.2.3', true],
    ['https://10.1.2.3:8443', '10.1.2.3:443', false],
    ['https://11.1.2.3', '10.0.0.0/8', false],
    ['https://10.1.2.3', '10.0.0.0/99', false],
    ['https://[fd00::1]', 'fd00::/8', true],
    ['https://[fd00::1]', 'fd00::1', true],
    ['https://[fd00::1]:8443', '[fd00::1]:8443', true],
    ['https://[fd00::1]:8443', '[fd00::1]:443', false],
  ])('%s with NO_PROXY %j: excepted %s', (url, no_proxy, isExcepted) => {
    const environment = { https_proxy: 'http://proxy:1', no_proxy }
    expect(hostOf(environment, url) === undefined).toBe(isExcepted)
  })

  test.each(['socks5://me:hunter2@proxy:1080', 'http://', 'http://me:hunter2@a b'])(
    '%s is refused without its password',
    (HTTPS_PROXY) => {
      const run = () => proxyFor(new URL(SERVICE), { HTTPS_PROXY })
      expect(run).toThrow(UserError)
      expect(run).not.toThrow(/hunter2/)
    },
  )

  test('user and password are taken out of what could be printed', () => {
    const proxy = proxyFor(new URL(SERVICE), { HTTPS_PROXY: 'http://me:hunter%232@proxy:1' })
    expect(proxy?.authorization).toBe(`Basic ${Buffer.from('me:hunter#2').toString('base64')}`)
    expect(`${proxy?.url.href}${inspect(proxy?.url)}`).not.toContain('hunter')
    expect(proxy?.secrets).toContain('hunter#2')
  })
})

const BODY = { name: 'web' }

/** More than a busy machine takes, for calls that are not to run into a limit. */
const PATIENT = { connectMs: 20_000, answerMs: 20_000 }

/** A client for a host that only the proxy knows. */
const through = (proxyUrl: string, limits: Partial<typeof PATIENT> = {}): Client => {
  const target = parseBaseUrl('https://api.test.invalid')
  const proxy = proxyFor(new URL(target.root), { HTTPS_PROXY: proxyUrl })
  return createClient({
    base: target,
    apiKey: checkApiKey('sk_secret-key'),
    userAgent: 'ppi-apply/test',
    random: () => 0,
    limits: { create: { ...PATIENT, ...limits }, readBudgetMs: 20_000 },
    ca: TEST_CERTIFICATE,
    ...(proxy === undefined ? {} : { proxy }),
  })
}

/** A proxy that connects every tunnel to one local port. */
const tunnelTo = (port: number): Promise<Loopback> =>
  loopback((socket) => {
    socket.once('data', () => {
      const upstream = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        socket.pipe(upstream).pipe(socket)
      })
      upstream.on('error', () => socket.destroy())
      socket.on('close', () => upstream.destroy())
    })
  })

const service = (script: Parameters<typeof loopback>[0]): Promise<Loopback> =>
  loopback(script, createTlsServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }), 'secureConnection')

const withCredentials = ({ port }: Loopback): string => `http://me:hunter2@127.0.0.1:${port}`

describe('calls through a proxy', () => {
  test('reach the service in a tunnel that the proxy cannot read', async () => {
    await using origin = await service((socket) =>
      onRequest(socket, () => socket.write(answer('200 OK', '{"id":"i-1","data":[]}'))),
    )
    await using proxy = await tunnelTo(origin.port)
    const client = through(withCredentials(proxy))
    expect(await client.create(BODY)).toEqual({ kind: 'created', id: 'i-1' })
    expect((await client.clusters()).kind).toBe('ok')
    const seen = proxy.received()
    expect(seen).toHaveLength(2)
    for (const text of seen) {
      expect(text).toContain('CONNECT api.test.invalid:443 HTTP/1.1\r\n')
      const basic = Buffer.from('me:hunter2').toString('base64')
      expect(text).toContain(`Proxy-Authorization: Basic ${basic}\r\n`)
      expect(text).not.toContain('sk_secret-key')
    }
    expect(origin.received().join('')).not.toContain('Proxy-Authorization')
    client.close()
  })

  test.each([
    ['407 Proxy Authentication Required', 'never'],
    ['403 Forbidden', 'never'],
    ['502 Bad Gateway', 'backoff'],
    ['503 Service Unavailable', 'backoff'],
  ])('a proxy that answers %s has sent nothing', async (status, retry) => {
    await using proxy = await loopback((socket) => {
      socket.once('data', () => socket.write(answer(status, '{"id":"i-evil"}')))
    })
    const outcome = await through(withCredentials(proxy)).create(BODY)
    expect(outcome).toMatchObject({
      kind: 'not-sent',
      retry,
      reason: expect.stringContaining(status.slice(0, 3)),
    })
    expect(proxy.received()[0]).not.toContain('sk_secret-key')
    expect(JSON.stringify(outcome)).not.toContain('hunter2')
  })

  test('a proxy that is not there, resets or ends has sent nothing', async () => {
    await using resetting = await loopback((socket) => {
      socket.once('data', () => socket.resetAndDestroy())
    })
    await using ending = await loopback((socket) => {
      socket.once('data', () => socket.end())
    })
    for (const port of [await closedPort(), resetting.port, ending.port]) {
      const outcome = await through(`http://127.0.0.1:${port}`).create(BODY)
      expect(outcome).toMatchObject({ kind: 'not-sent', retry: 'backoff' })
    }
  })

  test('a silent proxy runs into the time limit of connecting, and its connection is closed', async () => {
    await using proxy = await loopback(() => {})
    const outcome = await through(`http://127.0.0.1:${proxy.port}`, { connectMs: 200 }).create(BODY)
    expect(outcome).toMatchObject({ kind: 'not-sent', retry: 'backoff' })
    await proxy.quiet()
  })

  test('an abort while the proxy is silent closes the connection', async () => {
    const controller = new AbortController()
    await using proxy = await loopback((socket) => {
      socket.once('data', () => controller.abort())
    })
    const { signal } = controller
    const outcome = await through(`http://127.0.0.1:${proxy.port}`).create(BODY, { signal })
    expect(outcome).toMatchObject({ kind: 'not-sent', retry: 'never' })
    await proxy.quiet()
  })

  test('a tunnel that breaks before TLS stands has sent nothing', async () => {
    await using proxy = await loopback((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.once('data', () => socket.destroy())
      })
    })
    const outcome = await through(`http://127.0.0.1:${proxy.port}`).create(BODY)
    expect(outcome).toMatchObject({ kind: 'not-sent', retry: 'backoff' })
  })

  test('a service with a certificate of its own is not trusted through a tunnel either', async () => {
    await using origin = await service(() => {})
    await using proxy = await tunnelTo(origin.port)
    const other = createClient({
      base: parseBaseUrl('https://elsewhere.invalid'),
      apiKey: checkApiKey('sk_secret-key'),
      userAgent: 'ppi-apply/test',
      ca: TEST_CERTIFICATE,
      proxy: { url: new URL(proxy.url), authorization: undefined, secrets: [] },
    })
    expect(await other.create(BODY)).toMatchObject({ kind: 'not-sent', retry: 'never' })
    await origin.quiet()
    expect(origin.received().join('')).toBe('')
  })

  test('a service that breaks off after it read the request is unknown', async () => {
    await using origin = await service((socket) => onRequest(socket, () => socket.destroy()))
    await using proxy = await tunnelTo(origin.port)
    const outcome = await through(`http://127.0.0.1:${proxy.port}`).create(BODY)
    expect(outcome.kind).toBe('unknown')
    expect(origin.received()[0]).toContain('POST ')
  })

  test('a service that is silent in its tunnel is unknown, and the connection is closed', async () => {
    await using origin = await service(() => {})
    await using proxy = await tunnelTo(origin.port)
    const outcome = await through(`http://127.0.0.1:${proxy.port}`, { answerMs: 500 }).create(BODY)
    expect(outcome.kind).toBe('unknown')
    await proxy.quiet()
  })

  test('a proxy that speaks TLS works', async () => {
    await using origin = await service((socket) =>
      onRequest(socket, () => socket.write(answer('200 OK', '{"id":"i-1"}'))),
    )
    await using proxy = await service((socket) => {
      socket.once('data', () => {
        const upstream = connect(origin.port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n')
          socket.pipe(upstream).pipe(socket)
        })
        upstream.on('error', () => socket.destroy())
        socket.on('close', () => upstream.destroy())
      })
    })
    const outcome = await through(`https://localhost:${proxy.port}`).create(BODY)
    expect(outcome).toEqual({ kind: 'created', id: 'i-1' })
  })
})
