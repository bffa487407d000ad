import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { askJson, gpuBody, withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEFAULTS =
  'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch/pytorch:latest" }'
const FLEET = `${DEFAULTS}\ninstances: [{ name: a }, { name: b }, {}]\n`

const APPLY = ['apply', 'fleet.yaml', '--yes', '--settle', '0.3']
const RECOVER = ['recover', 'fleet.yaml', '--yes']

/** A folder in which the fleet was applied, and then the ledger was lost. */
async function lost(sandbox: Sandbox, fleet = FLEET): Promise<string> {
  const cwd = tempDir({ 'fleet.yaml': fleet })
  expect(await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })).toMatchObject({ code: 0 })
  rmSync(join(cwd, '.ppi-apply'), { recursive: true })
  return cwd
}

const ids = (sandbox: Sandbox) => sandbox.instances().map(({ id }) => id)

/** Somebody copies an instance with all that it has. */
async function copyOf(sandbox: Sandbox, name: string): Promise<string> {
  const { json } = await askJson(sandbox, 'list', { query: '?pageSize=100&pageNum=0' })
  const { envs } = json.instances.find((instance: { name: string }) => instance.name === name)
  return (await askJson(sandbox, 'create', { body: gpuBody({ name, envs }) })).json.id
}

describe('a ledger that is lost', () => {
  it('lets nothing be made again, entries without a name included', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = await lost(sandbox)
      const env = serviceEnv(sandbox)
      const run = await runInProcess(APPLY, { cwd, env })
      expect(run).toMatchObject({ code: 1 })
      expect(run.stdout).toMatch(
        /\w+ \(ledger [0-9a-f]{8}\) carries the PPI_APPLY_ID of this entry/,
      )
      expect(ids(sandbox)).toHaveLength(3)
      const adopt = /if \w+ is this entry: ppi-apply (adopt .*)$/m.exec(run.stdout)?.[1] ?? ''
      const words = adopt.split(' ').map((word) => word.replaceAll("'", ''))
      expect(await runInProcess(words, { cwd, env })).toMatchObject({ code: 0 })
      expect(await runInProcess(APPLY, { cwd, env })).toMatchObject({ code: 0 })
      expect(ids(sandbox)).toHaveLength(3)
    })
  })

  it('keeps no entry back that has a name of its own', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = await lost(sandbox)
      writeFileSync(join(cwd, 'fleet.yaml'), `${DEFAULTS}\ninstances: [{ name: fresh }]\n`)
      expect(await runInProcess(APPLY, { cwd, env: serviceEnv(sandbox) })).toMatchObject({
        code: 0,
      })
      expect(ids(sandbox)).toHaveLength(4)
    })
  })
})

describe('recover', () => {
  it('rebuilds a lost ledger, unnamed entries included, and nothing is created again', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = await lost(sandbox)
      const env = serviceEnv(sandbox)
      const run = await runInProcess(RECOVER, { cwd, env })
      expect(run).toMatchObject({ code: 0 })
      expect(run.stdout).toContain('3 instances are recorded')
      const secondRun = await runInProcess(APPLY, { cwd, env })
      expect(secondRun.stdout).toContain('0 to create, 3 unchanged')
      expect(ids(sandbox)).toHaveLength(3)
    })
  })

  it('records what runs, and not what the file says by now', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = await lost(sandbox, `${DEFAULTS}\ninstances: [{ name: a }, {}]\n`)
      const env = serviceEnv(sandbox)
      const two = DEFAULTS.replace('gpuNum: 1', 'gpuNum: 2')
      writeFileSync(join(cwd, 'fleet.yaml'), `${two}\ninstances: [{ name: a }]\n`)
      const run = await runInProcess(RECOVER, { cwd, env })
      expect(run.stdout).toContain('it differs from the definition in gpuNum; ppi-apply plan shows')
      const plan = await runInProcess(['plan', 'fleet.yaml', '--allow', 'replace'], { cwd, env })
      expect(plan.stdout).toMatch(/gpuNum\s+1 → 2/)
      expect(plan.stdout).toContain('1 to replace')
    })
  })

  it('begins no second ledger beside one that is there under another name of the service', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const env = serviceEnv(sandbox)
      await runInProcess(APPLY, { cwd, env })
      const other = ['--base-url', sandbox.url.replace('127.0.0.1', 'localhost')]
      const run = await runInProcess([...RECOVER, ...other], { cwd, env })
      expect(run).toMatchObject({ code: 5 })
      expect(run.stderr).toContain('holds instances that the ledger of this run does not')
      const ledgers = readdirSync(join(cwd, '.ppi-apply')).filter((name) => name.includes('ledger'))
      expect(ledgers).toEqual([ledgerName(sandbox)])
    })
  })

  it('goes on with the id of the lost ledger', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = await lost(sandbox, `${DEFAULTS}\ninstances: [{ name: a }]\n`)
      const env = serviceEnv(sandbox)
      await runInProcess(RECOVER, { cwd, env })
      const more = `${DEFAULTS}\ninstances: [{ name: a }, { name: later }]\n`
      const next = tempDir({ 'fleet.yaml': more })
      const where = ['--ledger', join(cwd, '.ppi-apply', ledgerName(sandbox))]
      await runInProcess([...APPLY, ...where], { cwd: next, env })
      const { json } = await askJson(sandbox, 'list', { query: '?pageSize=100&pageNum=0' })
      const markers = json.instances.map(
        ({ envs }: { envs: { key: string; value: string }[] }) =>
          envs.find(({ key }) => key === 'PPI_APPLY_ID')?.value.split('.')[1],
      )
      expect(new Set(markers).size).toBe(1)
    })
  })

  it('records neither of two instances of one entry, and ends with 4', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = await lost(sandbox)
      const copy = await copyOf(sandbox, 'a')
      const run = await runInProcess([...RECOVER, '--format', 'json'], {
        cwd,
        env: serviceEnv(sandbox),
      })
      expect(run).toMatchObject({ code: 4 })
      const { recovered, doubled } = JSON.parse(run.stdout)
      expect(recovered).toHaveLength(2)
      expect(doubled).toEqual([{ name: 'a', key: 'a', ids: expect.arrayContaining([copy]) }])
    })
  })

  it('says what it could not place, and ends with 3', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = await lost(sandbox)
      const part = tempDir({ 'fleet.yaml': `${DEFAULTS}\ninstances: [{ name: a }]\n` })
      const run = await runInProcess(RECOVER, { cwd: part, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 3 })
      expect(run.stdout).toContain('in no file of this run')
      expect(cwd).not.toBe(part)
    })
  })

  it('takes from no other ledger than the one that is named, where several were lost', async () => {
    await withSandbox({}, async (sandbox) => {
      const one = await lost(sandbox, `${DEFAULTS}\ninstances: [{ name: a }]\n`)
      await lost(sandbox, `${DEFAULTS}\ninstances: [{ name: z }]\n`)
      const env = serviceEnv(sandbox)
      const run = await runInProcess(RECOVER, { cwd: one, env })
      expect(run).toMatchObject({ code: 1 })
      const id = /([0-9a-f]{8}) \(a\)/.exec(run.stderr)?.[1] ?? ''
      const named = await runInProcess([...RECOVER, '--ledger-id', id], { cwd: one, env })
      expect(named).toMatchObject({ code: 0 })
      expect(named.stdout).toContain('1 instance is recorded')
    })
  })

  it('has nothing to do for a ledger that is whole', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const env = serviceEnv(sandbox)
      await runInProcess(APPLY, { cwd, env })
      const run = await runInProcess(RECOVER, { cwd, env })
      expect(run).toMatchObject({ code: 0 })
      expect(run.stdout).toContain('nothing to recover')
    })
  })

  it('is what a plan points to, which never creates beside an instance with our marker', async () => {
    await withSandbox({}, async (sandbox) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const env = serviceEnv(sandbox)
      await runInProcess(APPLY, { cwd, env })
      const path = join(cwd, '.ppi-apply', ledgerName(sandbox))
      const [first] = readFileSync(path, 'utf8').split('\n')
      writeFileSync(path, `${first}\n`)
      const [ours] = sandbox.instances().filter(({ name }) => name === 'a')
      sandbox.meanwhile({ change: 'rename', id: ours?.id ?? '', to: 'renamed' })
      const plan = await runInProcess(APPLY, { cwd, env })
      expect(plan.stdout).toContain('0 to create')
      expect(plan.stdout.match(/ppi-apply recover records it/g)?.length).toBeGreaterThanOrEqual(3)
      expect(ids(sandbox)).toHaveLength(3)
      expect(await runInProcess(RECOVER, { cwd, env })).toMatchObject({ code: 0 })
      const secondRun = await runInProcess(['plan', 'fleet.yaml'], { cwd, env })
      expect(secondRun.stdout).toContain('0 to create, 2 unchanged, 1 changed in the account')
    })
  })

  it('asks for each instance by its id where the list shows no variables', async () => {
    const noEnvs = (on: 'list' | 'get'): FaultRule => ({
      on,
      do: { fault: 'list', how: 'no-envs' },
    })
    const fleet = `${DEFAULTS}\ninstances: [{ name: a }]\n`
    await withSandbox({ faults: [noEnvs('list')] }, async (sandbox) => {
      const cwd = await lost(sandbox, fleet)
      const run = await runInProcess(RECOVER, { cwd, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 0 })
      expect(run.stdout).toContain('1 instance is recorded')
    })
    await withSandbox({ faults: [noEnvs('list'), noEnvs('get')] }, async (sandbox) => {
      const cwd = await lost(sandbox, fleet)
      const run = await runInProcess(RECOVER, { cwd, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 3 })
      expect(run.stdout).toContain('whose they are cannot be told')
    })
  })

  it('refuses a list that is not whole, and asks where it was not told to go ahead', async () => {
    const cut: FaultRule = {
      on: 'list',
      when: { nth: [5, 6, 7, 8, 9, 10] },
      do: { fault: 'list', how: 'missing' },
    }
    await withSandbox({ faults: [cut] }, async (sandbox) => {
      const cwd = await lost(sandbox, `${DEFAULTS}\ninstances: [{ name: a }]\n`)
      const run = await runInProcess(RECOVER, { cwd, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 1 })
      expect(run.stderr).toContain('could not be listed in full')
    })
    await withSandbox({}, async (sandbox) => {
      const cwd = await lost(sandbox)
      const run = await runInProcess(['recover', 'fleet.yaml'], { cwd, env: serviceEnv(sandbox) })
      expect(run).toMatchObject({ code: 1 })
      expect(run.stderr).toContain('--yes was not given')
    })
  })
})

const ledgerName = (sandbox: Sandbox) => `127.0.0.1_${new URL(sandbox.url).port}.ledger.jsonl`
