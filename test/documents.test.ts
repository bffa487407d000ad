import { existsSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../src/commands/table.ts'
import { ciProject, start, textOf } from './support/ci-project.ts'
import { runCli } from './support/run-cli.ts'
import { withSandbox } from './support/sandbox.ts'
import { tempDir } from './support/temp-dir.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Documents whose lines a user runs in a project of their own, from the first to the last. */
const FOR_USERS = [
  'README.md',
  'examples/github-actions/README.md',
  'examples/gitlab-ci/README.md',
  'examples/pre-commit/README.md',
]
/** Documents whose lines are run in this repository. */
const FOR_CONTRIBUTORS = ['CONTRIBUTING.md', 'SECURITY.md', 'schemas/README.md']

/** Lines that cannot run in a test, and why. Everything else is run. */
const CANNOT_RUN = [
  ['npm ci', 'installs packages from the registry; the gate runs it'],
  ['npm ci && npm run demo', 'installs packages; the gate runs the demo, twice'],
  ['npm ci && npm test', 'installs packages, and would run this test again'],
  ['npm install --save-dev ppi-apply', 'installs packages; the gate installs the packed tarball'],
  ['npm test', 'would run this test again'],
  ['npm run check', 'takes as long as all of this; the gate runs it'],
  ['.ci/run', 'would run this test again'],
  ['gh secret set PPIO_API_KEY', 'talks to GitHub'],
  ['gh secret set PPIO_API_KEY --env gpu', 'talks to GitHub'],
  ['gh pr create --fill', 'talks to GitHub'],
] as const

interface Line {
  readonly command: string
  /** The exit code that the comment behind it names. */
  readonly code: number
}

/** The command lines of a document's shell blocks. */
const linesOf = (document: string): readonly Line[] =>
  [...textOf(document).matchAll(/^```sh\n(.*?)^```$/gms)]
    .flatMap(([, block = '']) => block.split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => ({
      command: line.replace(/\s+#.*$/, ''),
      code: Number(/exits with (\d+)/.exec(line)?.[1] ?? 0),
    }))

const reasonNotToRun = (line: string) => CANNOT_RUN.find(([command]) => command === line)?.[1]

describe.each(FOR_USERS)('%s', (document) => {
  it('has only command lines that do what they say, in the folder of a new user', () =>
    withSandbox({ apiKey: 'sk_your_key' }, async (sandbox) => {
      const project = await ciProject({
        'package.json': '{ "private": true }\n',
        'package-lock.json': '{}\n',
        '.gitignore': 'node_modules\n',
        ...(document === 'README.md' ? {} : { 'README.md': 'a project that has all this\n' }),
      })
      const cwd = await project.clone('main')
      const { code } = await project.shell('mkdir node_modules', { cwd })
      expect(code).toBe(0)
      symlinkSync(ROOT, join(cwd, 'node_modules/ppi-apply'))
      const env: Record<string, string> = {
        PPIO_BASE_URL: sandbox.url,
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@b',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@b',
      }
      let count = 0
      for (const line of linesOf(document)) {
        const [, name, value] = /^export (\w+)=(.*)$/.exec(line.command) ?? []
        if (name !== undefined && value !== undefined) env[name] = value
        else if (reasonNotToRun(line.command) === undefined) {
          const ran = await project.shell(line.command, { cwd, env })
          expect({ ...line, code: ran.code }, ran.stdout + ran.stderr).toEqual(line)
          count += 1
        }
      }
      expect(count).toBeGreaterThan(0)
    }))
})

describe.each(FOR_CONTRIBUTORS)('%s', (document) => {
  it('has only command lines that do what they say, in this repository', async () => {
    for (const { command, code } of linesOf(document)) {
      if (reasonNotToRun(command) !== undefined) continue
      const env = { PATH: `${process.env.PATH}`, HOME: tempDir() }
      const ran = await start('bash', ['-ec', command], { cwd: ROOT, env })
      expect({ command, code: ran.code }, ran.stdout + ran.stderr).toEqual({ command, code })
    }
  })

  it('names only scripts that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    for (const [, name = ''] of textOf(document).matchAll(/npm run ([\w:]+)/g)) {
      expect(scripts).toHaveProperty([name])
    }
  })
})

describe('a line that cannot run here', () => {
  const all = [...FOR_USERS, ...FOR_CONTRIBUTORS].flatMap(linesOf).map(({ command }) => command)

  it.each(CANNOT_RUN)('%s (%s) is in a document', (command) => {
    expect(all).toContain(command)
  })
})

describe.each([...FOR_USERS, ...FOR_CONTRIBUTORS, 'README.zh-CN.md'])('%s', (document) => {
  it('links only to what there is', () => {
    const text = textOf(document)
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    const here = targets.filter((target) => !/^(?:https:|#)/.test(target))
    for (const target of here) {
      expect(existsSync(join(ROOT, dirname(document), target)), target).toBe(true)
    }
    for (const [, name = ''] of text.matchAll(/\]\[([\w-]+)\]/g)) {
      expect(text).toMatch(new RegExp(`^\\[${name}\\]: https://`, 'm'))
    }
  })
})

describe('README.zh-CN.md', () => {
  /** What two documents of the same content have in common, whatever their language. */
  const shapeOf = (document: string) => {
    const text = textOf(document)
    const prose = text.replace(/^```.*?^```$/gms, '')
    return {
      headings: (prose.match(/^#+(?= )/gm) ?? []).join(' '),
      blocks: [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, block = '']) => [
        language,
        language === 'text' ? block : block.replace(/ *# (?!yaml-language-server).*$/gm, ''),
      ]),
      tables: (prose.match(/^\|.*$/gm) ?? []).map((row) => row.split('|').length),
      items: (prose.match(/^(?:- |\d\. )/gm) ?? []).length,
      paragraphs: prose.split(/\n{2,}/).length,
      links: [...prose.matchAll(/\]\(([^)\s]+)\)|^\[.*\]: (.*)$/gm)]
        .map(([, link, reference]) => link ?? reference)
        .map((link) => link?.replace('.zh-CN', '')),
      code: [...new Set(prose.match(/`[^`\n]+`/g) ?? [])].sort(),
      marks: prose.match(/<!-- .* -->/g),
    }
  }

  it('says the same as README.md, piece by piece', () => {
    expect(shapeOf('README.zh-CN.md')).toEqual(shapeOf('README.md'))
  })
})

describe('README.md', () => {
  const readme = textOf('README.md')
  const firstCells = (title: string) =>
    [
      ...(readme.split(`# ${title}\n`)[1]?.split(/^#/m)[0] ?? '').matchAll(
        /^\| +(.*?) +\| +(.*?) +\|$/gm,
      ),
    ]
      .map(([, one = '', two = '']) => [one, two] as const)
      .filter(([one]) => !/^(?:-+|command|code)$/.test(one))

  it('lists every command', () => {
    const names = firstCells('Commands').map(([cell]) => /^`(\w+)/.exec(cell)?.[1])
    expect(names).toEqual(Object.keys(COMMANDS))
  })

  it('lists every exit code as --help does', async () => {
    const { stdout } = await runCli(['--help'], { cwd: tempDir() })
    const printed = [...stdout.matchAll(/^ {2}(\d+) +(.*)$/gm)].map(([, code, words]) => [
      code,
      words,
    ])
    const rows = firstCells('Exit codes').map(([code, words]) => [code, words.replaceAll('`', '')])
    expect(rows).toEqual(printed)
  })

  it('shows a file that is valid', async () => {
    const [, yaml = ''] = /^```yaml\n(.*?)^```$/ms.exec(readme) ?? []
    const cwd = tempDir({ 'instances.yaml': yaml })
    const run = await runCli(['validate', '--format', 'json'], { cwd, env: { HF_TOKEN: 'x' } })
    expect(JSON.parse(run.stdout)).toMatchObject({ valid: true, diagnostics: [] })
  })
})

describe('CONTRIBUTING.md', () => {
  it('has every folder of src in its map, and names only files that there are', () => {
    const text = textOf('CONTRIBUTING.md')
    const paths = [...text.matchAll(/`((?:src|test|schemas|examples)\/[\w./-]*)`/g)].map(
      ([, path = '']) => path,
    )
    for (const path of paths) expect(existsSync(join(ROOT, path)), path).toBe(true)
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`)
    expect(paths).toEqual(expect.arrayContaining(folders))
  })
})
