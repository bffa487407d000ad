import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../src/diagnostics/catalogue/catalogue.ts'
import { exampleFile } from '../../src/diagnostics/example-file.ts'
import { unmark } from '../support/marked.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const BASE = `x-base: &base
  kind: gpu
  productId: 4090.18c.60g
  gpuNum: 1
  rootfsSize: 60
  imageUrl: pytorch:2.7
instances:
`

/** Twenty mistakes: each with the code of its finding and the file's lines, the range in «…». */
const MISTAKES = [
  ['unknown-key', '  - { <<: *base, name: 模型😀-①, «gpuNumm»: 2 }\n'],
  ['number-too-large', '  - { <<: *base, name: b, gpuNum: «9» }\n'],
  ['root-disk-too-small', '  - { <<: *base, name: c, rootfsSize: «5» }\n'],
  ['unquoted-text', '  - { <<: *base, name: d, productId: «26» }\n'],
  ['value-not-allowed', '  - { <<: *base, name: e, kind: «gpuu» }\n'],
  ['port-reserved', '  - { <<: *base, name: f, ports: "80/http, «2222»/tcp" }\n'],
  ['port-type-unknown', '  - { <<: *base, name: g, ports: [80/«ftp»] }\n'],
  ['variable-unset', '  - { <<: *base, name: h, imageUrl: "😀\t«${NOT_SET}»" }\n'],
  ['reference-unclosed', '  - { <<: *base, name: i, imageUrl: "a «${B» " }\n'],
  ['reference-not-cast', '  - { <<: *base, name: j, gpuNum: «"${GPUS}"» }\n'],
  ['env-key-unusual', '  - { <<: *base, name: k, envs: [{ key: «模», value: "😀" }] }\n'],
  ['null-value', '  - <<: *base\n    name: l\n    month:«»\n'],
  ['wrong-type', '  - { <<: *base, name: m, autoRenew: «maybe» }\n'],
  [
    'unknown-key',
    '  - { <<: *base, name: n, networkStorages: [{ Id: a, mountPoint: /x, «size»: 1 }] }\n',
  ],
  ['name-duplicate', '  - { <<: *base, name: «b» }\n'],
  ['number-too-small', '  - { <<: *base, name: p, replicas: «0» }\n'],
  ['yaml-duplicate-key', '  - { <<: *base, name: q, «name»: r }\n'],
  ['entry-not-a-map', '  - «trainer»\n'],
  ['integer-too-large', '  - { <<: *base, name: t, month: «9007199254740993» }\n'],
  ['unknown-top-level-key', '«images»: {}\n'],
] as const

const findingsOf = (stdout: string) =>
  (JSON.parse(stdout) as { diagnostics: { code: string; range: unknown; pointer: string }[] })
    .diagnostics

describe('validate --format json', () => {
  const { text, ranges } = unmark(BASE + MISTAKES.map(([, lines]) => lines).join(''))

  it('gives for twenty mistakes twenty findings with their exact ranges', async () => {
    const cwd = tempDir({ 'fleet.yaml': text })
    const run = await runInProcess(['validate', 'fleet.yaml', '--format', 'json'], {
      cwd,
      env: { GPUS: '2x' },
    })
    const found = findingsOf(run.stdout)
    expect(found.map(({ code }) => code)).toEqual(MISTAKES.map(([code]) => code))
    expect(found.map(({ range }) => range)).toEqual(ranges)
    expect(run.code).toBe(1)
  })

  it('gives the same findings for a file with CR LF and a byte order mark', async () => {
    const cwd = tempDir({ 'fleet.yaml': `\ufeff${text.replaceAll('\n', '\r\n')}` })
    const run = await runInProcess(['validate', 'fleet.yaml', '--format', 'json'], {
      cwd,
      env: { GPUS: '2x' },
    })
    const lineAndColumn = (all: readonly unknown[]) =>
      JSON.parse(JSON.stringify(all), (key, value) => (key === 'offset' ? undefined : value))
    const found = findingsOf(run.stdout)
    expect(lineAndColumn(found.map(({ range }) => range))).toEqual(lineAndColumn(ranges))
  })

  it('points with RFC 6901 into the document of the finding', async () => {
    const cwd = tempDir({
      'fleet.yaml': `${exampleFile({ name: 'a' })}---\n${exampleFile({ name: 'b', gpuNum: '9' })}`,
    })
    const run = await runInProcess(['validate', 'fleet.yaml', '--format', 'json'], { cwd })
    expect(findingsOf(run.stdout).map(({ pointer }) => pointer)).toEqual(['/instances/0/gpuNum'])
  })
})

describe('validate --format github and sarif', () => {
  const { text, ranges } = unmark(exampleFile({ gpuNum: '«9»' }))
  const [range] = ranges as { start: { line: number; column: number }; end: { column: number } }[]

  it('annotates the line in GitHub', async () => {
    const cwd = tempDir({ 'fleet.yaml': text })
    const run = await runInProcess(['validate', 'fleet.yaml', '--format', 'github'], { cwd })
    expect(run.stdout).toMatch(/^::error [^\n]*file=fleet\.yaml[^\n]*::[^\n]*at most 8[^\n]*\n$/)
    expect(run.stdout).toContain(`line=${range?.start.line},`)
    expect(run.code).toBe(1)
  })

  it('writes SARIF 2.1.0 with the rule and the region', async () => {
    const cwd = tempDir({ 'fleet.yaml': text })
    const run = await runInProcess(['validate', 'fleet.yaml', '--format', 'sarif'], { cwd })
    expect(JSON.parse(run.stdout)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: [
            {
              ruleId: 'number-too-large',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'fleet.yaml' },
                    region: {
                      startLine: range?.start.line,
                      startColumn: range?.start.column,
                      endColumn: range?.end.column,
                    },
                  },
                },
              ],
            },
          ],
        },
      ],
    })
  })
})

describe('validate and variables', () => {
  const text = exampleFile({ gpuNum: '${GPUS}', imageUrl: '${IMAGE:-pytorch}' })

  it('refuses a file whose variables are not set, and takes it with --no-env', async () => {
    const cwd = tempDir({ 'fleet.yaml': text })
    const strict = await runInProcess(['validate', 'fleet.yaml'], { cwd })
    expect(strict.stdout).toContain('[variable-unset]')
    expect(strict.code).toBe(1)
    const loose = await runInProcess(['validate', 'fleet.yaml', '--no-env'], { cwd })
    expect(loose.code).toBe(0)
  })

  it('reads --var-file, and the environment wins over it', async () => {
    const cwd = tempDir({ 'fleet.yaml': text, 'one.env': 'GPUS=2\n', 'two.env': 'GPUS=9\n' })
    const code = async (args: readonly string[], env = {}) =>
      (await runInProcess(['validate', 'fleet.yaml', ...args], { cwd, env })).code
    expect(await code(['--var-file', 'one.env'])).toBe(0)
    expect(await code(['--var-file', 'two.env'])).toBe(1)
    expect(await code(['--var-file', 'two.env'], { GPUS: '1' })).toBe(0)
  })

  it('lists the variables with `vars`, never their values', async () => {
    const cwd = tempDir({ 'fleet.yaml': text })
    const env = { GPUS: '7' }
    const run = await runInProcess(['vars', 'fleet.yaml', '--format', 'json'], { cwd, env })
    const { variables } = JSON.parse(run.stdout) as { variables: { name: string }[] }
    expect(variables.map(({ name }) => name)).toEqual(['GPUS', 'IMAGE'])
    expect(run.stdout).not.toContain('"7"')
    expect(run.code).toBe(0)
  })
})

describe('validate --explain', () => {
  it('explains every code', async () => {
    const cwd = tempDir()
    const run = await runInProcess(['validate', '--explain'], { cwd })
    for (const code of Object.keys(CATALOGUE)) expect(run.stdout).toContain(code)
    expect(run.code).toBe(0)
  })

  it('shows what is wrong and an example of one code', async () => {
    const run = await runInProcess(['validate', '--explain', 'yaml-tab'], { cwd: tempDir() })
    expect(run.stdout).toContain('Set the editor to spaces')
    expect(run.code).toBe(0)
  })

  it('suggests the nearest code for one that there is not', async () => {
    const run = await runInProcess(['validate', '--explain', 'yaml-tabb'], { cwd: tempDir() })
    expect(run.stderr).toContain('did you mean yaml-tab?')
    expect(run.code).toBe(64)
  })
})
