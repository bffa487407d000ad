import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const entry = (name: string): string =>
  `  - { name: ${name}, kind: cpu, productId: cpu.4c8g, imageUrl: "ubuntu:24.04" }\n`
const fleetOf = (...names: readonly string[]): string => `instances:\n${names.map(entry).join('')}`

const project = (): string =>
  tempDir({ 'fleet.yaml': fleetOf('a', 'b'), 'more.yaml': fleetOf('c'), 'ci.env': 'X=1\n' })

/** Node itself sees one of these flags. */
const run = (args: readonly string[], cwd = project()) =>
  (args.includes('--env-file') ? runCli : runInProcess)(args, { cwd })

describe('a flag that is written in another way', () => {
  it.each([
    [['plan', '--sandbox', 'fleet.yaml', '--format=json']],
    [['plan', '--sandbox', 'fleet.yaml', '--format', 'json']],
    [['plan', '--sandbox', 'fleet.yaml', '-o', 'json']],
    [['plan', '--sandbox', 'fleet.yaml', '-ojson']],
    [['plan', '--sandbox', '-f', 'fleet.yaml', '-o=json', '--var-file', 'ci.env']],
    [['plan', '--sandbox', '-ffleet.yaml', '-qo', 'json', '--only', 'a', '--only=b']],
  ])('means the same: %j', async (args) => {
    const { code, stdout } = await run(args)
    expect(code).toBe(0)
    const { actions } = JSON.parse(stdout) as { actions: readonly { name: string }[] }
    expect(actions.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  it.each([['-y'], ['--yes'], ['-yq']])(
    'applies with %s, and waits for the seconds behind a blank',
    async (yes) => {
      const args = ['apply', '--sandbox', '-f', 'more.yaml', yes, '--wait', '60']
      const { code, stdout, stderr } = await run(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('60') })
      if (yes !== '-yq') expect(stdout).toContain('c')
    },
  )

  it('is seen by what looks at the command line before it is read', async () => {
    // A wrong flag beside it: only the early look tells that JSON is wanted, and how much is to be said.
    const { code, stdout } = await run(['plan', '-o', 'json', '--onyl', 'a'])
    expect(code).toBe(64)
    expect(JSON.parse(stdout)).toMatchObject({
      error: { message: expect.stringContaining('--onyl') },
    })
    const cwd = tempDir({ 'ppi-apply.config.yaml': 'files: [' })
    const plain = await run(['plan'], cwd)
    const verbose = await run(['plan', '-v'], cwd)
    const file = await run(['plan', '--', '--verbose'], cwd)
    expect(verbose.stderr.length).toBeGreaterThanOrEqual(plain.stderr.length)
    expect(file.stderr).toBe(plain.stderr)
  })

  it.each([
    [['plan', '--format', 'json', '--timeout', 'soon'], '--timeout needs a number'],
    [['plan', '--onyl=a', '--format=json'], '--onyl'],
    [['plan', '-o', 'json', '--ledger'], '--ledger needs a value'],
    [['plan', '-o', 'json', '-o', 'text'], '--format is given twice'],
    [['plan', '-o', 'json', '—yes'], 'U+2014'],
    [['apply', '-o', 'json', '--wach'], '--wach'],
    // A flag that the command does not have says in which format to say so.
    [['init', '--format', 'json'], 'unknown flag --format for init'],
    [['sandbox', '-o', 'json'], 'unknown flag --format for sandbox'],
    // It is not known which command is meant.
    [['paln', '--format', 'json'], 'unknown command "paln"'],
    [['--format', 'json', 'plan'], '--format is before the command'],
    [['plan', '-o', 'json', '--env-file', 'ci.env'], 'is not a flag of ppi-apply'],
  ])('tells a mistake in the format that was asked for: %j', async (args, words) => {
    const { code, stdout } = await run(args)
    expect(code).toBe(64)
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.stringContaining(words) } })
  })

  it.each([
    [['plan', '--onyl', 'a']],
    [['plan', '--', '--format=json']],
    [['plan', '--format']],
    [['plan', '--only', 'x', '--format=', '--onyl']],
  ])('tells a mistake as text alone where no format was asked for: %j', async (args) => {
    const { code, stdout, stderr } = await run(args)
    expect(code).toBeGreaterThan(0)
    expect(stdout).toBe('')
    expect(stderr).not.toBe('')
  })

  it.each([
    [['plan', '--color', '--onyl'], true],
    [['plan', '--onyl', '--color'], true],
    [['plan', '--color', '--no-color', '--onyl'], false],
    [['plan', '--onyl', '--', '--color'], false],
    [['paln', '--color'], true],
  ])('tells a mistake in colours only if they are wanted: %j', async (args, isColored) => {
    const { code, stderr } = await run(args)
    expect({ code, isColored: stderr.includes('\u001b[') }).toEqual({ code: 64, isColored })
  })

  it('is a file behind --, and as such it can be typed again', async () => {
    const cwd = tempDir({ '-y': fleetOf('a') })
    const { code, stdout } = await run(['plan', '--sandbox', '--', '-y'], cwd)
    expect(code).toBe(0)
    const [, shown = ''] = /ppi-apply apply (.*)/.exec(stdout) ?? []
    expect(shown).toContain('./-y')
  })

  it.each([[['-v']], [['-V']], [['--version']], [['version']], [['plan', '--version']]])(
    'asks for the version: %j',
    async (args) => {
      expect(await run(args)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^ppi-apply \d/),
      })
    },
  )

  it.each([[['-h']], [['plan', '-h']], [['-h', 'plan']], [['plan', '-qh']]])(
    'asks for help: %j',
    async (args) => {
      const { code, stdout } = await run(args)
      expect(code).toBe(0)
      expect(stdout).toContain('Usage:')
    },
  )
})

describe('a word of another tool', () => {
  it.each([
    [['up'], 'it is called apply here; ppi-apply plan shows first what it would do'],
    [['deploy', '-y'], 'it is called apply here'],
    [['list'], 'it is called status here'],
    [['ps'], 'it is called status here'],
    [['destroy', '--auto-approve'], 'it is --yes here'],
    [['down'], 'it is called destroy here; ppi-apply plan --destroy shows first'],
    [['delete', 'web'], 'it is called destroy here'],
    [['prune'], 'ppi-apply apply --prune'],
    [['pause'], 'it is called stop here'],
    [['resume'], 'it is called start here'],
    [['reboot'], '"ppi-apply stop" and then "ppi-apply start"'],
    [['billing'], 'it is called cost here'],
    [['cost', '--group-by', 'day'], 'it is --by WHAT here'],
    [['Import'], 'did you mean import?'],
    [['fleet.yaml'], 'write a command first, as in: ppi-apply plan fleet.yaml'],
    [['—help'], 'write --help'],
    [['apply', '--auto-approve'], 'it is --yes here'],
    [['apply', '-auto-approve'], 'it is --yes here'],
    [['apply', '--dry-run'], 'ppi-apply plan shows what apply would do, and touches nothing'],
    [['apply', '--target=a'], 'it is --only NAME here'],
    [['plan', '-target', 'a'], 'it is --only NAME here'],
    [['plan', '--json'], 'it is --format json here'],
    [['plan', '--auto-approve'], 'it is --yes here, but plan has no such flag'],
    [['apply', '-force'], '--yes skips the question'],
    [['apply', '--api-key=sk_planted'], '--api-key-env NAME'],
    [['apply', '--destroy'], '--destroy belongs to other commands'],
    [['apply', '--remove-orphans'], 'it is --prune here'],
  ])('%j leads to ours and does nothing', async (args, words) => {
    const cwd = project()
    writeFileSync(join(cwd, 'instances.yaml'), fleetOf('a'))
    const { code, stdout, stderr } = await run(args, cwd)
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
    expect(stderr).toContain(words)
    expect(stderr).not.toContain('planted')
  })
})

describe('validate', () => {
  it('says how much is valid', async () => {
    const cwd = project()
    const text = async (...args: readonly string[]) =>
      (await run(['validate', ...args], cwd)).stdout
    expect(await text('fleet.yaml', 'more.yaml')).toBe('valid: 3 entries in 2 files\n')
    expect(await text('more.yaml')).toBe('valid: 1 entry in 1 file\n')
    expect(await text('fleet.yaml', 'more.yaml', '--only', 'c')).toBe('valid: 1 entry in 1 file\n')
    writeFileSync(join(cwd, 'two.yaml'), `${fleetOf('d')}---\n${fleetOf('e')}`)
    expect(await text('two.yaml')).toBe('valid: 2 entries in 1 file\n')
    writeFileSync(join(cwd, 'unnamed.yaml'), fleetOf('""'))
    expect(await text('unnamed.yaml')).toMatch(/\nvalid, with warnings: 1 entry in 1 file\n$/)
  })

  it.each([
    ['a missing file', 'none.yaml'],
    ['a folder without definitions', 'empty'],
    ['a pattern that nothing matches', '*.yml'],
    ['an empty file', 'nothing.yaml'],
    ['a file in UTF-16', 'wide.yaml'],
  ])('draws no lines of %s', async (_what, path) => {
    const cwd = project()
    mkdirSync(join(cwd, 'empty'))
    writeFileSync(join(cwd, 'nothing.yaml'), '')
    writeFileSync(join(cwd, 'wide.yaml'), '\ufeffinstances: []', 'utf16le')
    const { code, stdout } = await run(['validate', path], cwd)
    expect(code).toBe(1)
    expect(stdout).toContain(`  ${path}\n`)
    expect(stdout).not.toMatch(/[│^]|:1:1/)
  })
})
