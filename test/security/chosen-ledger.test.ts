import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { trustedPlaceOf } from '../../src/config/places/ledger-address.ts'
import { answerJson, createServerWith } from '../support/create-server.ts'
import { git, gitRemote } from '../support/git-remote.ts'
import { runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'
import { wiretap } from '../support/wiretap.ts'

const KEY = 'sk_the_persons_key_1234567890'
const FLEET =
  'instances: [{ name: a, kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'
const CONFIG = 'ppi-apply.config.yaml'
const SECRETS = {
  PGPASSWORD: 'pg-password-12345',
  PGUSER: 'person',
  AWS_ACCESS_KEY_ID: 'AKIAPERSON',
  AWS_SECRET_ACCESS_KEY: 'aws-secret-12345',
  PPIO_API_KEY: KEY,
}

const checkout = (ledger: string, files: Readonly<Record<string, string>> = {}) =>
  tempDir({ 'fleet.yaml': FLEET, [CONFIG]: `ledger: ${JSON.stringify(ledger)}\n`, ...files })

/** Waits for connections, and counts them. */
async function strangers() {
  const server = await createServerWith((_call, response) => answerJson(response, 200, {}))
  return { host: new URL(server.url).host, calls: server.calls }
}

/** A home with a trust list, apart from the checkout. */
function homeThatTrusts(...places: readonly string[]): string {
  const home = tempDir()
  mkdirSync(join(home, '.config', 'ppi-apply'), { recursive: true, mode: 0o700 })
  writeFileSync(
    join(home, '.config', 'ppi-apply', 'trusted-hosts'),
    places.map((place) => `${place}\n`).join(''),
    { mode: 0o600 },
  )
  return home
}

describe('a config that names a shared ledger', () => {
  it.each([
    'postgres://person@HOST/ops?ledger=fleet',
    'postgresql://HOST/ops?ledger=fleet&sslmode=disable',
    's3://bucket/fleet?region=eu-central-1&endpoint=http://HOST',
    's3://bucket/fleet?region=eu-central-1',
    'git:http://HOST/x.git#ledger',
    'git:ssh://git@HOST/x.git#ledger',
    'git:../other#ledger',
    'git:--upload-pack=touch#ledger',
  ])('has nothing sent to %s, which the person does not trust', async (address) => {
    await using tap = await wiretap()
    const stranger = await strangers()
    const cwd = checkout(address.replace('HOST', stranger.host))
    for (const command of [['plan'], ['apply', '--yes'], ['ledger', 'check'], ['ledger', 'show']]) {
      const [name = '', ...rest] = command
      const args = name === 'ledger' ? command : [name, 'fleet.yaml', ...rest]
      const run = await runInProcess(args, { cwd, env: { ...tap.env, ...SECRETS } })
      expect(run.code).toBe(1)
      expect(run.stderr).toMatch(/is not on your trust list|does not name a remote/)
      for (const secret of Object.values(SECRETS)) expect(run.stderr).not.toContain(secret)
    }
    expect(stranger.calls).toEqual([])
    expect(tap.asked()).toEqual([])
  })

  it('counts where the person trusts its place, and nowhere else', async () => {
    const home = homeThatTrusts(
      'postgres://db.example:6432',
      's3://bucket?endpoint=https://minio.example:9000',
    )
    const ask = (ledger: string) =>
      runInProcess(['ledger', 'init'], { cwd: checkout(ledger), env: { HOME: home, ...SECRETS } })
    for (const trusted of [
      'postgres://ci@db.example:6432/ops?ledger=fleet',
      's3://bucket/fleet?region=us-east-1&endpoint=https://minio.example:9000',
    ]) {
      expect(await ask(trusted)).toMatchObject({ code: 0 })
    }
    for (const other of [
      'postgres://ci@db.example/ops?ledger=fleet',
      'postgres://ci@db.example:6432@evil.example/ops?ledger=fleet',
      's3://bucket/fleet?region=us-east-1&endpoint=https://minio.example:9000@evil.example',
      's3://bucket/fleet?endpoint=https://minio.example:9000&endpoint=https://evil.example',
      's3://bucket/fleet?region=us-east-1',
      's3://other/fleet?region=us-east-1&endpoint=https://minio.example:9000',
      's3://bucket/fleet?region=us-east-1&endpoint=http://minio.example:9000',
    ]) {
      const run = await ask(other)
      expect(run.code).toBe(1)
      expect(run.stderr).toContain('is not on your trust list')
    }
  })

  it('in S3 is trusted as its refusal says, and opens neither another bucket nor a service', async () => {
    const HOME = tempDir()
    const [host, env] = ['https://minio.example:9000', { HOME, ...SECRETS }]
    const ledger = `s3://bucket/fleet?region=us-east-1&endpoint=${host}`
    const init = (named: string) => runInProcess(['ledger', 'init'], { cwd: checkout(named), env })
    const place = `s3://bucket?endpoint=${host}`
    expect((await init(ledger)).stderr).toContain(`ppi-apply trust '${place}'`)
    const unasked = await runInProcess(['trust', place], { cwd: tempDir(), env })
    expect(unasked.stderr).toContain('keep its ledger at')
    expect(unasked.stderr).toContain('PPI_APPLY_LEDGER')
    expect(unasked.stderr).not.toContain('API key')
    const trusted = await runInProcess(['trust', place, '--yes'], { cwd: tempDir(), env })
    expect(trusted.stdout).toContain(`trust --remove '${place}'`)
    expect(await init(ledger)).toMatchObject({ code: 0 })
    expect(await init(ledger.replace('bucket', 'other'))).toMatchObject({ code: 1 })
    await using tap = await wiretap()
    const cwd = tempDir({ [CONFIG]: `baseUrl: ${host}\n` })
    expect(await runInProcess(['status'], { cwd, env: { ...tap.env, ...env } })).toMatchObject({
      code: 1,
    })
    expect(tap.asked()).toEqual([])
  })

  it('may hold no password, but a variable for one', async () => {
    const home = homeThatTrusts('postgres://db.example')
    const ask = (ledger: string, env: Readonly<Record<string, string>> = {}) =>
      runInProcess(['ledger', 'init'], { cwd: checkout(ledger), env: { HOME: home, ...env } })
    const literal = await ask('postgres://ci:hunter2hunter2@db.example/ops?ledger=fleet')
    expect(literal.code).toBe(1)
    expect(literal.stderr).toContain('ledger holds a password')
    expect(literal.stderr).not.toContain('hunter2')
    const other = await ask('postgres://ci:${AWS_SECRET_ACCESS_KEY}@db.example/ops?ledger=fleet', {
      AWS_SECRET_ACCESS_KEY: 'aws-secret-12345',
    })
    expect(other.code).toBe(1)
    const unset = await ask('postgres://ci:${PPI_APPLY_DB}@db.example/ops?ledger=fleet')
    expect(unset.stderr).toContain('the variable PPI_APPLY_DB is not set')
    const set = await ask('postgres://ci:${PPI_APPLY_DB}@db.example/ops?ledger=fleet', {
      PPI_APPLY_DB: 'hunter2hunter2',
    })
    expect(set).toMatchObject({ code: 0 })
  })
})

describe('a password on the command line', () => {
  it('is warned about, and in no message or command', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const ledger = 'postgres://ci:hunter2hunter2@127.0.0.1:9/ops?ledger=fleet&sslmode=disable'
    const run = await runInProcess(
      ['apply', 'fleet.yaml', '--yes', '--sandbox', '--ledger', ledger],
      {
        cwd,
      },
    )
    expect(run.code).toBe(5)
    expect(run.stderr).toContain('The password of the ledger is on the command line')
    expect(run.stdout + run.stderr).not.toContain('hunter2')
  })

  it.each([
    'git:http://alice:hunter2hunter2@127.0.0.1:9/x.git#led',
    "git:https://alice:it's@hunter2hunter2@127.0.0.1:9/x.git#led",
    'git:http://hunter2hunter2hunter2@127.0.0.1:9/x.git#led',
    'git:https://hunter2hunter2hunter2:x-oauth-basic@127.0.0.1:9/x.git#led',
  ])('is warned about, and in no message, where it is for Git: %s', async (ledger) => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    for (const command of [
      ['ledger', 'show', '--ledger', ledger],
      ['ledger', 'copy', ledger, 'other.jsonl'],
      ['apply', 'fleet.yaml', '--yes', '--sandbox', '--ledger', ledger],
    ]) {
      const run = await runInProcess(command, { cwd })
      expect(run.code).toBe(5)
      expect(run.stderr).toContain('The password of the ledger is on the command line')
      expect(run.stdout + run.stderr).not.toContain('hunter2')
    }
  })

  it('is no password where the environment has it, nor is the name of a user', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const inEnvironment = 'git:http://alice:hunter2hunter2@127.0.0.1:9/x.git#led'
    for (const [args, env] of [
      [[], { PPI_APPLY_LEDGER: inEnvironment }],
      [['--ledger', 'git:https://alice@127.0.0.1:9/x.git#led'], {}],
    ] as const) {
      const run = await runInProcess(['ledger', 'show', ...args], { cwd, env })
      expect(run.code).toBe(5)
      expect(run.stderr).not.toMatch(/on the command line|hunter2/)
    }
  })
})

describe('a remote of the clone', () => {
  it('that is another machine without encryption is refused before Git sends anything', async () => {
    const { clone } = gitRemote()
    writeFileSync(join(clone, 'fleet.yaml'), FLEET)
    writeFileSync(join(clone, CONFIG), 'ledger: git:origin#fleet\n')
    git(clone, ['remote', 'set-url', 'origin', 'http://192.0.2.2:8099/team/fleet.git'])
    for (const command of [
      ['plan', 'fleet.yaml', '--refresh', 'never'],
      ['apply', 'fleet.yaml', '--yes'],
      ['ledger', 'check'],
    ]) {
      const run = await runInProcess(command, {
        cwd: clone,
        env: { HOME: tempDir(), PPIO_API_KEY: KEY },
      })
      expect(run.code).toBe(64)
      expect(run.stderr).toContain('the ledger git:origin#fleet is reached over plain http://')
    }
  })
})

describe('the place that a person trusts', () => {
  it.each([
    ['postgres://db.example', 'postgres://db.example'],
    ['postgresql://ci@db.example:5432/ops?ledger=x', 'postgres://db.example'],
    ['postgres://ci@db.example:6432/ops?ledger=x', 'postgres://db.example:6432'],
    ['s3://bucket/fleet', 's3://bucket'],
    [
      's3://bucket/fleet?region=x&endpoint=https://minio.example:9000/',
      's3://bucket?endpoint=https://minio.example:9000',
    ],
    [
      's3://bucket?endpoint=https://minio.example:443',
      's3://bucket?endpoint=https://minio.example',
    ],
  ])('of %s is %s', (address, place) => {
    expect(trustedPlaceOf(address)).toBe(place)
  })

  it.each([
    'postgres://DB.example',
    'postgres://db.example\\@evil.example/ops',
    'postgres://db.example#@evil.example/ops',
    'postgres://a@db.example,evil.example/ops',
    'postgres://db.example/ops?host=/evil',
    's3://bucket/fleet?endpoint=https%3A%2F%2Fevil.example',
    's3://user@bucket/fleet',
    'git:origin#ledger',
    'https://db.example',
  ])('of %s is nowhere', (address) => {
    expect(trustedPlaceOf(address)).toBeUndefined()
  })
})

describe('an address that is not one of a ledger', () => {
  it.each(['s3://bucket', 'git:origin#a..b', 'postgres://host', 'mysql://host/x'])(
    'ends the run with a word, the one in the sandbox as well: %s',
    async (ledger) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      for (const more of [['--sandbox'], []]) {
        const args = ['plan', 'fleet.yaml', '--ledger', ledger, ...more]
        const run = await runCli(args, { cwd, env: { PPIO_API_KEY: KEY } })
        expect(run.code).toBe(64)
        expect(run.stderr).toMatch(/ledger/)
      }
    },
  )
})
