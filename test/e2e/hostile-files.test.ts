import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectCheap, runMeasured } from '../support/measured.ts'
import { expectHarmless, HOSTILE_TEXTS } from '../support/rendered-markdown.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const MEBIBYTE = 2 ** 20

async function validate(bytes: string | Uint8Array, args: readonly string[] = []) {
  const cwd = tempDir()
  writeFileSync(join(cwd, 'fleet.yaml'), bytes)
  return runMeasured(['validate', 'fleet.yaml', ...args], { cwd })
}

const HEAD = 'instances:\n  - name: a\n    kind: cpu\n    productId: p\n'

const ANCHORS = [
  'l0: &l0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 12 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(10)}]`),
]

const manyKeys = (count: number): string =>
  `${Array.from({ length: count }, (_, at) => `k${at}: 1\n`).join('')}k0: 1\n`

const MERGES = `a: &a {${Array.from({ length: 1_000 }, (_, at) => `k${at}: 1`).join(', ')}}
c:
${'  - {<<: *a}\n'.repeat(12_000)}`

const BOMBS: readonly (readonly [string, string, string])[] = [
  [
    'aliases of aliases',
    `${ANCHORS.join('\n')}\n# ${'x'.repeat(3 * MEBIBYTE)}\n`,
    'yaml-aliases-too-large',
  ],
  [
    'aliases of one wide list',
    `a: &a [${'x, '.repeat(1_000)}]\nb:\n${'  - *a\n'.repeat(1_500_000)}`,
    'yaml-too-large',
  ],
  [
    'as many aliases of one wide list as are read',
    `a: &a [${'x, '.repeat(1_000)}]\nb:\n${'  - *a\n'.repeat(38_000)}`,
    'yaml-aliases-too-large',
  ],
  ['brackets', '['.repeat(10 * MEBIBYTE), 'yaml-too-large'],
  ['values behind a tag', `a: !!seq\n${'  - 1\n'.repeat(1_700_000)}`, 'yaml-too-large'],
  ['text over several lines', `a: ${'x\n '.repeat(3 * MEBIBYTE)}\n`, 'yaml-too-large'],
  ['maps that merge a wide one', MERGES, 'yaml-aliases-too-large'],
  ['entries that are none', `instances:\n${'  - 1\n'.repeat(1_700_000)}`, 'yaml-too-large'],
  ['items in brackets', `a: [${'[],'.repeat(3 * MEBIBYTE)}]\n`, 'yaml-too-large'],
  ['documents', '---\na\n'.repeat(1_500_000), 'yaml-too-large'],
  ['blank lines', `!!map\n${'\n'.repeat(10 * MEBIBYTE)}`, 'yaml-too-large'],
  ['keys, one of them twice', manyKeys(800_000), 'yaml-too-large'],
  ['nested references', `${HEAD}    imageUrl: ${'${A:-'.repeat(200_000)}\n`, 'reference-too-deep'],
]

describe('a bomb', () => {
  it.each(BOMBS)('of %s is refused soon and in bounded memory', async (_what, text, code) => {
    const run = await validate(text)
    expect(`${run.stdout}${run.stderr}`).toContain(`[${code}]`)
    expect(run.code).toBe(1)
    await expectCheap(run)
  })
})

/** Bytes that look random and are the same in every run. */
function noise(seed: number, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, at) =>
    createHash('sha256').update(`${seed} ${at}`).digest(),
  )
  return Buffer.concat(blocks).subarray(0, length)
}

const HOSTILE: readonly (readonly [string, string | Uint8Array])[] = [
  ['nothing', ''],
  ['random bytes', noise(1, 5_000)],
  ['random printable characters', Buffer.from(noise(2, 20_000).map((byte) => 32 + (byte % 95)))],
  [
    'random YAML indicators',
    Buffer.from(noise(3, 20_000).map((byte) => '{}[],:-?&*!|>\'"%@`# \nab'.charCodeAt(byte % 25))),
  ],
  ['UTF-16', Buffer.from('\ufeffinstances: []\n', 'utf16le')],
  ['NUL characters', Buffer.alloc(1_000)],
  ['a bare list', '- name: a\n  kind: gpu\n'],
  ['one long line', `a: ${'x'.repeat(MEBIBYTE)}\n`],
  ['a key of a megabyte', `${'k'.repeat(MEBIBYTE)}: 1\n`],
  ['a list that is its own item', 'instances: &a [*a]\n'],
  ['a map that merges itself', 'instances:\n  - &a { <<: *a }\n'],
  [
    'names of JavaScript',
    'instances: [{ __proto__: 1, constructor: 2, toString: 3 }]\n__proto__: {}\n',
  ],
  ['control characters', 'instances: [{ "\\e[31m": "\\u0007" }]\n'],
  ['numbers that are none', 'instances: [{ gpuNum: .nan, month: .inf, rootfsSize: -0 }]\n'],
  ['dates and sets', 'instances: [!!set { a }, !!timestamp 2001-12-14]\n'],
  ['only tags', '!!map\n'],
  [
    'deep maps on lines of their own',
    Array.from({ length: 1_000 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
  ],
]

describe('hostile files', () => {
  it('are refused with findings for each, never with a bug report', async () => {
    const cwd = tempDir()
    for (const [name, bytes] of HOSTILE) writeFileSync(join(cwd, `${name}.yaml`), bytes)
    const run = await runInProcess(['validate', '.', '--format', 'json'], { cwd })
    expect({ code: run.code, signal: run.signal }).toEqual({ code: 1, signal: null })
    const { diagnostics } = JSON.parse(run.stdout) as {
      diagnostics: { severity: string; file: string }[]
    }
    const refused = diagnostics.filter(({ severity }) => severity === 'error')
    expect(new Set(refused.map(({ file }) => file))).toEqual(
      new Set(HOSTILE.map(([name]) => `./${name}.yaml`)),
    )
  })

  it('send no control character to the terminal', async () => {
    const cwd = tempDir()
    for (const [name, bytes] of HOSTILE) writeFileSync(join(cwd, `${name}.yaml`), bytes)
    const { stdout, stderr } = await runInProcess(['validate', '.'], { cwd })
    expect(stdout + stderr).toMatch(/^\d+ errors/m)
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
  })
})

describe('a plan of hostile names as a comment', () => {
  it('renders as plain tables, through the whole program', async () => {
    const instances = HOSTILE_TEXTS.filter((text) => /^[ -~]+$/.test(text)).map((text) => ({
      name: text,
      kind: 'gpu',
      productId: '4090.18c.60g',
      gpuNum: 1,
      rootfsSize: 60,
      imageUrl: 'x',
      envs: [{ key: 'MODE', value: text }],
    }))
    // A name with a control character is refused. JSON is YAML; a dollar sign is doubled to be one.
    const fleet = JSON.stringify({ instances }).replaceAll('$', '$$$$')
    const cwd = tempDir({ 'fleet|@octocat.yaml': fleet })
    const args = ['plan', 'fleet|@octocat.yaml', '--sandbox', '--format', 'markdown']
    const run = await runInProcess(args, { cwd })
    expect(run.code).toBe(0)
    // All are billed alike, and so are one row of prices.
    expectHarmless(run.stdout, instances.length, 1)
  })
})
