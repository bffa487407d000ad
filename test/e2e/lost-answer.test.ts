import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { type Run, runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { askJson, gpuBody, withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const DAY = 86_400_000

const FLEET = `
instances:
  - name: a
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: 1
    rootfsSize: 60
    clusterId: cn-south-1
    imageUrl: pytorch/pytorch:latest
    command: serve
    ports: 80/http
    envs: { MODE: prod }
`

/** What the entry sends. */
const SENT = {
  clusterId: 'cn-south-1',
  command: 'serve',
  ports: '80/http',
  envs: [{ key: 'MODE', value: 'prod' }],
}

const APPLY = ['apply', 'fleet.yaml', '--yes', '--settle', '0.3']

/** The answer of the entry's own create is lost, before anything is made. */
const LOST: FaultRule = { on: 'create', when: { times: 1 }, do: { fault: 'close', at: 'before' } }

/** The same, but the instance is made. */
const LOST_AFTER: FaultRule = {
  on: 'create',
  when: { times: 1 },
  do: { fault: 'close', at: 'after' },
}

async function stranger(sandbox: Sandbox, fields: Record<string, unknown> = {}): Promise<string> {
  const body = gpuBody({ name: 'a', ...SENT, ...fields })
  const { json } = await askJson(sandbox, 'create', { body })
  return json.id
}

/** Without a marker: what is left to go by are name, time and fields. */
const inFolder = () => tempDir({ 'fleet.yaml': FLEET, 'ppi-apply.config.yaml': 'marker: false' })

function expectDoubt(run: Run, cwd: string, sandbox: Sandbox, id: string): void {
  expect(run).toMatchObject({ code: 4 })
  expect(run.stdout).toContain(`ppi-apply adopt a ${id}`)
  expect(run.stdout).toContain('ppi-apply forget a')
  const port = new URL(sandbox.url).port
  const ledger = readFileSync(join(cwd, `.ppi-apply/127.0.0.1_${port}.ledger.jsonl`), 'utf8')
  expect(ledger).not.toContain(id)
}

describe('apply after a lost answer, without a marker', () => {
  it.each([
    ['productId', { productId: '3090.16c92g' }],
    ['gpuNum', { gpuNum: 8 }],
    ['rootfsSize', { rootfsSize: 100 }],
    ['imageUrl', { imageUrl: 'ubuntu:24.04' }],
    ['clusterId', { clusterId: 'cn-northwest-2' }],
    ['command', { command: 'sleep' }],
    ['ports', { ports: '80/http, 22/tcp' }],
    ['envs', { envs: [{ key: 'MODE', value: 'test' }] }],
    ['envs', { envs: [...SENT.envs, { key: 'MORE', value: '1' }] }],
    ['imageAuthId', { imageAuthId: 'auth-1' }],
    ['billingMode', { billingMode: 'spot' }],
  ])('takes no instance of the name that differs in %s', async (field, fields) => {
    await withSandbox({ faults: [LOST] }, async (sandbox) => {
      const cwd = inFolder()
      const env = serviceEnv(sandbox)
      const lost = await runInProcess(APPLY, { cwd, env })
      expect(lost).toMatchObject({ code: 4 })
      const id = await stranger(sandbox, fields)
      const run = await runInProcess(APPLY, { cwd, env })
      expectDoubt(run, cwd, sandbox, id)
      expect(run.stdout).toContain(field)
    })
  })

  it('takes no instance that was made days later, though every field of it agrees', async () => {
    let aheadMs = 0
    const now = () => Date.now() + aheadMs
    await withSandbox({ faults: [LOST], now }, async (sandbox) => {
      const cwd = inFolder()
      const env = serviceEnv(sandbox)
      await runInProcess(APPLY, { cwd, env })
      aheadMs = 3 * DAY
      const id = await stranger(sandbox)
      const run = await runInProcess(APPLY, { cwd, env })
      expectDoubt(run, cwd, sandbox, id)
      expect(run.stdout).toContain('after the attempt was over')
    })
  })

  it('takes no such instance either for what a killed run may have made', async () => {
    let aheadMs = 0
    const now = () => Date.now() + aheadMs
    const hang: FaultRule = {
      on: 'create',
      when: { times: 1 },
      do: { fault: 'hang', at: 'before' },
    }
    let killRun = () => {}
    const onRequest = (event: { readonly operation: string; readonly phase: string }) => {
      if (event.operation === 'create' && event.phase === 'received') killRun()
    }
    await withSandbox({ faults: [hang], now, onRequest }, async (sandbox) => {
      const cwd = inFolder()
      const env = serviceEnv(sandbox)
      await runCli(APPLY, {
        cwd,
        env,
        onStart: (child) => {
          killRun = () => child.kill('SIGKILL')
        },
      })
      killRun = () => {}
      aheadMs = 3 * DAY
      const id = await stranger(sandbox)
      const run = await runInProcess(APPLY, { cwd, env })
      expectDoubt(run, cwd, sandbox, id)
      expect(run.stdout).toContain('after the attempt was over')
    })
  })

  it('takes its own, in the same run and in a later one, whatever else has the name', async () => {
    await withSandbox({ faults: [LOST_AFTER] }, async (sandbox) => {
      const cwd = inFolder()
      const run = await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })
      expect(run.stdout).toContain('found in the account')
      expect(run).toMatchObject({ code: 0 })
    })
    const hidden: FaultRule = {
      on: 'list',
      when: { nth: [2, 3, 4, 5, 6] },
      do: { fault: 'list', how: 'empty' },
    }
    await withSandbox({ faults: [LOST_AFTER, hidden] }, async (sandbox) => {
      const cwd = inFolder()
      const env = serviceEnv(sandbox)
      expect(await runInProcess(APPLY, { cwd, env })).toMatchObject({ code: 4 })
      const ours = sandbox.instances()[0]?.id ?? ''
      const theirs = await stranger(sandbox, { gpuNum: 8 })
      let run = await runInProcess(APPLY, { cwd, env })
      for (let more = 0; more < 6 && !run.stdout.includes('is recorded now'); more += 1) {
        run = await runInProcess(APPLY, { cwd, env })
      }
      expect(run.stdout).toContain(`made ${ours}; it is recorded now`)
      expect(run.stdout).toContain(theirs)
    })
  })
})
