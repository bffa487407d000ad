import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const WRONG = 'instances: [{ name: a, kind: cpu, productId: cpu.4c8g, imageUrl: "a b" }]\n'

/** A repository with definitions in a folder of it. */
function repository(): string {
  const root = tempDir({
    'infra/gpu, eu/fleet.yaml': WRONG,
    'infra/configured/ppi-apply.config.yaml': 'files: "../gpu, eu/*.yaml"\n',
  })
  mkdirSync(join(root, '.git'))
  return root
}

interface Run {
  /** The working folder, from the root of the repository. */
  readonly from: string
  readonly files: readonly string[]
  readonly workspace?: string | undefined
  readonly stdin?: string
}

/** The paths that the two formats of services name. */
async function pathsOf(root: string, { from, files, workspace, stdin }: Run) {
  const options = {
    cwd: join(root, from),
    // A home folder is nobody's project, so it must not be the working folder here.
    env: { HOME: tempDir(), ...(workspace === undefined ? {} : { GITHUB_WORKSPACE: workspace }) },
    ...(stdin === undefined ? {} : { stdin }),
  }
  const github = await runInProcess(['validate', ...files, '--format', 'github'], options)
  const sarif = await runInProcess(['validate', ...files, '--format', 'sarif'], options)
  const [, annotated] = /^::error file=(.*?),line=/.exec(github.stdout) ?? []
  const { results } = JSON.parse(sarif.stdout).runs[0]
  return [
    annotated?.replaceAll('%2C', ','),
    decodeURI(results[0].locations[0].physicalLocation.artifactLocation.uri).replaceAll('%2C', ','),
  ]
}

describe('a path in an annotation and in SARIF', () => {
  const FILE = 'infra/gpu, eu/fleet.yaml'
  const both = [FILE, FILE]

  it('counts from the root of the repository, wherever the run starts', async () => {
    const root = repository()
    expect(await pathsOf(root, { from: '.', files: [FILE] })).toEqual(both)
    expect(await pathsOf(root, { from: 'infra', files: ['./gpu, eu'] })).toEqual(both)
    expect(await pathsOf(root, { from: 'infra/gpu, eu', files: ['../gpu*/*.yaml'] })).toEqual(both)
    expect(await pathsOf(root, { from: 'infra', files: [join(root, FILE)] })).toEqual(both)
  })

  it('is relative where the config names the file', async () => {
    expect(await pathsOf(repository(), { from: 'infra/configured', files: [] })).toEqual(both)
  })

  it('counts from GITHUB_WORKSPACE, however that is written', async () => {
    const root = repository()
    const link = join(tempDir(), 'link')
    symlinkSync(root, link)
    for (const workspace of [root, `${root}/`, `${root}/infra/..`, link]) {
      expect(
        await pathsOf(root, { from: 'infra', files: ['gpu, eu/fleet.yaml'], workspace }),
      ).toEqual(both)
    }
    const files = [join(link, FILE)]
    expect(await pathsOf(root, { from: 'infra', files, workspace: root })).toEqual(both)
    const workspace = join(root, 'infra')
    expect(await pathsOf(root, { from: 'infra', files: ['gpu, eu'], workspace })).toEqual([
      'gpu, eu/fleet.yaml',
      'gpu, eu/fleet.yaml',
    ])
    for (const odd of ['', 'infra']) {
      expect(await pathsOf(root, { from: 'infra', files: ['gpu, eu'], workspace: odd })).toEqual(
        both,
      )
    }
  })

  it('is the whole path outside of it, and the name of a link inside', async () => {
    const root = repository()
    const workspace = tempDir()
    const whole = join(root, FILE)
    expect(await pathsOf(root, { from: '.', files: [FILE], workspace })).toEqual([
      whole,
      `file://${whole}`,
    ])
    symlinkSync(whole, join(root, 'link.yaml'))
    expect(await pathsOf(root, { from: 'infra', files: ['../link.yaml'] })).toEqual([
      'link.yaml',
      'link.yaml',
    ])
  })

  it('of a missing file counts from there too, and standard input has none', async () => {
    const root = repository()
    expect(await pathsOf(root, { from: 'infra', files: ['none.yaml'] })).toEqual([
      'infra/none.yaml',
      'infra/none.yaml',
    ])
    const [annotated, uri] = await pathsOf(root, { from: '.', files: ['-'], stdin: WRONG })
    expect([annotated, uri]).toEqual([undefined, '<stdin>'])
  })
})

it('annotates ten errors and ten warnings, and counts the rest of each', async () => {
  const unnamed = (image: string) =>
    `  - { kind: cpu, productId: cpu.4c8g, imageUrl: "${image}" }\n`
  const cwd = tempDir({
    'fleet.yaml': `instances:\n${unnamed('a').repeat(14)}${unnamed('a b').repeat(11)}`,
  })
  const { stdout } = await runInProcess(['validate', 'fleet.yaml', '--format', 'github'], { cwd })
  const lines = stdout.trimEnd().split('\n')
  const count = (start: string) => lines.filter((line) => line.startsWith(start)).length
  expect([count('::error '), count('::warning '), lines.length]).toEqual([10, 10, 21])
  expect(lines.at(-1)).toContain('… and 1 more error and 15 more warnings: GitHub shows 10 of each')
})
