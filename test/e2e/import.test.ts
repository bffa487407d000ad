import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { tempDir } from '../support/temp-dir.ts'

// An account that nobody has a file of is brought under control without typing it in: what import writes is what a plan
// finds, the values of variables stay out of it, and nothing that is there is changed.

const FLEET = `instances:
  - name: trainer
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: 1
    rootfsSize: 60
    imageUrl: a/b:1
    ports: [22/tcp, 8080/http]
    envs: { HF_TOKEN: hf-canary-1, MODE: "pro$$d" }
    command: serve --token hf-canary-1
  - { name: worker, replicas: 2, kind: cpu, productId: cpu.4c8g, imageUrl: a/b:1 }
`

const alone = (cwd: string, ...args: readonly string[]) =>
  runInProcess([...args, '--sandbox'], { cwd })

type Running = (...args: readonly string[]) => ReturnType<typeof runInProcess>

/** A folder, and an account with instances that neither a file nor a ledger there knows. */
async function inAccount(use: (cwd: string, run: Running) => Promise<void>): Promise<void> {
  await withSandbox({}, async ({ url, apiKey }) => {
    const run = (...args: readonly string[]) =>
      runInProcess([...args, '--base-url', url], { cwd, env: { PPIO_API_KEY: apiKey } })
    const cwd = tempDir({ 'other/fleet.yaml': FLEET })
    const made = ['apply', 'other/fleet.yaml', '--yes', '--ledger', 'other/ledger.jsonl']
    expect(await run(...made)).toMatchObject({ code: 0 })
    await use(cwd, run)
  })
}

describe('import', () => {
  it('writes a file with which plan has nothing to do, and with --adopt the ledger has them', () =>
    inAccount(async (cwd, run) => {
      const files = ['--into', 'instances.yaml', '--env-into', 'values.env']
      const imported = await run('import', '--all', ...files, '--adopt')
      expect(imported.stderr).toContain('3 instances imported into instances.yaml, 3 recorded')
      expect(imported).toMatchObject({ code: 0, stdout: '' })
      const text = readFileSync(join(cwd, 'instances.yaml'), 'utf8')
      expect(text).not.toContain('canary')
      expect(text).toContain('command: serve --token ${HF_TOKEN}')
      expect(text).toContain('protect: true')
      expect(statSync(join(cwd, 'values.env')).mode & 0o777).toBe(0o600)
      expect(readFileSync(join(cwd, 'values.env'), 'utf8')).toContain('HF_TOKEN="hf-canary-1"')
      expect(await runInProcess(['validate', '--var-file', 'values.env'], { cwd })).toMatchObject({
        code: 0,
      })
      const planned = await run('plan', '--var-file', 'values.env', '--format', 'json')
      const { actions } = JSON.parse(planned.stdout)
      expect(actions.map(({ action }: { action: string }) => action)).toEqual(
        Array(3).fill('no-op'),
      )
      const again = await run('import', '--all')
      expect(again).toMatchObject({ code: 0, stdout: '' })
      expect(again.stderr).toContain('the ledger has it as trainer')
    }))

  it('prints what was named, and changes nothing', () =>
    inAccount(async (cwd, run) => {
      const { stdout, stderr, code } = await run('import', 'worker-2', '--format', 'json')
      expect(code).toBe(0)
      expect(stderr).toContain('1 instance imported.')
      const { instances, notImported, file } = JSON.parse(stdout)
      expect({ notImported, file }).toEqual({ notImported: [], file: null })
      expect(instances[0].entry).toMatchObject({ name: 'worker-2', kind: 'cpu', protect: true })
      expect(readdirSync(join(cwd, '.ppi-apply')).join()).not.toContain('.ledger.jsonl')
    }))

  it('says what it leaves out, and never changes a file that is there', () =>
    inAccount(async (cwd, run) => {
      writeFileSync(join(cwd, 'instances.yaml'), 'mine')
      const refused = await run('import', '--all', '--into', 'instances.yaml')
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain('instances.yaml exists already')
      expect(readFileSync(join(cwd, 'instances.yaml'), 'utf8')).toBe('mine')
      const twin = [
        'other/fleet.yaml',
        '--only',
        'trainer',
        '--yes',
        '--ledger',
        'other/second.jsonl',
      ]
      writeFileSync(
        join(cwd, 'other/fleet.yaml'),
        FLEET.replace('name: trainer', 'name: twin').replace('rootfsSize: 60', 'rootfsSize: 70'),
      )
      await run('apply', ...twin.with(2, 'twin'))
      const named = await run('import', 'trainer', 'twni')
      expect(named.code).toBe(1)
      expect(named.stderr).toContain('no instance called "twni"')
      expect(named.stderr).toContain('did you mean twin?')
    }))

  it('needs names, or the word for all', async () => {
    expect(await alone(tempDir(), 'import')).toMatchObject({ code: 64 })
    expect(await alone(tempDir(), 'import', 'a', '--all')).toMatchObject({ code: 64 })
    expect(await alone(tempDir(), 'import', 'a', '--adopt')).toMatchObject({ code: 64 })
    const empty = await alone(tempDir(), 'import', '--all')
    expect(empty).toMatchObject({ code: 0, stdout: '' })
    expect(empty.stderr).toContain('0 instances imported.')
  })
})
