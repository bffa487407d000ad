import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KNOWN_HOSTS } from '../../src/config/places/known-hosts.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'
import { wiretap } from '../support/wiretap.ts'

const KEY = 'sk_the_persons_key_1234567890'
const FLEET =
  'instances: [{ name: a, kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'
const CONFIG = 'ppi-apply.config.yaml'

/** A checkout that has these files beside a valid fleet. */
const checkout = (files: Readonly<Record<string, string>>) =>
  tempDir({ 'fleet.yaml': FLEET, ...files })

/** Other ways to write a host, each of which some reader of addresses takes for a known one. */
const DISGUISED = [
  'http://api.ppinfra.com',
  'https://api.ppinfra.com.attacker.example',
  'https://api.ppinfra.com@attacker.example',
  'https://api.ppinfra.com:443@attacker.example',
  'https://attacker.example/api.ppinfra.com',
  'https://attacker.example#https://api.ppinfra.com',
  'https://attacker.example?api.ppinfra.com',
  'https://attacker.example\\@api.ppinfra.com',
  'https://api.ppinfra.com\\.attacker.example',
  'https:/\\attacker.example/https://api.ppinfra.com',
  'https://api.ppinfra.com.',
  'https://api.ppinfra.com:8443',
  'https://api.ppinfra.com/../attacker',
  'https://api.ppinfra.com/redirect?to=attacker.example',
  'https://api。ppinfra。com.attacker.example',
  'https://аpi.ppinfra.com',
  'https://api.ppinfra.com\\tattacker.example',
  'https://[::ffff:127.0.0.1]',
  'https://2130706433',
  'https://localhost.attacker.example',
  'ftp://api.ppinfra.com',
  '//attacker.example',
] as const

describe('a config that names a host', () => {
  it.each(DISGUISED)('does not have the key sent to %j', async (address) => {
    await using tap = await wiretap()
    const cwd = checkout({ [CONFIG]: `baseUrl: ${JSON.stringify(address)}\n` })
    const run = await runInProcess(['plan', 'fleet.yaml'], {
      cwd,
      env: { ...tap.env, PPIO_API_KEY: KEY },
    })
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('names the service')
    expect(run.stderr).toContain('nothing was sent')
    expect(tap.asked()).toEqual([])
  })

  it.each([
    ...KNOWN_HOSTS.map((host) => `https://${host}`),
    'https://API.PPIO.com/',
    'https://api.ppio.com:443/gpu-instance/openapi/v1',
  ])('may name %s', async (address) => {
    await using tap = await wiretap()
    const cwd = checkout({ [CONFIG]: `baseUrl: ${address}\n` })
    const env = { ...tap.env, PPIO_API_KEY: KEY }
    await runInProcess(['status'], { cwd, env })
    expect(new Set(tap.asked())).toEqual(new Set([`${new URL(address).hostname}:443`]))
  })

  it('gives way to a flag and to the environment, and the sandbox asks it nothing', async () => {
    await using tap = await wiretap()
    const cwd = checkout({ [CONFIG]: 'baseUrl: https://attacker.example\n' })
    const env = { ...tap.env, PPIO_API_KEY: KEY }
    await runInProcess(['status', '--base-url', tap.url], { cwd, env })
    expect(tap.received()).toHaveLength(1)
    await runInProcess(['status'], { cwd, env: { ...env, PPIO_BASE_URL: tap.url } })
    expect(tap.received()).toHaveLength(2)
    expect(tap.received().every((text) => text.includes(KEY))).toBe(true)
    expect(await runInProcess(['plan', 'fleet.yaml', '--sandbox'], { cwd, env })).toMatchObject({
      code: 0,
    })
    expect(await runInProcess(['validate', 'fleet.yaml'], { cwd, env })).toMatchObject({ code: 0 })
    expect(tap.asked()).toEqual([])
  })

  it('says where address and key come from', async () => {
    await using tap = await wiretap()
    const cwd = checkout({ [CONFIG]: 'baseUrl: https://api.ppio.com\n' })
    const env = { ...tap.env, PPIO_API_KEY: KEY }
    const { stderr } = await runInProcess(['status', '--verbose'], { cwd, env })
    expect(stderr).toContain(`from baseUrl in the config ${join(cwd, CONFIG)}`)
    expect(stderr).toContain('API key: PPIO_API_KEY in the environment')
  })
})

describe('a config that names the variable of the key', () => {
  it.each([
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'MY_PPIO_API_KEY',
    'PPIO_API_KEY_OLD',
    'PPIO_PASSWORD',
    'API_KEY',
  ])('may not name %s', async (name) => {
    await using tap = await wiretap()
    const cwd = checkout({ [CONFIG]: `apiKey: \${${name}}\n` })
    const env = { ...tap.env, [name]: 'hunter2hunter2' }
    const run = await runInProcess(['plan', 'fleet.yaml'], { cwd, env })
    expect(run.code).toBe(1)
    expect(run.stderr).toContain(`--api-key-env ${name}`)
    expect(tap.asked()).toEqual([])
    const named = await runInProcess(['status', '--verbose', '--api-key-env', name], { cwd, env })
    expect(named.stderr).toContain(`API key: ${name} in the environment`)
    expect(tap.asked()).not.toEqual([])
  })

  it.each(['PPIO_API_KEY', 'NOVITA_API_KEY', 'PPIO_TEAM_API_KEY', 'NOVITA_CIAPI_KEY'])(
    'may name %s',
    async (name) => {
      await using tap = await wiretap()
      const cwd = checkout({ [CONFIG]: `apiKey: \${${name}}\n` })
      await runInProcess(['status'], { cwd, env: { ...tap.env, [name]: KEY } })
      expect(tap.asked()).not.toEqual([])
    },
  )

  it('is not given a key in the place of a name', async () => {
    const run = await runInProcess(['status', '--api-key-env', 'sk-pasted-by-mistake'], {
      cwd: checkout({}),
    })
    expect(run.code).toBe(64)
    expect(run.stderr).not.toContain('sk-pasted')
  })
})

describe('a variable file that names a host', () => {
  const plan = ['plan', 'fleet.yaml', '--refresh', 'always']

  it('counts together with a key of its own', async () => {
    await using tap = await wiretap()
    const cwd = checkout({ 'ci.env': `PPIO_BASE_URL=${tap.url}\nPPIO_API_KEY=key-of-the-file\n` })
    const run = await runInProcess([...plan, '--var-file', 'ci.env', '--verbose'], { cwd })
    expect(tap.received().join()).toContain('key-of-the-file')
    expect(run.stderr).toContain('PPIO_BASE_URL in the variable file')
  })

  it('never gets the key of the environment, nor that of another file', async () => {
    await using tap = await wiretap()
    const cwd = checkout({
      'host.env': `PPIO_BASE_URL=${tap.url}\n`,
      'both.env': `PPIO_BASE_URL=${tap.url}\nPPIO_API_KEY=key-of-the-file\n`,
      'key.env': 'PPIO_API_KEY=key-of-another-file\n',
    })
    for (const [args, env] of [
      [['--var-file', 'host.env'], { PPIO_API_KEY: KEY }],
      [['--var-file', 'both.env'], { PPIO_API_KEY: KEY }],
      [['--var-file', 'host.env', '--var-file', 'key.env'], {}],
      [['--var-file', 'both.env', '--var-file', 'key.env'], {}],
      [['--var-file', 'host.env'], {}],
      [['--var-file', 'both.env', '--api-key-env', 'MY_KEY'], { MY_KEY: KEY }],
      [['--var-file', 'both.env'], { NOVITA_API_KEY: KEY }],
    ] as const) {
      const run = await runInProcess([...plan, ...args], { cwd, env: { ...tap.env, ...env } })
      expect({ args, code: run.code }).toEqual({ args, code: 1 })
      expect(run.stderr).toContain('Nothing was sent')
    }
    expect(tap.received()).toEqual([])
    expect(tap.asked()).toEqual([])
  })

  it('names a known host at most when a config named the file', async () => {
    await using tap = await wiretap()
    const cwd = checkout({
      [CONFIG]: 'varFile: ci.env\n',
      'ci.env': `PPIO_BASE_URL=${tap.url}\nPPIO_API_KEY=key-of-the-file\n`,
    })
    const refused = await runInProcess(plan, { cwd, env: tap.env })
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing was sent') })
    writeFileSync(
      join(cwd, 'ci.env'),
      'PPIO_BASE_URL=https://api.ppio.com\nPPIO_API_KEY=key-of-the-file\n',
    )
    await runInProcess(plan, { cwd, env: tap.env })
    expect(tap.received()).toEqual([])
    expect(new Set(tap.asked())).toEqual(new Set(['api.ppio.com:443']))
  })

  it('says nothing about proxies and certificates', async () => {
    await using tap = await wiretap()
    const cwd = checkout({
      'ci.env': `HTTPS_PROXY=${tap.url}\nhttps_proxy=${tap.url}\nALL_PROXY=${tap.url}\nNODE_TLS_REJECT_UNAUTHORIZED=0\n`,
    })
    const env = { ...tap.env, PPIO_API_KEY: KEY }
    await runInProcess([...plan, '--var-file', 'ci.env'], { cwd, env })
    expect(tap.received()).toEqual([])
    expect(tap.asked()).not.toEqual([])
  })

  it('reads a pipe of the shell', async () => {
    await using tap = await wiretap()
    const cli = join(process.cwd(), 'dist/cli.cjs')
    const line = `"${process.execPath}" "${cli}" plan fleet.yaml --verbose --refresh never --var-file <(echo PPIO_API_KEY=of-the-pipe)`
    const run = spawnSync('bash', ['-c', line], {
      cwd: checkout({}),
      env: { PATH: process.env.PATH, HOME: tempDir(), ...tap.env },
      encoding: 'utf8',
      timeout: 30_000,
    })
    expect(run).toMatchObject({ status: 0, signal: null })
    expect(run.stderr).toContain('API key: PPIO_API_KEY in the variable file /dev/fd/')
  })
})

/** What whoever writes a checkout may put into it, with a server of theirs at `evil`. */
const anyCheckout = (evil: string) => {
  const address = fc.constantFrom(
    evil,
    evil.replace('127.0.0.1', 'localhost'),
    evil.replace('http:', 'https:'),
    'https://attacker.example',
    'https://api.ppinfra.com@attacker.example',
    'https://api.ppio.com',
    'https://api.novita.ai',
  )
  const name = fc.constantFrom('PPIO_API_KEY', 'PPIO_EVIL_API_KEY', 'NOVITA_API_KEY', 'AWS_SECRET')
  const variables = fc
    .uniqueArray(
      fc.oneof(
        address.map((value) => ['PPIO_BASE_URL', value] as const),
        name.map((key) => [key, 'key-of-the-attacker'] as const),
        fc
          .constantFrom('HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'ALL_PROXY')
          .map((key) => [key, evil] as const),
        fc.constantFrom(['XDG_CONFIG_HOME', '.'] as const, ['NO_PROXY', '*'] as const),
      ),
      { selector: ([key]) => key, maxLength: 6 },
    )
    .map((pairs) => pairs.map(([key, value]) => `${key}=${value}\n`).join(''))
  const config = fc.record(
    {
      baseUrl: address,
      apiKey: name.map((each) => `\${${each}}`),
      varFile: fc.constantFrom('evil.env', ['evil.env', 'more.env']),
      ledger: fc.constantFrom('evil.ledger.jsonl', '.ppi-apply/127.0.0.1.ledger.jsonl'),
    },
    { requiredKeys: [] },
  )
  const place = fc.constantFrom(
    CONFIG,
    'ppi-apply.config.json',
    '.ppi-applyrc',
    '.ppi-applyrc.yml',
    'package.json',
    'sub/named.yaml',
  )
  return fc.record({
    address,
    config,
    place,
    variables,
    more: variables,
    flags: fc.subarray(['--var-file=evil.env', '--var-file=more.env', '--config=sub/named.yaml']),
    command: fc.constantFrom(
      ['plan', 'fleet.yaml'],
      ['apply', 'fleet.yaml', '--yes'],
      ['status'],
      ['adopt', 'a', 'i-1', 'fleet.yaml'],
      ['forget', 'a', '--yes'],
      ['render', 'fleet.yaml', '--format', 'curl'],
    ),
    home: fc.constantFrom('own', 'the checkout'),
  })
}

describe('from a clean environment with a key', () => {
  it('no file of a checkout changes where a connection goes', async () => {
    await using tap = await wiretap()
    const mine = tempDir()
    await fc.assert(
      fc.asyncProperty(anyCheckout(tap.url), async (made) => {
        const text = JSON.stringify(
          made.place === 'package.json' ? { 'ppi-apply': made.config } : made.config,
        )
        const origin = new URL(made.address).origin
        const cwd = checkout({
          'sub/named.yaml': '{}',
          [made.place]: text,
          'evil.env': made.variables,
          'more.env': made.more,
          '.config/ppi-apply/trusted-hosts': `${origin}\n`,
          'ppi-apply/trusted-hosts': `${origin}\n`,
          'evil.ledger.jsonl': '',
        })
        mkdirSync(join(cwd, '.git'))
        const args = [...made.command, ...made.flags]
        const env = { ...tap.env, PPIO_API_KEY: KEY, HOME: made.home === 'own' ? mine : cwd }
        const before = tap.asked().length
        const run = await runInProcess(args, { cwd, env })
        expect(tap.received()).toEqual([])
        const elsewhere = tap
          .asked()
          .slice(before)
          .filter((target) => !KNOWN_HOSTS.some((host) => target === `${host}:443`))
        expect(elsewhere).toEqual([])
        if (made.command[0] === 'render') expect(run.stdout).not.toContain(tap.url)
        expect(run.code).not.toBe(70)
        expect(run.stdout + run.stderr).not.toContain(KEY)
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 60) },
    )
    // The tap works: what the person says is what counts.
    await runInProcess(['status', '--base-url', tap.url], {
      cwd: checkout({}),
      env: { PPIO_API_KEY: KEY },
    })
    expect(tap.received()).toHaveLength(1)
  })
})
