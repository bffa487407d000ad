import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { tempDir } from '../support/temp-dir.ts'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const EXAMPLE = join(ROOT, 'examples/library/plan-and-apply.ts')
const FLEET = `defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }
instances: [{ name: a }, { name: b, envs: { TOKEN: "\${TOKEN}" } }]
`

/** A folder of this package, so that `ppi-apply` is found as an importer would find it. */
function folderInPackage(): string {
  const folder = join(ROOT, '.cache', `library-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The shipped example, as its user would run it. */
async function builtExample(): Promise<string> {
  const { code } = await transform(readFileSync(EXAMPLE, 'utf8'), { loader: 'ts', format: 'esm' })
  const program = join(folderInPackage(), 'example.mjs')
  writeFileSync(program, code)
  return program
}

describe('the library', () => {
  it('runs the example, which creates everything once', async () => {
    const program = await builtExample()
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    await withSandbox({}, async (sandbox) => {
      const env = { PPIO_API_KEY: sandbox.apiKey, PPIO_BASE_URL: sandbox.url, TOKEN: 'hunter2' }
      const start = () => run(process.execPath, [program, 'fleet.yaml'], { cwd, env })
      const first = await start()
      expect(first.stderr).toBe('')
      expect(first.stdout).toContain('2 created, 0 in doubt')
      const second = await start()
      expect(second.stdout).toContain('no-op a')
      expect(second.stdout).toContain('0 created, 0 in doubt')
    })
  })

  it('makes nothing twice while the list lags, however often the example is started', async () => {
    const program = await builtExample()
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const lag = { on: 'list', do: { fault: 'list', how: 'lag', ms: 60_000 } } as const
    await withSandbox({ faults: [lag] }, async (sandbox) => {
      const env = { PPIO_API_KEY: sandbox.apiKey, PPIO_BASE_URL: sandbox.url, TOKEN: 'hunter2' }
      const start = () => run(process.execPath, [program, 'fleet.yaml'], { cwd, env })
      expect((await start()).stdout).toContain('2 created, 0 in doubt')
      for (const second of [await start(), await start()]) {
        expect(second.stdout).toContain('no-op a: ')
        expect(second.stdout).toContain('0 created, 0 in doubt')
      }
      expect(sandbox.instances().map(({ name }) => name)).toEqual(['a', 'b'])
    })
  })

  it.each([
    ['the config', 'ledger: fleet.jsonl\n', {}],
    ['the environment', 'files: fleet.yaml\n', { PPI_APPLY_LEDGER: 'fleet.jsonl' }],
  ])(
    'shares the ledger that %s names with the commands, while the list lags',
    async (_, config, more) => {
      const program = await builtExample()
      const cwd = tempDir({ 'fleet.yaml': FLEET, 'ppi-apply.config.yaml': config })
      const lag = { on: 'list', do: { fault: 'list', how: 'lag', ms: 60_000 } } as const
      await withSandbox({ faults: [lag] }, async (sandbox) => {
        const env = {
          PPIO_API_KEY: sandbox.apiKey,
          PPIO_BASE_URL: sandbox.url,
          TOKEN: 'hunter2',
          ...more,
        }
        const args = ['apply', 'fleet.yaml', '--yes', '--settle=0']
        expect(await runInProcess(args, { cwd, env })).toMatchObject({ code: 0 })
        const { stdout } = await run(process.execPath, [program, 'fleet.yaml'], { cwd, env })
        expect(stdout).toContain('0 created, 0 in doubt')
        expect(sandbox.instances().map(({ name }) => name)).toEqual(['a', 'b'])
      })
    },
  )

  it('obeys no config that names a shared ledger which the person does not trust', async () => {
    const program = await builtExample()
    const config = 'ledger: postgres://db.example/fleet?ledger=x\n'
    const cwd = tempDir({ 'fleet.yaml': FLEET, 'ppi-apply.config.yaml': config })
    await withSandbox({}, async (sandbox) => {
      const env = { PPIO_API_KEY: sandbox.apiKey, PPIO_BASE_URL: sandbox.url, TOKEN: 'hunter2' }
      const started = run(process.execPath, [program, 'fleet.yaml'], { cwd, env })
      await expect(started).rejects.toThrow('which is not on your trust list')
      expect(sandbox.instances()).toEqual([])
    })
  })

  it('gives the example the types that it needs', async () => {
    const folder = folderInPackage()
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: { noEmit: true, skipLibCheck: false, rootDir: ROOT },
      include: [],
      files: [EXAMPLE],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const { stdout } = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder])
    expect(stdout).toBe('')
  })

  it('says nothing, and takes nothing from the process, when it is imported and used', async () => {
    const program = join(folderInPackage(), 'silent.mjs')
    const cwd = tempDir({ 'bad.yaml': 'instances: [{ name: "${NOT_SET}" }]\n' })
    writeFileSync(
      program,
      `import { loadFleet } from 'ppi-apply'
       const before = process.eventNames().length
       const { specs, diagnostics } = await loadFleet({ cwd: ${JSON.stringify(cwd)}, env: {}, files: ['bad.yaml'] })
       if (specs.length > 0 || diagnostics.length === 0) process.exitCode = 1
       if (process.eventNames().length !== before) process.exitCode = 2\n`,
    )
    const { stdout, stderr } = await run(process.execPath, [program], { env: { NOT_SET: 'set' } })
    expect(stdout + stderr).toBe('')
  })
})
