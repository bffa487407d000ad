import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { COMMAND_NAMES, COMMANDS } from '../../src/cli/commands.ts'
import { helpText } from '../../src/cli/help.ts'
import { FLAGS } from '../../src/config/flags.ts'
import { CATALOGUE } from '../../src/diagnostics/catalogue/catalogue.ts'
import { installedFor, nodesAtHand } from '../support/installed.ts'
import { runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

/** A checkout with files that Node would obey if anything made it read them, and whether their code ran. */
function trap() {
  const code = tempDir()
  const evil = join(code, 'evil.cjs')
  const mark = join(code, 'evil-ran')
  const program = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')\n`
  writeFileSync(evil, program)
  const files = {
    'evil.cjs': program,
    'trap.env': `NODE_OPTIONS=--require ${evil}\n`,
    '.env': `NODE_OPTIONS=--require ${evil}\n`,
    'trap.json': JSON.stringify({ nodeOptions: { require: [evil] } }),
    'node.config.json': JSON.stringify({ nodeOptions: { require: [evil] } }),
  }
  return { cwd: tempDir(files), hasRun: () => existsSync(mark) }
}

const NAMES = Object.keys(FLAGS)
const LETTERS = Object.values(FLAGS).flatMap((flag) => ('short' in flag ? flag.short : []))

describe.each(nodesAtHand())('the installed program on %s', (node) => {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()

  it(`runs nothing of a file that one of our flags names (Node ${version})`, async () => {
    const { run } = installedFor(node)
    for (const file of ['trap.env', 'trap.json', 'evil.cjs']) {
      const { cwd, hasRun } = trap()
      // Node takes its flags from anywhere, so one line holds all of ours; the program itself refuses it.
      const apart = NAMES.flatMap((name) => [`--${name}`, file])
      const joined = NAMES.map((name) => `--${name}=${file}`)
      const alone = NAMES.map((name) => `--${name}`)
      const short = LETTERS.flatMap((letter) => [`-${letter}`, file, `-${letter}=${file}`])
      for (const words of [apart, joined, alone, short]) {
        for (const line of [
          ['plan', ...words],
          [...words, 'plan'],
          ['plan', 'a.yaml', ...words],
        ]) {
          await run(line, cwd)
          expect({ words, hasRun: hasRun() }).toEqual({ words, hasRun: false })
        }
      }
    }
  })

  it(`would show it: the trap works with the flag of Node (Node ${version})`, async () => {
    const { run } = installedFor(node)
    const { cwd, hasRun } = trap()
    const said = await run(['plan', '--env-file', 'trap.env'], cwd)
    expect(hasRun()).toBe(true)
    expect(said).toContain('--env-file is not a flag of ppi-apply')
  })

  it(`has no flag that Node ${version} lists, but those it takes only in front of a program`, () => {
    const help = execFileSync(node, ['--help'], { encoding: 'utf8' })
    const known = help
      .split('\n')
      .filter((line) => /^\s+-/.test(line))
      .flatMap((line) => [...line.matchAll(/--([a-z][a-z-]*)/g)].map(([, name]) => name))
    expect(known).toContain('env-file')
    expect(NAMES.filter((name) => known.includes(name)).sort()).toEqual(
      ['check', 'help', 'version', 'watch'].filter((name) => known.includes(name)),
    )
  })
})

describe('a flag that Node has taken', () => {
  it.each([
    [['plan', '--env-file', 'ci.env'], 'Write --var-file ci.env instead'],
    [['plan', '--env-file=ci.env'], 'Write --var-file ci.env instead'],
    [['validate', '--env-file-if-exists=a=b.env'], 'Write --var-file a=b.env instead'],
    // Node reads the file here too, though it stands where a value of ours is expected.
    [['plan', '--only', '--env-file=ci.env'], 'Write --var-file ci.env instead'],
    [['schema', '--env-file', 'ci.env'], 'Write --var-file ci.env instead'],
    [['--env-file=ci.env', 'plan'], 'Write --var-file ci.env instead'],
    [['plan', '--experimental-config-file=x.json'], 'read with --config FILE'],
  ])('is refused with the reason: %j', async (args, words) => {
    const cwd = tempDir({ 'ci.env': 'A=1\n', 'a=b.env': 'A=1\n', 'x.json': '{}' })
    const run = await runCli(args, { cwd })
    expect(run).toMatchObject({ code: 64, stdout: '' })
    expect(run.stderr).toContain('before ppi-apply starts')
    expect(run.stderr).toContain(words)
  })

  it('is a file after --, as for Node', async () => {
    const run = await runCli(['validate', '--', '--env-file=x.yaml'], { cwd: tempDir() })
    expect(run.code).toBe(1)
    expect(run.stderr + run.stdout).not.toContain('before ppi-apply starts')
  })

  it('is refused under the name of the config key too', async () => {
    const cwd = tempDir({ 'ppi-apply.config.yaml': 'envFile: ci.env\n', 'ci.env': 'A=1\n' })
    const run = await runCli(['validate'], { cwd })
    expect(run).toMatchObject({ code: 1 })
    expect(run.stderr).toContain('envFile is called varFile')
    expect(run.stderr).toContain('before ppi-apply starts')
  })
})

describe('the flag of Node', () => {
  const ROOT = fileURLToPath(new URL('../..', import.meta.url))
  const texts = (folder: string): readonly string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((name) => /\.(?:md|ya?ml|json|ts|sh|txt|ansi|svg)$/.test(name))
  const documents = [
    ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
    ...['examples', 'schemas'].flatMap(texts),
    ...(existsSync(join(ROOT, 'docs')) ? texts('docs') : []),
  ]

  it.each(documents)('is not named in %s', (name) => {
    expect(readFileSync(join(ROOT, name), 'utf8')).not.toMatch(/env-file|envFile/i)
  })

  it('is in no help, no finding and no completion', async () => {
    const shown = [
      ...(await Promise.all([undefined, ...COMMAND_NAMES].map(helpText))),
      JSON.stringify([CATALOGUE, COMMANDS]),
    ]
    for (const shell of ['bash', 'zsh', 'fish']) {
      shown.push((await runCli(['completion', shell], { cwd: tempDir() })).stdout)
    }
    for (const text of shown) expect(text).not.toMatch(/env-file|envFile/i)
    expect(shown.join('')).toContain('--var-file')
  })
})
