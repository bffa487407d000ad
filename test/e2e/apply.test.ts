import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerJson, createServerWith } from '../support/create-server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances:
  - name: a
    ports: [80/http, 22/tcp]
    envs: { MODE: prod }
  - name: b
    replicas: 2
    gpuNum: \${GPUS:-2}
  - name: c
    kind: cpu
`

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

/** The ledger of a folder as objects, in order. */
function ledgerOf(folder: string): readonly Record<string, unknown>[] {
  const home = join(folder, '.ppi-apply')
  const [name = ''] = readdirSync(home).filter((file) => file.endsWith('.ledger.jsonl'))
  return readFileSync(join(home, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))
}

describe('apply against a server that knows only the create call', () => {
  it('sends the entries in file order, one at a time, each with exactly its body', async () => {
    const server = await createServerWith((_call, response, nth) => {
      setTimeout(() => answerJson(response, 200, { id: `id-${nth}` }), 20)
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runInProcess(['apply', 'fleet.yaml', '--base-url', server.url, '--yes'], {
      cwd,
      env: KEY,
    })
    expect(run).toMatchObject({ code: 0 })
    const marker = { key: 'PPI_APPLY_ID', value: expect.stringMatching(/^1\.[0-9a-f.]{34}$/) }
    const common = { productId: '4090.18c.60g', rootfsSize: 60, imageUrl: 'pytorch:2.7' }
    expect(server.calls.map(({ body }) => body)).toEqual([
      {
        name: 'a',
        ...common,
        kind: 'gpu',
        gpuNum: 1,
        ports: '80/http, 22/tcp',
        envs: [{ key: 'MODE', value: 'prod' }, marker],
      },
      { name: 'b-1', ...common, kind: 'gpu', gpuNum: 2, envs: [marker] },
      { name: 'b-2', ...common, kind: 'gpu', gpuNum: 2, envs: [marker] },
      { name: 'c', ...common, kind: 'cpu', gpuNum: 1, envs: [marker] },
    ])
    expect(server.calls.map(({ overlapping }) => overlapping)).toEqual([0, 0, 0, 0])
    expect(server.calls[0]?.headers).toMatchObject({
      authorization: `Bearer ${KEY.PPIO_API_KEY}`,
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^ppi-apply\/\d/),
    })
    for (const name of ['a', 'b-1', 'b-2', 'c']) expect(run.stdout).toContain(name)
    expect(run.stdout).toContain('4 created, 0 not created, 0 in doubt')
  })

  it('creates nothing the second time, and says so', async () => {
    const server = await createServerWith()
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const args = ['apply', 'fleet.yaml', '--base-url', server.url, '--yes']
    await runInProcess(args, { cwd, env: KEY })
    const secondRun = await runInProcess(args, { cwd, env: KEY })
    expect(secondRun).toMatchObject({ code: 0 })
    expect(secondRun.stdout).toContain('0 to create, 4 unchanged')
    expect(server.calls).toHaveLength(4)
  })

  it('writes the intent before and the outcome after each call', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const kinds: unknown[][] = []
    const server = await createServerWith((_call, response, nth) => {
      kinds.push(ledgerOf(cwd).map(({ type }) => type))
      answerJson(response, 200, { id: `id-${nth}` })
    })
    await runInProcess(
      ['apply', 'fleet.yaml', '--base-url', server.url, '--yes', '--only', 'b-*'],
      {
        cwd,
        env: KEY,
      },
    )
    expect(kinds).toEqual([
      ['opened', 'intent'],
      ['opened', 'intent', 'created', 'intent'],
    ])
    expect(ledgerOf(cwd).at(-1)).toMatchObject({ type: 'created', id: 'id-2' })
  })

  it('goes on after a rejected entry, stops after a rejected account, and never repeats either', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const server = await createServerWith((_call, response, nth) => {
      const refusal = {
        code: 400,
        reason: 'INSUFFICIENT_RESOURCE',
        message: 'sold out',
        metadata: {},
      }
      if (nth === 1) answerJson(response, 400, refusal)
      else if (nth === 3) answerJson(response, 401, { code: 401, reason: 'UNAUTHORIZED' })
      else answerJson(response, 200, { id: `id-${nth}` })
    })
    const run = await runInProcess(['apply', 'fleet.yaml', '--base-url', server.url, '--yes'], {
      cwd,
      env: KEY,
    })
    expect(run).toMatchObject({ code: 3 })
    expect(server.calls).toHaveLength(3)
    expect(run.stdout).toContain('INSUFFICIENT_RESOURCE')
    expect(run.stdout).toContain('Not tried, and not billed: c')
    expect(run.stdout).toContain('1 created, 3 not created, 0 in doubt')
  })

  it('never sends again what may have been processed, and keeps the entry in doubt', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const server = await createServerWith((_call, response) => {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
    })
    const args = ['apply', 'fleet.yaml', '--base-url', server.url, '--yes']
    const first = await runInProcess(args, { cwd, env: KEY })
    expect(first).toMatchObject({ code: 4 })
    expect(first.stdout).toContain('ppi-apply forget a')
    expect(server.calls).toHaveLength(1)
    await runInProcess(args, { cwd, env: KEY })
    const bodies = server.calls.map(({ body }) => (body as { name: string }).name)
    expect(bodies.filter((name) => name === 'a')).toHaveLength(1)
  })
})

describe('apply', () => {
  it('sends nothing while anything is invalid, and reports every mistake with its place', async () => {
    const server = await createServerWith()
    const cwd = tempDir({
      'bad.yaml': [
        'instances:',
        '  - name: a',
        '    kind: gpu',
        '    productId: 26',
        '    gpuNum: 9',
        '    rootfsSize: 60',
        '    imageUrl: pytorch:2.7',
        '  - name: b',
        '    kind: gpus',
        '    productId: "26"',
        '    gpuNum: 1',
        '    rootfsSize: 60',
        '    imageUrl: pytorch:2.7',
        '    ports: 80/http, 2222/tcp',
        '',
      ].join('\n'),
    })
    const run = await runInProcess(['apply', 'bad.yaml', '--base-url', server.url, '--yes'], {
      cwd,
      env: KEY,
    })
    expect(run).toMatchObject({ code: 1 })
    expect(server.calls).toHaveLength(0)
    for (const place of ['bad.yaml:4:16', 'bad.yaml:5:13', 'bad.yaml:9:11', 'bad.yaml:14:21']) {
      expect(run.stderr).toContain(place)
    }
  })

  it('refuses without a terminal and without --yes', async () => {
    const server = await createServerWith()
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runInProcess(['apply', 'fleet.yaml', '--base-url', server.url], {
      cwd,
      env: KEY,
    })
    expect(run).toMatchObject({ code: 1 })
    expect(run.stderr).toContain('--yes')
    expect(server.calls).toHaveLength(0)
  })

  it('refuses without an API key, and says how to go on', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runInProcess(['apply', 'fleet.yaml', '--yes'], { cwd })
    expect(run).toMatchObject({ code: 1 })
    expect(run.stderr).toContain('PPIO_API_KEY')
    expect(run.stderr).toContain('--sandbox')
  })

  it('streams one event a line with --format json, and nothing else on standard output', async () => {
    const server = await createServerWith()
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const args = ['apply', 'fleet.yaml', '--base-url', server.url, '--yes', '--format', 'json']
    const run = await runInProcess(args, { cwd, env: KEY })
    const events = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events[0]).toMatchObject({ type: 'apply_start', formatVersion: '1.0' })
    expect(events.filter(({ type }) => type === 'create_complete')).toHaveLength(4)
    expect(events.at(-1)).toMatchObject({ type: 'apply_summary', exitCode: 0 })
  })
})
