import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CLI, type Run, runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET =
  'instances: [{ name: a, kind: gpu, productId: p, gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'

interface Place {
  readonly cwd: string
  readonly kept: () => readonly string[]
  readonly run: (
    args: readonly string[],
    options?: { env?: Record<string, string>; cli?: string },
  ) => Promise<Run>
}

/** A folder with a fleet, and a cache of its own below it. */
function place(): Place {
  const cwd = tempDir({ 'fleet.yaml': FLEET, 'cache/.keep': '' })
  const folder = join(cwd, 'cache', 'ppi-apply')
  return {
    cwd,
    kept: () => {
      try {
        return readdirSync(folder).map((name) => join(folder, name))
      } catch {
        return []
      }
    },
    run: (args, { env = {}, cli } = {}) =>
      runCli(args, { cwd, env: { XDG_CACHE_HOME: join(cwd, 'cache'), ...env }, cli }),
  }
}

const PLAN = ['plan', 'fleet.yaml', '--refresh', 'never']

describe('the code that a run compiled', () => {
  it('is kept once for each command, and changes nothing that is printed', async () => {
    const { run, kept } = place()
    const first = await run(PLAN)
    const [file = ''] = kept()
    const written = readFileSync(file)
    expect(await run(PLAN)).toEqual(first)
    expect(kept()).toEqual([file])
    expect(readFileSync(file).equals(written)).toBe(true)
    await run(['validate', 'fleet.yaml'])
    expect(kept()).toHaveLength(2)
  })

  it('is made again where the kept one is damaged', async () => {
    const { run, kept } = place()
    const first = await run(PLAN)
    const [file = ''] = kept()
    const written = readFileSync(file)
    for (const damaged of [
      Buffer.alloc(0),
      written.subarray(0, written.length / 2),
      Buffer.concat([written.subarray(0, 2000), Buffer.alloc(written.length - 2000, 0xff)]),
    ]) {
      writeFileSync(file, damaged)
      expect(await run(PLAN)).toEqual(first)
      expect(readFileSync(file).length).toBeGreaterThan(written.length / 2)
    }
  })

  it('is never that of another program of the same length', async () => {
    const { run, cwd } = place()
    cpSync(dirname(CLI), join(cwd, 'dist'), { recursive: true })
    const cli = join(cwd, 'dist', 'cli.cjs')
    const program = join(cwd, 'dist', 'program.cjs')
    const before = await run(PLAN, { cli })
    const text = readFileSync(program, 'utf8')
    expect(before.stdout).toContain('1 to create')
    writeFileSync(program, text.replaceAll('to create', 'TO CREATE'))
    const after = await run(PLAN, { cli })
    expect(after.stdout).toContain('1 TO CREATE')
  })

  it.each([
    ['Node is told to keep none', PLAN, { NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['nothing ran', ['--version'], {}],
    ['only help was asked for', ['plan', '--help'], {}],
    ['the command line was wrong', ['plan', '--onyl', 'a'], {}],
    ['there is no such command', ['plann'], {}],
  ] as const)('is not kept when %s', async (_why, args, env) => {
    const { run, kept } = place()
    await run(args, { env })
    expect(kept()).toEqual([])
  })
})

describe('a bug', () => {
  it('is reported with the places of the sources', async () => {
    const { run } = place()
    const preload = tempDir({
      'break.mjs': 'globalThis.URL = class { constructor() { throw new TypeError("broken") } }',
    })
    const { code, stderr } = await run(['plan', 'fleet.yaml'], {
      env: { PPIO_API_KEY: 'k', NODE_OPTIONS: `--import ${join(preload, 'break.mjs')}` },
    })
    expect(code).toBe(70)
    const [, source = '', line = ''] = /at (src\/commands\/plan\.ts):(\d+):\d+$/m.exec(stderr) ?? []
    const shown = readFileSync(source, 'utf8').split('\n')[Number(line) - 1]
    expect(shown).toContain('openService(')
    expect(stderr).not.toContain('program.cjs')
  })

  it('is reported as it is where the map is missing', async () => {
    const { run, cwd } = place()
    const program = join(cwd, 'dist', 'program.cjs')
    cpSync(dirname(CLI), join(cwd, 'dist'), { recursive: true })
    writeFileSync(`${program}.map`, 'no map')
    const preload = tempDir({
      'break.mjs': 'globalThis.URL = class { constructor() { throw new TypeError("broken") } }',
    })
    const { code, stderr } = await run(['plan', 'fleet.yaml'], {
      env: { PPIO_API_KEY: 'k', NODE_OPTIONS: `--import ${join(preload, 'break.mjs')}` },
      cli: join(cwd, 'dist', 'cli.cjs'),
    })
    expect(code).toBe(70)
    expect(stderr).toMatch(/at .*program\.cjs:\d+:\d+\)/)
  })
})
