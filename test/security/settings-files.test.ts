import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectCheap, runMeasured } from '../support/measured.ts'
import { CLI, runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = 'instances: [{ name: a, kind: cpu, productId: cpu.4c8g, imageUrl: "ubuntu:24.04" }]\n'
const CONFIG = 'ppi-apply.config.yaml'

const checkout = (files: Readonly<Record<string, string>> = {}) =>
  tempDir({ 'fleet.yaml': FLEET, ...files })

const pipeAt = (path: string) => execFileSync('mkfifo', [path])
const linked = (target: string) => (path: string) => symlinkSync(target, path)
const holding = (text: string) => (path: string) => writeFileSync(path, text)

/** Each alias stands for nine of the one before. */
const BOMB = `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from(
  { length: 12 },
  (_, at) => `a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]\n`,
).join('')}`

/** What may stand in the place of a file of settings, and the words that name what is wrong. */
const HOSTILE: readonly (readonly [string, string, (path: string) => void, string])[] = [
  ['a device for a package.json', 'package.json', linked('/dev/zero'), 'is a device'],
  ['an endless device for a config', CONFIG, linked('/dev/urandom'), 'is a device'],
  ['a pipe for a config', CONFIG, pipeAt, 'is a named pipe'],
  ['a pipe for a hidden config', '.ppi-applyrc', pipeAt, 'is a named pipe'],
  ['a pipe for a package.json', 'package.json', pipeAt, 'is a named pipe'],
  ['a folder for a config', CONFIG, (path) => mkdirSync(path), 'is a folder'],
  ['a link to nothing for a config', CONFIG, linked('nowhere'), 'does not exist'],
  ['a link to itself', CONFIG, linked(CONFIG), 'leads in a circle'],
  ['a link to a file of the system', CONFIG, linked('/etc/hostname'), 'leads out of the project'],
  [
    'a link to what the system tells of processes',
    'package.json',
    linked('/proc/self/environ'),
    'leads out',
  ],
  ['a link to an endless file of the system', CONFIG, linked('/proc/kmsg'), 'leads out'],
  ['a bomb of aliases', CONFIG, holding(BOMB), 'aliases of the config file grow'],
  ['a map that holds itself', CONFIG, holding('files: &a\n  - *a\n'), 'files must be'],
  [
    'a bomb in a package.json',
    'package.json',
    holding(`{"ppi-apply": {${'"a": {'.repeat(9000)}`),
    'not valid JSON',
  ],
  ['very deep brackets', CONFIG, holding('['.repeat(60_000)), 'not valid YAML'],
  ['very deep maps', CONFIG, holding('{a: '.repeat(16_000)), ''],
  [
    'very many keys',
    CONFIG,
    holding(Array.from({ length: 9000 }, (_, at) => `k${at}:\n`).join('')),
    'unknown setting',
  ],
  [
    'very many anchors',
    CONFIG,
    holding(Array.from({ length: 5000 }, (_, at) => `- &a${at} x\n`).join('')),
    'map of settings',
  ],
  [
    'more text than a config has',
    CONFIG,
    holding(`# ${'x'.repeat(70_000)}\n`),
    'is larger than 64 KiB',
  ],
  [
    'a huge package.json',
    'package.json',
    holding(`{"x": "${'x'.repeat(5_000_000)}"}`),
    'is larger than 4 MiB',
  ],
  [
    'a huge package.json with settings',
    'package.json',
    holding(`{"x": "${'x'.repeat(90_000)}", "ppi-apply": {}}`),
    'to a file of its own',
  ],
  ['a very long key', CONFIG, holding(`${'k'.repeat(60_000)}: 1\n`), ''],
  [
    'the key __proto__',
    CONFIG,
    holding('__proto__: { maxHourly: 9 }\n'),
    'unknown setting "__proto__"',
  ],
  ['the key constructor', CONFIG, holding('constructor: 1\n'), 'unknown setting "constructor"'],
  ['the key toString', CONFIG, holding('toString: x\n'), 'unknown setting "toString"'],
  [
    'the key __proto__ in JSON',
    'ppi-apply.config.json',
    holding('{"__proto__": {"maxHourly": 9}}'),
    'unknown setting',
  ],
  [
    'the key hasOwnProperty in a package.json',
    'package.json',
    holding('{"ppi-apply": {"hasOwnProperty": 1}}'),
    'unknown setting',
  ],
  ['UTF-16', CONFIG, (path) => writeFileSync(path, '\ufeffmaxHourly: 9\n', 'utf16le'), ''],
]

describe('a checkout whose settings are hostile', () => {
  it.each(HOSTILE)('%s is refused at once', async (_, name, make, words) => {
    const cwd = checkout()
    make(join(cwd, name))
    const run = await runMeasured(['plan', 'fleet.yaml', '--refresh', 'never'], { cwd })
    expect(run).toMatchObject({ code: 1, signal: null })
    expect(run.stderr).toContain(name)
    expect(run.stderr).toContain(words)
    expect(run.stderr.length).toBeLessThan(1500)
    await expectCheap(run)
  })

  it.each(HOSTILE)('%s is refused at once where --config names it', async (_, name, make) => {
    const cwd = checkout()
    mkdirSync(join(cwd, 'conf'))
    make(join(cwd, 'conf', name))
    const args = ['plan', 'fleet.yaml', '--refresh', 'never', '--config', `conf/${name}`]
    const run = await runMeasured(args, { cwd })
    expect(run).toMatchObject({ code: 1, signal: null })
    await expectCheap(run)
  })

  it.each([
    ['a pipe', pipeAt, 'is a named pipe'],
    ['a device', linked('/dev/zero'), 'is a device'],
    ['a folder', (path: string) => mkdirSync(path), 'is a folder'],
    ['a link out of the project', linked('/etc/hostname'), 'leads out of the project'],
    ['a link to the environment of a process', linked('/proc/1/environ'), ''],
    ['too much', holding('A=1\n'.repeat(300_000)), 'is larger than 1 MiB'],
  ] as const)('%s for a variable file is refused at once', async (_, make, words) => {
    const cwd = checkout({ [CONFIG]: 'varFile: sub/ci.env\n', 'sub/x': '' })
    make(join(cwd, 'sub/ci.env'))
    for (const flags of [[], ['--var-file', 'sub/ci.env']]) {
      const run = await runMeasured(['validate', 'fleet.yaml', ...flags], { cwd })
      expect({ flags, ...run }).toMatchObject({ flags, code: 1, signal: null })
      expect(run.stderr).toContain('The variable file')
      expect(run.stderr).toContain(words)
      await expectCheap(run)
    }
  })

  it('has no file outside of the project read for variables by a config', async () => {
    const outside = tempDir({ credentials: 'aws_secret_access_key = hunter2\n' })
    for (const path of [join(outside, 'credentials'), '/dev/stdin', '/proc/self/environ']) {
      const cwd = checkout({ [CONFIG]: `varFile: ${path}\n` })
      const run = await runCli(['vars', 'fleet.yaml'], { cwd, stdin: 'A=1\n' })
      expect(run.code).toBe(1)
      expect(run.stderr).toContain('The variable file')
    }
    const cwd = checkout()
    const named = await runCli(['vars', 'fleet.yaml', '--var-file', join(outside, 'credentials')], {
      cwd,
    })
    expect(named.code).toBe(0)
  })

  it.each([
    ['HOME=/proc', { HOME: '/proc' }],
    ['HOME=/dev/full', { HOME: '/dev/full' }],
    ['XDG_CONFIG_HOME=/proc', { XDG_CONFIG_HOME: '/proc/1' }],
  ])('runs as ever with %s', async (_, env) => {
    const run = await runMeasured(['plan', 'fleet.yaml', '--refresh', 'never'], {
      cwd: checkout(),
      env,
    })
    expect(run).toMatchObject({ code: 0, signal: null })
    await expectCheap(run)
  })

  it.runIf(process.platform === 'linux')(
    'ends at SIGTERM while it waits for a pipe that a person named',
    async () => {
      const cwd = checkout()
      const pipe = join(cwd, 'pipe')
      pipeAt(pipe)
      // The shell opens it for writing too, so that it never ends, and becomes the program.
      const line = `exec 9<>pipe; exec "${process.execPath}" "${CLI}" validate fleet.yaml --var-file /dev/fd/9`
      const program = spawn('bash', ['-c', line], { cwd, stdio: 'ignore' })
      const ended = once(program, 'exit')
      const isRead = () => linksIn(`/proc/${program.pid}/fd`).filter((to) => to === pipe).length > 1
      while (program.exitCode === null && !isRead()) await new Promise(setImmediate)
      program.kill('SIGTERM')
      expect(await ended).toEqual([130, null])
    },
  )
})

/** Where the links of a folder lead; those that went meanwhile lead nowhere. */
function linksIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => readlinkSync(join(folder, name)))
  } catch {
    return []
  }
}
