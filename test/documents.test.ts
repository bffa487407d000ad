import { existsSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { COMMAND_NAMES } from '../src/cli/commands.ts'
import { ciProject, start, textOf } from './support/ci-project.ts'
import { newcomer } from './support/newcomer.ts'
import { runCli } from './support/run-cli.ts'
import { withSandbox } from './support/sandbox.ts'
import { tempDir } from './support/temp-dir.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Documents whose lines a user runs in a project of their own, from the first to the last. */
const FOR_USERS = [
  'examples/cron/README.md',
  'examples/github-actions/README.md',
  'examples/gitlab-ci/README.md',
  'examples/pre-commit/README.md',
]
/** Documents whose lines are run in this repository. */
const FOR_CONTRIBUTORS = ['CONTRIBUTING.md', 'SECURITY.md', 'schemas/README.md']

/** Lines that cannot run in a test, and why. Everything else is run. */
const CANNOT_RUN = [
  ['npm ci', 'installs packages from the registry; the gate runs it'],
  ['npm ci && npm run demo', 'the same; the gate runs both'],
  ['npm ci && npm test', 'the same; the gate runs both'],
  ['npm test', 'takes as long as all of this; the gate runs it'],
  ['npm run test:slow', 'would run this test again'],
  ['npm run check', 'takes as long as all of this; the gate runs it'],
  ['.ci/run', 'would run this test again'],
  ['gh secret set PPIO_API_KEY', 'talks to GitHub'],
  ['gh secret set PPIO_API_KEY --env gpu', 'talks to GitHub'],
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

describe.each(FOR_USERS)('%s', { timeout: 240_000 }, (document) => {
  it('has only command lines that do what they say, in the folder of a new user', () =>
    withSandbox({ apiKey: 'sk_your_key' }, async (sandbox) => {
      const project = await ciProject({
        'package.json': '{ "private": true }\n',
        'package-lock.json': '{}\n',
        '.gitignore': 'node_modules\n',
        'README.md': 'a project that has all this\n',
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

/** Instances run as soon as they are made. */
const AT_ONCE = { by: 'clock', stepMs: 0 } as const

describe('README.md, followed word by word', () => {
  const fleet = (name: string) =>
    `instances: [{ name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: a }]\n`

  it(
    'leads from a clone to an installed package, a fleet, and a pipeline',
    { timeout: 240_000 },
    () =>
      withSandbox({ apiKey: 'sk_your_key', pace: AT_ONCE }, async (sandbox) => {
        const files = { 'dev.yaml': fleet('dev-trainer'), 'prod.yaml': fleet('prod-trainer') }
        const reader = await newcomer(files, {
          PPIO_BASE_URL: sandbox.url,
          GIT_AUTHOR_NAME: 'a',
          GIT_AUTHOR_EMAIL: 'a@b',
          GIT_COMMITTER_NAME: 'a',
          GIT_COMMITTER_EMAIL: 'a@b',
        })
        const seen = new Map<string, string>()
        for (const line of linesOf('README.md')) {
          if (reasonNotToRun(line.command) !== undefined) continue
          const command = line.command.replace('https://api.ppinfra.com', sandbox.url)
          const ran = await reader.run(command)
          expect({ ...line, code: ran.code }, ran.stdout + ran.stderr).toEqual(line)
          seen.set(line.command, ran.stdout)
        }
        const said = [...seen.values()].join('')
        expect(said).toContain('1 in the files of another fleet')
        expect(said).toMatch(/^4090\.18c\.60g +RTX 4090 24GB/m)
        const deleted = sandbox
          .calls()
          .filter(({ operation, phase }) => operation === 'delete' && phase === 'committed')
        expect(sandbox.instances().map(({ name }) => name)).toEqual(['trainer', 'trainer'])
        expect(deleted).toHaveLength(1)
      }),
  )

  it('names as the way out of each plan what the program prints', () => {
    const section =
      /^## What a plan shows, and what to do\n(.*?)\n\n`plan` prints/ms.exec(
        textOf('README.md'),
      )?.[1] ?? ''
    const named = [...section.matchAll(/`(ppi-apply [^`]*)`/g)].map(([, command]) => command)
    const printed = readdirSync(join(ROOT, 'test/cases')).flatMap(waysOutPrinted)
    expect(printed.length).toBeGreaterThan(10)
    expect([...new Set(named)].sort()).toEqual([...new Set(printed)].sort())
  })
})

/** The commands below the entries of a golden plan, with what belongs to the case taken out. */
function waysOutPrinted(name: string): readonly string[] {
  const plan = textOf(`test/cases/${name}/plan.txt`)
  return [...plan.matchAll(/^ {4}.*ppi-apply .*$/gm)].flatMap(([line]) =>
    [...line.matchAll(/ppi-apply (?:[^,]|,(?! ))*/g)].map(([command]) =>
      command
        .replace(/ (?:definition\.yaml|--base-url=\S+|--ledger=\S+)/g, '')
        .replace(/^(ppi-apply (?:adopt|forget)) \S+/, '$1 NAME')
        .replace(/--only=\S+/, '--only=NAME')
        .replace(/ (?:ID|[ix]-\d+)$/, ' ID'),
    ),
  )
}

describe('the packed package', () => {
  it('has whatever its documents link to', async () => {
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts']
    const env = { PATH: `${process.env.PATH}`, HOME: tempDir() }
    const { stdout } = await start('npm', args, { cwd: ROOT, env })
    const [{ files }] = JSON.parse(stdout) as [{ files: readonly { path: string }[] }]
    const paths = files.map(({ path }) => path)
    const documents = paths.filter((path) => path.endsWith('.md'))
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'README.zh-CN.md']))
    for (const document of documents) {
      for (const target of linksOf(document)) {
        const path = join(dirname(document), target)
        const isThere = paths.some((each) => each === path || each.startsWith(`${path}/`))
        expect({ document, target, isThere }).toEqual({ document, target, isThere: true })
      }
    }
  })
})

/** What a document links to in this repository. */
const linksOf = (document: string): readonly string[] =>
  [...textOf(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*/, ''))
    .filter((target) => target !== '' && !target.startsWith('https:'))

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
  const all = ['README.md', ...FOR_USERS, ...FOR_CONTRIBUTORS]
    .flatMap(linesOf)
    .map(({ command }) => command)

  it.each(CANNOT_RUN)('%s (%s) is in a document', (command) => {
    expect(all).toContain(command)
  })
})

const DOCUMENTS = readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)

describe.each(['README.md', 'README.zh-CN.md', ...FOR_USERS, ...FOR_CONTRIBUTORS, ...DOCUMENTS])(
  '%s',
  (document) => {
    it('links only to what there is', () => {
      const text = textOf(document)
      for (const target of linksOf(document)) {
        expect(existsSync(join(ROOT, dirname(document), target)), target).toBe(true)
      }
      for (const [, name = ''] of text.matchAll(/\]\[([\w-]+)\]/g)) {
        expect(text).toMatch(new RegExp(`^\\[${name}\\]: https://`, 'm'))
      }
    })
  },
)

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
    expect(names).toEqual(COMMAND_NAMES)
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

describe('a comment that cites a document', () => {
  const DOCUMENTS = { facts: 'docs/api-facts.md', contract: 'docs/contract.md' } as const

  it.each(Object.entries(DOCUMENTS))('cites a section that there is: %s', (word, document) => {
    const sections = new Set(
      [...textOf(document).matchAll(/^#+ §(\d+(?:\.\d+)?)/gm)].map(([, section]) => section),
    )
    const cited = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => {
        const text = textOf(join('src', path))
        const citations = text.matchAll(new RegExp(`${word} ((?:§[\\d.]+(?:, |–| and )?)+)`, 'gi'))
        return [...citations].flatMap(([, list = '']) =>
          [...list.matchAll(/§(\d+(?:\.\d+)?)/g)].map(([, section = '']) => ({ path, section })),
        )
      })
    expect(cited.length).toBeGreaterThan(5)
    const unknown = cited.filter(
      ({ section }) => !sections.has(section) && !sections.has(section.replace(/\.\d+$/, '')),
    )
    expect(unknown).toEqual([])
  })
})
