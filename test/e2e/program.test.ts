import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

describe('the program', () => {
  it('tells its version and its help on standard output', async () => {
    const cwd = tempDir()
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(await runCli(['--version'], { cwd })).toMatchObject({
      code: 0,
      stdout: `ppi-apply ${manifest.version}\n`,
    })
    const help = await runCli(['--help'], { cwd })
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const word of ['apply', 'plan', 'Exit codes', '130']) expect(help.stdout).toContain(word)
    expect(await runCli([], { cwd })).toMatchObject({ code: 64, stdout: '' })
  })

  it.each(['init', 'validate', 'vars', 'render', 'plan', 'apply', 'schema', 'sandbox'])(
    'has help with an example for %s',
    async (command) => {
      const run = await runCli([command, '--help'], { cwd: tempDir() })
      expect(run.code).toBe(0)
      expect(run.stdout).toContain(`ppi-apply ${command}`)
      expect(run.stdout).toContain('Examples:')
    },
  )

  it.each([
    [['aply'], 'did you mean apply?'],
    [['plan', '--formt', 'json'], 'did you mean --format?'],
    [['plan', '--format', 'xml'], '--format is one of'],
    [['--verbose', 'plan'], 'write the command first'],
  ])('answers wrong usage %j with advice and 64', async (args, words) => {
    const run = await runCli(args, { cwd: tempDir() })
    expect(run).toMatchObject({ code: 64, stdout: '' })
    expect(run.stderr).toContain(words)
  })

  it('names the places it looked at when there is no file', async () => {
    const run = await runCli(['validate'], { cwd: tempDir() })
    expect(run.code).toBe(1)
    expect(`${run.stdout}${run.stderr}`).toContain('instances.yaml')
    expect(`${run.stdout}${run.stderr}`).toContain('instances.yml')
  })

  it('starts a project with init, which plans as it is and is never overwritten', async () => {
    const cwd = tempDir()
    expect(await runCli(['init'], { cwd })).toMatchObject({ code: 0 })
    expect(existsSync(join(cwd, '.ppi-apply/.gitignore'))).toBe(true)
    expect(await runCli(['validate'], { cwd })).toMatchObject({ code: 0 })
    const plan = await runCli(['plan', '--sandbox', '--detailed-exitcode'], { cwd })
    expect(plan).toMatchObject({ code: 2, stdout: expect.stringContaining('1 to create') })
    const secondRun = await runCli(['init'], { cwd })
    expect(secondRun).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('never overwrites'),
    })
    expect(secondRun.stderr).toContain('The rules for git are there too.')
  })

  it('adds the ignore rules beside a file that is there already', async () => {
    const cwd = tempDir({ 'instances.yaml': 'instances: []\n' })
    const run = await runCli(['init'], { cwd })
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('never overwrites') })
    expect(run.stderr).toContain(
      'The rules for git were missing; wrote .ppi-apply/.gitignore and .ppi-apply/.gitattributes.',
    )
    expect(readFileSync(join(cwd, '.ppi-apply/.gitignore'), 'utf8')).toContain('.lock')
    expect(readFileSync(join(cwd, 'instances.yaml'), 'utf8')).toBe('instances: []\n')
  })

  it('prints the schema that it ships, and compares a copy', async () => {
    const schema = readFileSync('schemas/instances.schema.json', 'utf8')
    const cwd = tempDir({ 'copy.json': schema, 'stale.json': '{}' })
    const printed = await runCli(['schema'], { cwd })
    expect(JSON.parse(printed.stdout)).toEqual(JSON.parse(schema))
    expect(await runCli(['schema', '--check', 'copy.json'], { cwd })).toMatchObject({ code: 0 })
    expect(await runCli(['schema', '--check', 'stale.json'], { cwd })).toMatchObject({ code: 1 })
  })

  it('prints the schema of the config too, and of nothing else', async () => {
    const schema = readFileSync('schemas/config.schema.json', 'utf8')
    const cwd = tempDir({ 'copy.json': schema })
    expect((await runCli(['schema', 'config'], { cwd })).stdout).toBe(schema)
    const check = ['schema', 'config', '--check', 'copy.json']
    expect(await runCli(check, { cwd })).toMatchObject({ code: 0 })
    expect(await runCli(['schema', 'plan'], { cwd })).toMatchObject({ code: 64, stdout: '' })
  })

  it('takes files and refresh from a config file, and flags win over it', async () => {
    const cwd = tempDir({
      'ppi-apply.config.yaml': 'files: my.yaml\nrefresh: never\n',
      'my.yaml':
        'instances: [{ name: a, kind: cpu, productId: cpu.4c8g, imageUrl: "ubuntu:24.04" }]\n',
    })
    const env = { PPIO_API_KEY: 'key', PPIO_BASE_URL: 'http://127.0.0.1:1' }
    const plan = await runCli(['plan'], { cwd, env })
    expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('--refresh never') })
    const asked = await runCli(['plan', '--refresh', 'always'], { cwd, env })
    expect(asked).toMatchObject({ code: 1 })
  })

  it.each(['--version', '--help', 'plan --help'])(
    'leaves in silence a reader that goes before the end of %s',
    async (line) => {
      const onStart = (child: ChildProcess) => child.stdout?.destroy()
      const run = await runCli(line.split(' '), { cwd: tempDir(), onStart })
      expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' })
    },
  )

  it('prints nothing of a file because of the debug switches of the YAML package', async () => {
    const cwd = tempDir({ 'a.yaml': 'instances: [{ name: a, imageAuth: "planted:planted" }]\n' })
    const env = { LOG_TOKENS: '1', LOG_STREAM: '1' }
    const run = await runCli(['validate', 'a.yaml', '--format', 'json'], { cwd, env })
    expect(JSON.parse(run.stdout)).toMatchObject({ valid: false })
    expect(`${run.stdout}${run.stderr}`).not.toContain('planted')
  })
})

const FLEET =
  'instances: [{ name: a, kind: gpu, productId: p, gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'

describe('a bug', () => {
  it('is reported with the names of our functions and a line of the program that can be read', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const preload = tempDir({
      'break.mjs': 'globalThis.URL = class { constructor() { throw new TypeError("broken") } }',
    })
    const { code, stderr } = await runCli(['plan', 'fleet.yaml'], {
      cwd,
      env: { PPIO_API_KEY: 'k', NODE_OPTIONS: `--import ${join(preload, 'break.mjs')}` },
    })
    expect(code).toBe(70)
    const frame = /at (?:async )?planCommand \((.*planning\.cjs):(\d+):\d+\)/.exec(stderr)
    const [, program = '', line = ''] = frame ?? []
    const shown = readFileSync(program, 'utf8').split('\n')[Number(line) - 1]
    expect(shown).toContain('openService(')
  })
})
