import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { json, service } from '../support/answering-service.ts'
import { KNOWN_HOSTS_CERTIFICATE } from '../support/certificate.ts'
import { gitRemote } from '../support/git-remote.ts'
import { knownHost, tunnelTo } from '../support/known-host.ts'
import { answer, onRequest } from '../support/loopback.ts'
import { runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

// Node prints headers, and so the key, when NODE_DEBUG says so: to a CI log, for instance, that many may read.

const KEY = 'sk_test_key_1234567890'
const TOKEN = 'hf_value_of_the_token_42'
/** What a job of CI signs in to its remote with, as its checkout hands it to Git. */
const HEADER = 'AUTHORIZATION: basic value_of_the_header_42'

const FLEET = `
instances:
  - name: web
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: 1
    rootfsSize: 60
    imageUrl: "pytorch:2.7"
    envs: [{ key: HF_TOKEN, value: "\${HF_TOKEN}" }]
`

/** Every section that Node 20 or 24 knows, and patterns, which Node takes as well. */
const SECTIONS = [
  'child_process',
  'cluster',
  'crypto',
  'diagnostics',
  'esm',
  'fetch',
  'fs',
  'http',
  'http2',
  'https',
  'inspect',
  'module',
  'net',
  'permission',
  'policy',
  'repl',
  'sea',
  'source_map',
  'stream',
  'test_runner',
  'timer',
  'tls',
  'undici',
  'url',
  'vm',
  'watch',
  'websocket',
  'worker',
  'HTTP',
  'h*',
  '*',
  'fs,net',
  'http,net,tls,undici,https,fetch',
] as const

/** Neither as it is nor in another dress. */
function expectNoSecret(text: string): void {
  for (const secret of [KEY, TOKEN, HEADER]) {
    const bytes = Buffer.from(secret)
    for (const form of [secret, bytes.toString('base64').slice(0, -4), bytes.toString('hex')]) {
      expect(text).not.toContain(form)
    }
    expect(text).not.toContain(bytes.toString('hex').replace(/../g, '$& ').trim())
  }
}

async function apply(env: Readonly<Record<string, string>>, cwd = tempDir()) {
  const instances: unknown[] = []
  const { url, counts } = await service((call, nth) => {
    if (call === 'list') return json({ instances, total: instances.length })
    if (call !== 'create') return undefined
    const envs = [{ key: 'HF_TOKEN', value: TOKEN }]
    instances.push({ id: `i-${nth}`, name: 'web', status: 'running', envs })
    return json({ id: `i-${nth}` })
  })
  writeFileSync(join(cwd, 'fleet.yaml'), FLEET)
  const run = await runCli(
    ['apply', 'fleet.yaml', '--yes', '--verbose', '--settle', '0', '--base-url', url],
    { cwd, env: { PPIO_API_KEY: KEY, HF_TOKEN: TOKEN, ...env } },
  )
  return { ...run, sent: Object.values(counts).reduce((sum, count) => sum + count) }
}

/** A clone, and what a person and a job of CI have for its ledger. */
function inGit() {
  const { clone, folder } = gitRemote()
  return { cwd: clone, env: { ...FOR_GIT, HOME: folder } }
}

const FOR_GIT = {
  PPI_APPLY_LEDGER: 'git:origin#ledger',
  AWS_SECRET_ACCESS_KEY: TOKEN,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'http.extraheader',
  GIT_CONFIG_VALUE_0: HEADER,
} as const

describe('NODE_DEBUG', () => {
  it.each(SECTIONS)('of %s shows neither the key nor what the body holds', async (NODE_DEBUG) => {
    const run = await apply({ NODE_DEBUG })
    expectNoSecret(run.stdout + run.stderr)
    if (run.code === 0) return
    // What Node would print is not sent at all, and the run says why.
    expect(run.code).toBe(1)
    expect(run.sent).toBe(0)
    expect(run.stderr).toContain('NODE_DEBUG is set for ')
    expect(run.stderr).toContain('Unset NODE_DEBUG')
  })

  it.each(['http', 'net', 'HTTPS', 'h*', '*'])('of %s sends nothing', async (NODE_DEBUG) => {
    const run = await apply({ NODE_DEBUG })
    expect(run.code).toBe(1)
    expect(run.sent).toBe(0)
  })

  it.each(['fs', 'module,timer', 'my-own-tool', ''])(
    'of %j is nothing to stop for',
    async (NODE_DEBUG) => {
      const run = await apply({ NODE_DEBUG })
      expect(run.code, run.stderr).toBe(0)
    },
  )

  it.each(SECTIONS)('of %s shows nothing of what git gets', async (NODE_DEBUG) => {
    const { cwd, env } = inGit()
    const run = await runCli(['ledger', 'show'], { cwd, env: { ...env, NODE_DEBUG } })
    expectNoSecret(run.stdout + run.stderr)
    if (run.code === 0) return
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('with each program that it starts')
    expect(run.stderr).toContain('Unset NODE_DEBUG')
  })

  it.each(['child_process', 'stream', 'CHILD*', '*'])('of %s starts no git', async (NODE_DEBUG) => {
    const { cwd, env } = inGit()
    const run = await runCli(['ledger', 'show'], { cwd, env: { ...env, NODE_DEBUG } })
    expect(run.code).toBe(1)
  })

  it.each(['fs', 'module,timer'])('of %j is nothing to stop git for', async (NODE_DEBUG) => {
    const { cwd, env } = inGit()
    const run = await apply({ ...env, NODE_DEBUG }, cwd)
    expect(run.code, run.stderr).toBe(0)
    expectNoSecret(run.stdout + run.stderr)
  })

  it('does not stop what asks nobody', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const env = { PPIO_API_KEY: KEY, HF_TOKEN: TOKEN, NODE_DEBUG: 'http' }
    const run = await runCli(['plan', 'fleet.yaml', '--refresh', 'never'], { cwd, env })
    expect(run.code, run.stderr).toBe(0)
    expectNoSecret(run.stdout + run.stderr)
  })
})

describe('other ways to make Node or a package talkative', () => {
  it.each([
    [
      'NODE_DEBUG_NATIVE',
      'HTTP_CLIENT,HTTPCLIENTREQUEST,TLS,HTTP2SESSION,TCPWRAP,WORKER,MKSNAPSHOT',
    ],
    ['DEBUG', '*'],
    ['NODE_OPTIONS', '--trace-warnings --trace-deprecation --report-uncaught-exception'],
  ])('%s=%s shows neither', async (name, value) => {
    const run = await apply({ [name]: value })
    expect(run.code, run.stderr).toBe(0)
    expectNoSecret(run.stdout + run.stderr)
  })

  it('DEBUG through a proxy shows neither the key nor the password of the proxy', async () => {
    await using origin = await knownHost((socket) =>
      onRequest(socket, () => socket.write(answer('200 OK', '{"instances":[],"total":0}'))),
    )
    await using proxy = await tunnelTo(origin.port)
    const cwd = tempDir({ 'fleet.yaml': FLEET, 'ca.pem': KNOWN_HOSTS_CERTIFICATE })
    const run = await runCli(['plan', 'fleet.yaml', '--base-url', 'https://api.ppio.com'], {
      cwd,
      env: {
        PPIO_API_KEY: KEY,
        HF_TOKEN: TOKEN,
        DEBUG: '*',
        NODE_EXTRA_CA_CERTS: join(cwd, 'ca.pem'),
        HTTPS_PROXY: `http://me:hunter2@127.0.0.1:${proxy.port}`,
      },
    })
    expect(run.code, run.stderr).toBe(0)
    expectNoSecret(run.stdout + run.stderr)
    for (const form of ['hunter2', Buffer.from('me:hunter2').toString('base64')]) {
      expect(run.stdout + run.stderr).not.toContain(form)
    }
  })
})
