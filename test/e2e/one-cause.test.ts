import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { json, service } from '../support/answering-service.ts'
import { TEST_CERTIFICATE, TEST_KEY } from '../support/certificate.ts'
import { answer, closedPort, loopback, onRequest } from '../support/loopback.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

// One thing is wrong. It is said once, with what to do about that and not about something else.

const KEY = 'sk_test_key_1234567890'

const FLEET = `
instances:
  - { name: web, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
`

interface Where {
  readonly url: string
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

async function apply({ url, env = {}, args = [] }: Where, files: Record<string, string> = {}) {
  const cwd = tempDir({ 'fleet.yaml': FLEET, ...files })
  return runInProcess(['apply', 'fleet.yaml', '--yes', '--base-url', url, ...args], {
    cwd,
    env: args.length > 0 ? env : { PPIO_API_KEY: KEY, ...env },
  })
}

/** Told once, with this advice, and without the one that would create blindly. */
function expectOneCause(
  { code, stdout, stderr }: Awaited<ReturnType<typeof apply>>,
  cause: string,
  advice: readonly string[],
): void {
  expect(code, stderr).toBe(1)
  expect((stdout + stderr).split(cause), stdout + stderr).toHaveLength(2)
  expect(stderr).toContain('Nothing was sent.')
  for (const words of advice) expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words)
  expect(stdout + stderr).not.toContain('--refresh never')
  expect(stdout + stderr).not.toContain(KEY)
  expect(stdout + stderr).not.toContain('hunter2')
}

const saying = (text: string) => loopback((socket) => onRequest(socket, () => socket.write(text)))

describe('an answer of the service', () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      'a refused key',
      answer('401 Unauthorized', '{"code":401,"reason":"UNAUTHORIZED","message":"bad key"}'),
      'bad key',
      [
        'service refuses the API key of PPIO_API_KEY in the environment',
        'complete, not revoked, and of 127.0.0.1:',
      ],
    ],
    [
      'a forbidden call',
      answer('403 Forbidden', '{"code":403,"reason":"NEED_REAL_NAME_VERIFY","message":"no"}'),
      'NEED_REAL_NAME_VERIFY',
      ['real-name verification', 'PPIO_API_KEY in the environment'],
    ],
    [
      'a limit that says how long',
      answer('429 Too Many', '{"message":"slow down"}', { 'Retry-After': '600' }),
      'slow down',
      ['takes no more calls for now: run it again in 10 min, as it asks'],
    ],
    [
      'a limit that does not',
      answer('429 Too Many', '{"message":"slow down"}'),
      'slow down',
      ['does not say for how long: run it again in some minutes'],
    ],
    [
      'an outage',
      answer('503 Unavailable', '<html><title>maintenance</title></html>'),
      'maintenance',
      ['is out of order or overloaded: try again later'],
    ],
    [
      'a redirect',
      answer('302 Found', '', { Location: 'https://login.example/' }),
      'HTTP 302',
      ['Check the base URL', 'would carry the API key elsewhere'],
    ],
    [
      'a web page',
      answer('404 Not Found', '<html><title>Welcome to nginx</title></html>'),
      'Welcome to nginx',
      ['is the address of the API'],
    ],
  ])('%s', async (_what, text, cause, advice) => {
    await using server = await saying(text)
    expectOneCause(await apply({ url: server.url }), cause, advice)
  })

  it('no list', async () => {
    const { url } = await service((call) =>
      call === 'list' ? { status: 405, body: '{"message":"nothing here"}' } : json({ data: [] }),
    )
    const advice = ['/gpu-instance/openapi/v1 is the address of the API']
    expectOneCause(await apply({ url }), 'nothing here', advice)
  })

  it('names the file that a refused key came from', async () => {
    await using server = await saying(answer('401 Unauthorized'))
    const files = { 'keys.env': `PPIO_API_KEY=${KEY}\n` }
    const run = await apply({ url: server.url, args: ['--var-file', 'keys.env'] }, files)
    expectOneCause(run, 'service refuses the API key of PPIO_API_KEY in ', ['HTTP 401', 'keys.env'])
  })
})

describe('a connection that does not come about', () => {
  it('to a port where nothing listens', async () => {
    const port = await closedPort()
    const run = await apply({ url: `http://127.0.0.1:${port}` })
    const advice = [`Check host and port of the base URL (127.0.0.1:${port})`]
    expectOneCause(run, 'nothing listens at that address (ECONNREFUSED)', advice)
  })

  it('with a certificate that nobody vouches for', async () => {
    const tls = createTlsServer({ cert: TEST_CERTIFICATE, key: TEST_KEY })
    await using server = await loopback(() => {}, tls, 'secureConnection')
    const run = await apply({ url: `https://localhost:${server.port}` })
    expectOneCause(run, 'no trusted TLS session', [
      'NODE_EXTRA_CA_CERTS',
      'Certificates are always checked',
    ])
    expect(server.received().join('')).toBe('')
  })

  it('to a server that speaks no TLS', async () => {
    await using server = await loopback((socket) => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))
    const run = await apply({ url: `https://127.0.0.1:${server.port}` })
    expectOneCause(run, 'the server does not speak TLS at that address', [])
  })
})

describe('a proxy', () => {
  const through = (port: number) =>
    apply({
      url: 'https://api.example.com',
      env: { HTTPS_PROXY: `http://me:hunter2@127.0.0.1:${port}` },
    })

  it('that is not there is named, without its password', async () => {
    const port = await closedPort()
    expectOneCause(await through(port), 'ECONNREFUSED', [
      `through the proxy http://127.0.0.1:${port} (HTTPS_PROXY): check that it is right and runs`,
      'NO_PROXY',
    ])
  })

  it.each([
    ['407 Proxy Authentication Required', 'Put user name and password into the address of the'],
    ['403 Forbidden', 'does not let api.example.com through'],
  ])('that answers %s is named, with what it wants', async (status, advice) => {
    await using proxy = await loopback((socket) => {
      socket.once('data', () => socket.end(answer(status)))
    })
    const run = await through(proxy.port)
    const words = [advice, `http://127.0.0.1:${proxy.port}`, 'HTTPS_PROXY']
    expectOneCause(run, 'the proxy refused the connection with HTTP', words)
  })
})

describe('plan', () => {
  it('tells the cause once as well, and exits with 1', async () => {
    await using server = await saying(answer('401 Unauthorized', '{"message":"bad key"}'))
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const env = { PPIO_API_KEY: KEY }
    const run = await runInProcess(['plan', 'fleet.yaml', '--base-url', server.url], { cwd, env })
    expectOneCause(run, 'bad key', ['PPIO_API_KEY in the environment'])
  })
})

describe('status', () => {
  it('says what to do about a service that it cannot ask, for people and for machines', async () => {
    const body = '{"code":401,"reason":"UNAUTHORIZED","message":"bad key"}'
    await using origin = await saying(answer('401 Unauthorized', body))
    const url = origin.url
    const run = (...args: readonly string[]) =>
      runInProcess(['status', '--base-url', url, ...args], {
        cwd: tempDir(),
        env: { PPIO_API_KEY: KEY },
      })
    const advice = 'service refuses the API key of PPIO_API_KEY in the environment'
    const { stdout } = await run()
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(advice)
    const json = JSON.parse((await run('--format', 'json')).stdout)
    expect(json.refresh.hint).toContain(advice)
    const refused = await run('--refresh', 'always')
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(advice)
  })
})
