import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { installedFor, nodesAtHand } from './support/installed.ts'
import { type Loaded, loadedBy } from './support/loaded-by.ts'
import { packedFiles } from './support/packed.ts'
import { tempDir } from './support/temp-dir.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

const FLEET =
  'instances: [{ name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'
/** Aliases are what the `yaml` package reads for us. */
const UNUSUAL = `x-all: &all { kind: gpu, productId: 4090.18c.60g, gpuNum: 1 }
instances: [{ <<: *all, name: a, rootfsSize: 60, imageUrl: x }]
`

/** The targets of the links and pictures of a document that are paths. */
const pathsIn = (document: string): readonly string[] =>
  [
    ...textOf(document).matchAll(
      /\]\(([^()\s#]+)(?:#[^()\s]*)?\)|\b(?:src|srcset|href)="([^"#]+)"/g,
    ),
  ]
    .map(([, link, attribute]) => link ?? attribute ?? '')
    .filter((target) => !/^[a-z]+:/i.test(target))

describe('the package', () => {
  const documents = packedFiles().filter((path) => path.endsWith('.md'))

  it.each(documents)('holds everything that %s links to', (document) => {
    const paths = packedFiles()
    const missing = pathsIn(document).filter((target) => {
      const path = normalize(join(dirname(document), target)).replace(/\/$/, '')
      return !paths.some((each) => each === path || each.startsWith(`${path}/`))
    })
    expect(missing).toEqual([])
  })

  it('has both readmes, the licence and the security policy, whose links were looked at', () => {
    expect(packedFiles()).toEqual(expect.arrayContaining(['LICENSE', 'SECURITY.md']))
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'README.zh-CN.md']))
    expect(pathsIn('README.md')).toEqual(expect.arrayContaining(['.github/run.svg', 'SECURITY.md']))
  })

  it('says where it comes from and where to report a bug', () => {
    const { repository, homepage, bugs } = manifest
    const at = /^git\+(https:\/\/github\.com\/[\w-]+\/[\w-]+)\.git$/.exec(repository.url)?.[1]
    expect({ homepage, bugs }).toEqual({ homepage: `${at}#readme`, bugs: `${at}/issues` })
  })
})

describe('the built program', () => {
  const built = packedFiles().filter((path) => /^dist\/.*\.c?js$/.test(path))
  const text = built.map(textOf).join('\n')

  it('asks for each package of `dependencies`, and for no other', () => {
    const asked = [
      ...text.matchAll(
        /\b(?:require|import|createRequire\)?\([\w.]+\))\("([^"]+)"\)|^(?:import|\} from) .*"([^"]+)";$/gm,
      ),
    ]
      .map(([, called, imported]) => called ?? imported ?? '')
      .filter((name) => !/^(?:node:|\.)/.test(name))
      .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0])
    expect([...new Set(asked)].sort()).toEqual(Object.keys(manifest.dependencies).sort())
  })

  it('holds no copy of a package, and can be read', () => {
    // The bundler names the file of each piece in front of it.
    const pieces = [...text.matchAll(/^\s*\/\/ (\S+\.(?:[cm]?[jt]s|json))$/gm)].map(
      ([, file]) => file,
    )
    expect(pieces.length).toBeGreaterThan(200)
    expect(pieces.filter((file) => file?.startsWith('node_modules/'))).toEqual([])
    expect(text).toContain('async function planCommand(context, line, format) {')
    expect(packedFiles().filter((path) => path.endsWith('.map'))).toEqual([])
  })

  it('starts with no more than it takes to say what can be asked for', () => {
    const first = `${textOf('dist/cli.cjs')}${textOf('dist/program/starting.cjs')}`
    const folders = [...first.matchAll(/^\s*\/\/ src\/(\S+)\/[^/\s]+\.ts$/gm)].map(
      ([, folder]) => folder,
    )
    expect([...new Set(folders)].sort()).toEqual(['cli', 'cli/commands', 'config', 'model'])
    expect(first).not.toContain('async function planCommand')
  })

  const packagesOf = ({ files }: Pick<Loaded, 'files'>): readonly string[] => [
    ...new Set(files.flatMap((path) => /node_modules\/([^/]+)/.exec(path)?.[1] ?? [])),
  ]

  it('loads no reader of YAML, no search for a config and no network for a plan that needs none', async () => {
    const cwd = tempDir({ 'a.yaml': FLEET })
    const run = await loadedBy(['plan', 'a.yaml', '--refresh', 'never'], cwd)
    // cac and the table of widths are modules, which not every Node lists here.
    const small = ['cac', 'get-east-asian-width']
    expect(packagesOf(run).filter((name) => !small.includes(name))).toEqual([])
    expect(run.network.filter((name) => name !== 'node:net')).toEqual([])
  })

  it('loads each of them for a run that needs it', async () => {
    const cwd = tempDir({ 'a.yaml': UNUSUAL, 'ppi-apply.config.yaml': 'files: a.yaml\n' })
    const { network, ...run } = await loadedBy(['plan', '--sandbox'], cwd)
    expect(run.code).toBe(0)
    expect(packagesOf(run)).toEqual(expect.arrayContaining(['cosmiconfig', 'yaml']))
    expect(network).toEqual(expect.arrayContaining(['node:http']))
  })
})

describe.each(nodesAtHand())('the packed program, installed for %s', (node) => {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()

  it(`runs with nothing but its dependencies, and Node ${version} warns of nothing`, async () => {
    const { run } = installedFor(node)
    const cwd = tempDir({ 'ppi-apply.config.yaml': 'files: a.yaml\n', 'a.yaml': UNUSUAL })
    expect(await run(['--version'], cwd)).toBe(`ppi-apply ${manifest.version}\n`)
    expect(await run(['validate'], cwd)).toMatch(/^valid: .*\n$/)
    expect(await run(['apply', '--sandbox', '--yes'], cwd)).toContain('1 created, 0 not created')
    expect(await run(['render', '--format', 'yaml'], cwd)).toContain('gpuNum: 1')
    const throughProxy = await run(['plan', '--refresh', 'always'], cwd, {
      PPIO_API_KEY: 'sk_of_the_test',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    })
    expect(throughProxy).toContain('127.0.0.1:9')
    expect(throughProxy).not.toMatch(/Warning|bug in ppi-apply/)
    expect(existsSync(join(cwd, '.ppi-apply/sandbox'))).toBe(true)
  })
})
