import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, type ServiceScript, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: pytorch:2.7 }
instances:
  - name: trainer
  - name: worker
`

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

const instance = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  status: 'running',
  ...more,
})

const SSH = {
  connectComponentSSH: {
    sshCommand: 'ssh -p 2022 root@proxy.example',
    password: 'hunter2-hunter2',
    isRunning: true,
  },
}

/** What the service says of an instance that it does not know. */
const unknown = () => ({
  status: 404,
  body: { code: 404, reason: 'RESOURCE_NOT_FOUND', message: 'not found' },
})

/** A folder whose ledger has the trainer as `i-1` and the worker as `i-2`. */
async function applied(script: ServiceScript) {
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const create = (_: object, nth: number) => ({ body: { id: `i-${nth}` } })
  const { url } = await scriptedService({ create, ...script })
  const common = ['--base-url', url]
  await runInProcess(['apply', 'fleet.yaml', '--yes', '--refresh', 'never', ...common], {
    cwd,
    env: KEY,
  })
  const status = (...args: readonly string[]) =>
    runInProcess(['status', ...args, ...common], { cwd, env: KEY })
  return { cwd, status }
}

describe('status', () => {
  it('shows state, errors in full, how to connect, and what is not ours, without passwords', async () => {
    const trainer = instance('i-1', 'trainer', SSH)
    const failed = {
      status: 'pulling',
      statusError: { state: 'ImagePull', message: 'no such image' },
    }
    const worker = instance('i-2', 'worker', failed)
    const { status } = await applied({
      list: onePage(trainer, worker, instance('x-9', 'notebook')),
      get: (id) => ({ body: id === 'i-1' ? trainer : worker }),
    })
    const run = await status()
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('error: ImagePull: no such image')
    expect(run.stdout).toContain('ssh -p 2022 root@proxy.example')
    expect(run.stdout).toMatch(/Not in the ledger \(1\).*\n.*notebook {2}x-9/)
    expect(run.stdout).not.toContain('hunter2')
    expect((await status('--show-secrets')).code).toBe(64)
  })

  it('shows an instance although the get call fails, and leaves the ledger as it is', async () => {
    const { cwd, status } = await applied({
      list: onePage(instance('i-1', 'trainer'), instance('i-2', 'worker')),
      get: () => ({ status: 403, body: { code: 403, reason: 'FORBIDDEN' } }),
    })
    const path = join(cwd, '.ppi-apply')
    const before = readLedgerIn(path)
    const run = await status()
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toMatch(/trainer +i-1 +running/)
    expect(run.stdout).toContain('how to connect is not known')
    expect(readLedgerIn(path)).toBe(before)
  })

  it('says what is gone, and with files what is in none of them', async () => {
    const { status } = await applied({ list: onePage(instance('i-1', 'trainer')), get: unknown })
    expect((await status('--settle=0')).stdout).toMatch(/worker +i-2 +gone/)
    // Just created: the list may not show it yet.
    expect((await status()).stdout).toMatch(/worker +i-2 +not seen/)
    const only = FLEET.replace('  - name: trainer\n', '')
    const other = tempDir({ 'one.yaml': only })
    const run = await status(join(other, 'one.yaml'))
    expect(run.stdout).toContain('in fleet.yaml, which was not read')
  })

  it('works from the ledger alone without a key or a list, and says so', async () => {
    const { status } = await applied({})
    const run = await status()
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toMatch(/trainer +i-1 +not seen/)
    expect(run.stdout).toContain('not known in full')
    expect(await status('--refresh', 'always')).toMatchObject({ code: 1 })
  })

  it('names the two ways out of an attempt in doubt', async () => {
    const { status } = await applied({ create: () => ({ status: 502, body: 'x' }) })
    const { stdout } = await status()
    expect(stdout).toContain('ppi-apply adopt trainer ID')
    expect(stdout).toContain('ppi-apply forget trainer')
  })

  it('prices what is not in the ledger by the list of now, and says what is not known', async () => {
    const product = { id: '4090.18c.60g', price: '199000', availableDeploy: true }
    const { status } = await applied({
      list: onePage(
        instance('i-1', 'trainer', { productId: '4090.18c.60g', gpuNum: '2' }),
        instance('i-2', 'worker', { productId: 'retired', gpuNum: '1' }),
        instance('x-8', 'notebook', { productId: '4090.18c.60g', gpuNum: '1' }),
        instance('x-9', 'paid', { billingMode: 'monthly' }),
      ),
      products: () => ({ body: { data: [product] } }),
    })
    const { stdout } = await status()
    expect(stdout).toMatch(/trainer +i-1 +running .* 3\.98 /)
    expect(stdout).toMatch(/List price: 3\.98 and 1 unknown an hour/)
    expect(stdout).toContain('unknown: the product is not in the price list')
    expect(stdout).toMatch(/notebook +x-8 .*1\.99 an hour/)
    expect(stdout).toMatch(/paid +x-9 .*paid in advance/)
    expect(JSON.parse((await status('--format', 'json')).stdout)).toMatchObject({
      currency: null,
      instances: [
        { hourly: '3.98', priceFrom: 'quote' },
        { hourly: null, costSoFar: null },
      ],
      unmanaged: [
        { hourly: '1.99', ageSeconds: null },
        { hourly: null, prepaid: true },
      ],
    })
  })

  it('refuses a selection that matches nothing, and lists what there is', async () => {
    const { cwd, status } = await applied({ list: onePage(instance('x-9', 'notebook')) })
    const run = await status('--only', 'trianer')
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('did you mean trainer?')
    expect(run.stderr).toContain('the names in the ledger and the account are trainer, worker')
    const strangers = await status('--only', 'note*')
    expect(strangers.stdout).toMatch(/notebook +x-9/)
    expect(strangers.stdout).not.toContain('trainer')
    const empty = await runInProcess(['status', '--sandbox', '--only', 'a'], { cwd, env: KEY })
    expect(empty.code).toBe(1)
    expect(empty.stderr).toContain('there is nothing to choose from')
  })

  it('prints one JSON document, narrowed to the entries that were asked for', async () => {
    const { status } = await applied({ list: onePage(instance('i-1', 'trainer')), get: unknown })
    const run = await status('--format', 'json', '--only', 'w*', '--settle=0')
    expect(JSON.parse(run.stdout)).toMatchObject({
      formatVersion: '1.0',
      refresh: { kind: 'complete' },
      instances: [{ name: 'worker', id: 'i-2', account: 'gone', hourly: null }],
    })
  })

  it('watches until nothing moves, with a line for each change', async () => {
    let looks = 0
    const { status } = await applied({
      list: (page) => {
        if (page === 0) looks += 1
        const state = looks === 1 ? 'pulling' : 'running'
        const trainer = instance('i-1', 'trainer', { status: state })
        return onePage(trainer, instance('i-2', 'worker'))(page)
      },
    })
    const run = await status('--watch')
    expect(run).toMatchObject({ code: 0 })
    expect(run.stderr).toBe('trainer  i-1  pulling\nworker  i-2  running\ntrainer  i-1  running\n')
    expect(run.stdout).toMatch(/trainer +i-1 +running/)
  })
})

const readLedgerIn = (folder: string): string => {
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.ledger.jsonl'))
  return readFileSync(join(folder, name), 'utf8')
}
