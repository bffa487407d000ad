import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMAND_NAMES } from '../../src/cli/commands.ts'
import { runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET =
  'instances: [{ name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'

/** Where a program, Node, npm or a package may look for code: each of these files would leave its mark if it ran. */
const PLANTED = [
  'program.cjs',
  'program/rolldown-runtime.cjs',
  'program/starting.cjs',
  'program/checking.cjs',
  'program/planning.cjs',
  'program/seldom.cjs',
  'program/applying.cjs',
  'packages/yaml.cjs',
  'ppi-apply.js',
  'index.js',
  ...[
    'yaml',
    'cac',
    'cosmiconfig',
    'picocolors',
    'https-proxy-agent',
    'aws4fetch',
    'ppi-apply',
    'pg',
  ].flatMap((name) => [
    `node_modules/${name}/index.js`,
    `home/.node_modules/${name}/index.js`,
    `home/.node_libraries/${name}/index.js`,
  ]),
  'home/.config/ppi-apply/index.js',
  'home/.config/ppi-apply/config.js',
  'config-home/ppi-apply/config.js',
  ...['cache', 'home/.cache', 'home/Library/Caches', 'local'].flatMap((cache) => [
    `${cache}/ppi-apply/plan-program.cjs`,
    `${cache}/node-compile-cache/plan-program.cjs`,
  ]),
]

/** The names under which a config file would be code. */
const CONFIGS = ['.js', '.cjs', '.mjs', '.ts'].flatMap((extension) => [
  `ppi-apply.config${extension}`,
  `.ppi-applyrc${extension}`,
  `.config/ppi-applyrc${extension}`,
])

interface Checkout {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** The files whose code ran. */
  readonly ran: () => readonly string[]
}

/** A checkout that the home and the cache of whoever runs the program lie in, as on many runners, full of code. */
function checkoutWith(planted: readonly string[]): Checkout {
  const marks = tempDir()
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  for (const [nth, file] of planted.entries()) {
    const mark = JSON.stringify(join(marks, String(nth)))
    const code = file.endsWith('.mjs')
      ? `import { writeFileSync } from 'node:fs'; writeFileSync(${mark}, '')\n`
      : `require('node:fs').writeFileSync(${mark}, '')\n`
    mkdirSync(dirname(join(cwd, file)), { recursive: true })
    writeFileSync(join(cwd, file), code)
  }
  const env = {
    HOME: join(cwd, 'home'),
    XDG_CACHE_HOME: join(cwd, 'cache'),
    XDG_CONFIG_HOME: join(cwd, 'config-home'),
    LOCALAPPDATA: join(cwd, 'local'),
  }
  return { cwd, env, ran: () => readdirSync(marks).map((nth) => planted[Number(nth)] ?? nth) }
}

/** Every file of a checkout with what is in it, but for what the program may write there. */
const contentsOf = (cwd: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(cwd, { recursive: true, withFileTypes: true })
      .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
      .filter(({ path }) => !path.startsWith(join(cwd, '.ppi-apply')))
      .map(({ entry, path }) => [path, entry.isFile() ? readFileSync(path, 'latin1') : 'folder']),
  )

/** One command line of each command that ends by itself. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  validate: ['fleet.yaml'],
  vars: ['fleet.yaml'],
  render: ['fleet.yaml', '--format', 'yaml'],
  plan: ['fleet.yaml', '--refresh', 'never'],
  apply: ['fleet.yaml', '--sandbox', '--yes'],
  status: ['--sandbox'],
  schema: [],
  completion: ['bash'],
}

describe('a checkout full of code', () => {
  it('runs none of it, and finds no file changed, whatever is asked for', async () => {
    const { cwd, env, ran } = checkoutWith(PLANTED)
    const before = contentsOf(cwd)
    for (const [command, args] of Object.entries(LINES)) {
      const { code, stderr } = await runCli([command, ...args], { cwd, env })
      expect({ command, code, stderr }).toMatchObject({ command, code: 0 })
    }
    // The program is the same one each time, so what the first run kept is what a later one would read.
    for (const command of COMMAND_NAMES) await runCli([command, '--help'], { cwd, env })
    await runCli(['plan', 'fleet.yaml', '--refresh', 'never'], { cwd, env })
    expect(ran()).toEqual([])
    expect(contentsOf(cwd)).toEqual(before)
  })

  it.each(CONFIGS)('is never configured by %s', async (config) => {
    const { cwd, env, ran } = checkoutWith([config])
    await runCli(['plan', 'fleet.yaml', '--refresh', 'never'], { cwd, env })
    const named = ['plan', 'fleet.yaml', '--refresh', 'never', '--config', config]
    expect(await runCli(named, { cwd, env })).toMatchObject({ code: 1, stdout: '' })
    expect(ran()).toEqual([])
  })

  it('would show by its marks that code ran', async () => {
    const { cwd, env, ran } = checkoutWith(PLANTED)
    const NODE_OPTIONS = `--require ${join(cwd, 'program.cjs')}`
    await runCli(['--version'], { cwd, env: { ...env, NODE_OPTIONS } })
    expect(ran()).toEqual(['program.cjs'])
  })
})
