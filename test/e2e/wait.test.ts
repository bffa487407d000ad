import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { type ServiceScript, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `instances:
  - { name: trainer, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: pytorch:2.7 }
`

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

/** A service that shows the trainer in this state once it was created. */
function serviceIn(state: string | (() => string), more: ServiceScript = {}) {
  let made = false
  return scriptedService({
    create: () => {
      made = true
      return { body: { id: 'i-1' } }
    },
    list: (page) => {
      if (page > 0) return { body: { instances: [], total: made ? 1 : 0 } }
      const status = typeof state === 'string' ? state : made ? state() : ''
      const instances = made ? [{ id: 'i-1', name: 'trainer', status }] : []
      return { body: { instances, total: instances.length } }
    },
    get: () => ({
      body: {
        id: 'i-1',
        name: 'trainer',
        status: 'running',
        connectComponentSSH: { sshCommand: 'ssh root@proxy.example', password: 'hunter2-hunter2' },
      },
    }),
    ...more,
  })
}

const apply = (url: string, ...more: readonly string[]) => [
  'apply',
  'fleet.yaml',
  '--yes',
  '--base-url',
  url,
  ...more,
]

const ledgerOf = (cwd: string): string => {
  const home = join(cwd, '.ppi-apply')
  const [name = ''] = readdirSync(home).filter((file) => file.endsWith('.ledger.jsonl'))
  return readFileSync(join(home, name), 'utf8')
}

describe('apply --wait', () => {
  it('waits until the instance runs, and prints how to connect without a password', async () => {
    let looks = 0
    const { url } = await serviceIn(() => {
      looks += 1
      return looks < 4 ? 'pulling' : 'running'
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runInProcess(apply(url, '--wait'), { cwd, env: KEY })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toMatch(/trainer {2}pulling.*trainer {2}running.*ssh root@proxy\.example/s)
    expect(run.stdout).not.toContain('hunter2')
  })

  it('ends with 3 when the time is over before the instance runs, which is billed all the same', async () => {
    const { url } = await serviceIn('pulling')
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runInProcess(apply(url, '--wait=0'), { cwd, env: KEY })
    expect(run).toMatchObject({ code: 3 })
    expect(run.stdout).toContain('Created anyway: each costs money')
    expect(run.stdout).toContain('1 created, 0 not created, 0 in doubt')
  })

  it('asks for the instances one by one where there is no list', async () => {
    const { url } = await serviceIn('running', { list: () => ({ status: 404, body: {} }) })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runInProcess(apply(url, '--wait'), { cwd, env: KEY })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain('ssh root@proxy.example')
  })

  it('leaves the ledger right when it is interrupted, and status shows the instance afterwards', async () => {
    const { url } = await serviceIn('pulling')
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runCli(apply(url, '--wait'), {
      cwd,
      env: KEY,
      onStart(child) {
        child.stdout?.on('data', (text: string) => {
          if (text.includes('pulling') && !child.killed) child.kill('SIGINT')
        })
      },
    })
    expect(run).toMatchObject({ code: 130 })
    expect(run.stdout).toContain('1 created')
    expect(ledgerOf(cwd)).toMatch(/"type":"created".*"id":"i-1"/)
    const status = await runInProcess(['status', '--base-url', url], { cwd, env: KEY })
    expect(status.stdout).toMatch(/trainer +i-1 +pulling/)
  })

  it('streams the states as events, and the summary last', async () => {
    const { url } = await serviceIn('running')
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runInProcess(apply(url, '--wait', '--format', 'json'), { cwd, env: KEY })
    const types = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type)
    expect(types.slice(-3)).toEqual(['wait_state', 'wait_summary', 'apply_summary'])
  })

  it.each(['soon', '-1', '1e9', '25h'])(
    'refuses --wait=%s before anything is sent',
    async (value) => {
      const server = await serviceIn('running')
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const run = await runInProcess(apply(server.url, `--wait=${value}`), { cwd, env: KEY })
      expect(run).toMatchObject({ code: 64 })
      expect(server.requests).toHaveLength(0)
    },
  )
})
