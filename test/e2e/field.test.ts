import { describe, expect, it } from 'vitest'
import { type Call, json, type Reply, service } from '../support/answering-service.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

// Situations of people who do this job, as they told them in public reports. Each ran to its end without a word once.

/** A fleet of one sound entry with some lines more. */
const fleet = (...more: readonly string[]): string =>
  [
    'instances:',
    '  - name: web',
    '    kind: gpu',
    '    productId: "4090.18c.60g"',
    '    gpuNum: 1',
    '    rootfsSize: 60',
    '    imageUrl: example/app:1.0',
    ...more.map((line) => `    ${line}`),
    '',
  ].join('\n')

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

interface Finding {
  readonly code: string
  readonly severity: string
  readonly message: string
  readonly hint?: string
  readonly range: { readonly start: { readonly line: number; readonly column: number } }
}

/** How `validate` ends, and each finding in one line. */
async function validate(text: string, env: Readonly<Record<string, string>> = {}) {
  const cwd = tempDir({ 'f.yaml': text })
  const run = await runInProcess(['validate', 'f.yaml', '--format', 'json'], { cwd, env })
  const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: readonly Finding[] }
  return {
    code: run.code,
    found: diagnostics.map(
      ({ severity, code, range: { start }, message, hint }) =>
        `${severity} ${code} ${start.line}:${start.column} ${message} | ${hint ?? ''}`,
    ),
  }
}

describe('a variable file', () => {
  const text = fleet('envs: { V: "${V}", W: "${W:-none}" }')
  const args = ['render', 'f.yaml', '--var-file', 'local.env', '--show-secrets', '--format', 'json']

  async function valuesFrom(lines: string) {
    const cwd = tempDir({ 'f.yaml': text, 'local.env': lines })
    const run = await runInProcess(args, { cwd })
    expect(run.code, run.stderr).toBe(0)
    const { instances } = JSON.parse(run.stdout) as {
      instances: readonly { body: { envs: readonly { key: string; value: string }[] } }[]
    }
    return instances[0]?.body.envs
      .filter(({ key }) => key !== 'PPI_APPLY_ID')
      .map(({ key, value }) => `${key}=${value}`)
  }

  it.each([
    ['a password with # in the middle, unquoted', 'V=abc#123\n', ['V=abc#123', 'W=none']],
    ['JSON with escaped quotes', 'V="{\\"a\\":\\"b\\"}"\n', ['V={"a":"b"}', 'W=none']],
    ['a file of a Windows editor', '\uFEFFV=a b\r\nW="c"\r\n', ['V=a b', 'W=c']],
    ['a comment behind a value', 'export V=abc # of the shell\n', ['V=abc', 'W=none']],
  ])('keeps each byte: %s', async (_, lines, values) => {
    expect(await valuesFrom(lines)).toEqual(values)
  })

  it.each([
    ['a quote that is never closed', 'V="abc\nW=2\n', 'line 1, opens a quote that nothing closes'],
    ['text after the quote', 'W=1\nV="abc"def\n', 'line 2, has text after the quote'],
    ['a variable in a value', 'W=1\nV=abc$W\n', 'line 2, has a $ in its value'],
    ['a line without a value', 'V=1\nabc\n', 'line 2, is not NAME=value'],
  ])('is refused with its line: %s', async (_, lines, words) => {
    const cwd = tempDir({ 'f.yaml': text, 'local.env': lines })
    const run = await runInProcess(args, { cwd })
    expect(run.code).toBe(1)
    expect(run.stderr).toContain(words)
    expect(run.stderr).not.toContain('abc')
  })
})

describe('a spending limit', () => {
  const limit = { name: 'x', 'ppi-apply': { maxHourly: 0.5 } }

  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'in a package.json that a Windows editor saved',
      { 'package.json': `\uFEFF${JSON.stringify(limit)}` },
      ['package.json', 'byte order mark'],
    ],
    [
      'in the one of two configs that would lose',
      { 'package.json': JSON.stringify(limit), 'ppi-apply.config.yaml': 'timeout: 30\n' },
      ['package.json', 'ppi-apply.config.yaml'],
    ],
  ])('%s is never lost', async (_, files, words) => {
    const cwd = tempDir({ 'f.yaml': fleet(), ...files })
    const run = await runInProcess(['plan', 'f.yaml', '--sandbox', '--quiet'], { cwd })
    expect(run.code).toBe(1)
    expect(run.stdout).not.toContain('--plan-id')
    for (const word of words) expect(run.stderr).toContain(word)
  })
})

describe('a name', () => {
  const named = (name: string): string => fleet().replace('name: web', `name: ${name}`)

  it.each([
    ['“web”', '2:11', 'left double quotation mark'],
    ['"web：1"', '2:15', 'full-width ":"'],
    ['web–1', '2:14', 'en dash'],
  ])('of ASCII has none of other keyboards: %s', async (name, at, words) => {
    const { code, found } = await validate(named(name))
    expect(code).toBe(1)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`error odd-character ${at}`)
    expect(found[0]).toContain(words)
  })

  it.each(['训练（一）', '"训练 二"', '训练：“三”', 'größe-1'])(
    'of another script has its own: %s',
    async (name) => expect(await validate(named(name))).toEqual({ code: 0, found: [] }),
  )
})

describe('what may be empty, or of several lines', () => {
  it.each([
    ['a cluster that may be empty', 'clusterId: "${A:-}"', { A: '' }],
    ['a cluster that is written as empty', 'clusterId: ""', {}],
    ['a setting that is empty', 'envs: { DEBUG: "${DEBUG}" }', { DEBUG: '' }],
    ['a token that may be empty', 'envs: { HF_TOKEN: "${HF_TOKEN:-}" }', { HF_TOKEN: '' }],
    ['a token that is checked', 'envs: { HF_TOKEN: "${HF_TOKEN?no}" }', { HF_TOKEN: '' }],
    ['a key of several lines', 'envs: { SSH_PRIVATE_KEY: "${K}" }', { K: '--\nabc\n--\n' }],
    ['a script from a variable', 'command: "${S}"', { S: 'a\nb\n' }],
    ['a command in Chinese', 'command: echo 训练“开始”', {}],
    ['an apostrophe', 'command: "echo it’s — done"', {}],
  ])('%s is no finding', async (_, line, env) => {
    expect(await validate(fleet(line), env)).toEqual({ code: 0, found: [] })
  })
})

describe('validate', () => {
  it.each<
    readonly [
      situation: string,
      lines: readonly string[],
      env: Readonly<Record<string, string>>,
      finding: string,
      words: readonly string[],
    ]
  >([
    [
      'a registry login of which CI left both halves empty',
      ['imageAuth: "${REG_USER}:${REG_PASS}"'],
      { REG_USER: '', REG_PASS: '' },
      'error image-auth-half-empty 8:16',
      ['empty username and an empty password', 'REG_USER', 'REG_PASS'],
    ],
    [
      'a registry login with nothing after the colon',
      ['imageAuth: "robot:"'],
      {},
      'error image-auth-half-empty 8:16',
      ['empty password'],
    ],
    [
      'a secret that a fork does not get',
      ['envs: { HF_TOKEN: "${HF_TOKEN}" }'],
      { HF_TOKEN: '' },
      'warning credential-empty 8:23',
      ['HF_TOKEN', 'set and empty', ':?'],
    ],
    [
      'a registry login that a fork does not get',
      ['imageAuth: "${REG}"'],
      { REG: '' },
      'warning credential-empty 8:16',
      ['REG', 'set and empty', ':?'],
    ],
    [
      'a registry login out of a file, with the line break at its end',
      ['imageAuth: "${REG}"'],
      { REG: 'robot:planted\n' },
      'error odd-character 8:16',
      ['REG', 'line break (U+000A)'],
    ],
    [
      'a password that a fork does not get, inside of an address',
      ['envs: { URL: "https://u:${DB_PASSWORD}@h/" }'],
      { DB_PASSWORD: '' },
      'warning credential-empty 8:18',
      ['DB_PASSWORD in it', 'set and empty'],
    ],
    [
      'a token that a fork does not get, in a command',
      ['command: "login --token ${CI_TOKEN}"'],
      { CI_TOKEN: '' },
      'warning credential-empty 8:14',
      ['CI_TOKEN in it'],
    ],
    [
      'a token out of a file of Windows',
      ['envs: { HF_TOKEN: "${HF_TOKEN}" }'],
      { HF_TOKEN: 'hf_planted\r\n' },
      'warning credential-line-end 8:23',
      ['HF_TOKEN', 'carriage return (U+000D)'],
    ],
    [
      'a registry credential whose variable is misspelled in CI',
      ['imageAuthId: "${AUTH}"'],
      { AUTH: '' },
      'warning variable-empty 8:18',
      ['left out', 'AUTH', '${AUTH:-}'],
    ],
    [
      'a cluster whose variable is misspelled in CI',
      ['clusterId: "${CLUSTER}"'],
      { CLUSTER: '' },
      'warning variable-empty 8:16',
      ['left out', 'CLUSTER'],
    ],
    [
      'a cluster with a line break from a variable',
      ['clusterId: "${CLUSTER}"'],
      { CLUSTER: 'cn-1\n' },
      'error odd-character 8:16',
      ['CLUSTER', 'line break (U+000A)'],
    ],
    [
      'a storage with a tab from a variable',
      ['networkStorages: [{ Id: "${ID}", mountPoint: /data }]'],
      { ID: 'ns-1\t' },
      'error odd-character 8:29',
      ['networkStorages[0].Id', 'tab'],
    ],
    [
      'a command with the quotes of a word processor',
      ['command: python “train.py”'],
      {},
      'warning odd-character-in-command 8:21',
      ['left double quotation mark', 'type `"`'],
    ],
    [
      'a command with the dash of a word processor',
      ['command: python –m train'],
      {},
      'warning odd-character-in-command 8:21',
      ['en dash', 'type `-`'],
    ],
    [
      'a registry login with the colon of a Chinese keyboard',
      ['imageAuth: "robot：planted"'],
      {},
      'error odd-character 8:22',
      ['full-width ":"'],
    ],
    [
      'a token in the quotes of a Chinese keyboard',
      ['envs: [{ key: HF_TOKEN, value: ‘planted’ }]'],
      {},
      'warning odd-character-in-value 8:36',
      ['left single quotation mark'],
    ],
    [
      'a token with a wide blank behind it',
      ["envs: { HF_TOKEN: 'planted　' }"],
      {},
      'warning odd-character-in-value 8:31',
      ['ideographic space'],
    ],
    [
      'a token with an invisible character behind an emoji',
      ["envs: { HF_TOKEN: 'a😀\u200bb' }"],
      {},
      'warning odd-character-in-value 8:27',
      ['zero-width space'],
    ],
    [
      'a reference in wide characters',
      ['envs: { MODE: "＄{MODE}" }'],
      {},
      'warning odd-character-in-value 8:20',
      ['full-width "$"'],
    ],
    [
      'a password with a dollar sign',
      ['imageAuth: "robot:planted$ecretTail"'],
      {},
      'error variable-unset-in-secret 8:30',
      ['starts the name of a variable', '$$'],
    ],
    [
      'variables as Compose has them in a list',
      ['envs:', '  - HF_TOKEN: planted'],
      {},
      'error envs-item-short 9:9',
      ['`HF_TOKEN`', 'leave out the `-`'],
    ],
    [
      'a variable with the colon of a Chinese keyboard',
      ['envs:', '  HF_TOKEN：planted'],
      {},
      'error odd-character 9:15',
      ['full-width ":"'],
    ],
    [
      'ports with the semicolon of a Chinese keyboard',
      ['ports: 80/http；22/tcp'],
      {},
      'error odd-character 8:19',
      ['type `,`'],
    ],
    [
      'a start-up script of 5,000 characters in a variable',
      ['envs: { S: "${B64}" }'],
      { B64: 'QUJD'.repeat(1250) },
      'warning env-value-long 8:16',
      ['4,095', 'B64'],
    ],
    [
      'one item of the list form, written as a map',
      ['envs: { key: A, value: b }'],
      {},
      'error envs-item-as-map 8:11',
      ['NAME: value'],
    ],
  ])('has a finding for %s', async (_, lines, env, finding, words) => {
    const { code, found } = await validate(fleet(...lines), env)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(`^${finding} `))
    for (const word of words) expect(found[0]).toContain(word)
    expect(code).toBe(finding.startsWith('error') ? 1 : 0)
  })

  it.each<readonly [string, string, Readonly<Record<string, string>>, string]>([
    [
      'the address of a browser',
      'https://registry.example.org/team/app:1',
      {},
      'registry.example.org/team/app:1`',
    ],
    ['a tag from an empty variable', 'team/app:${TAG}', { TAG: '' }, 'from the variable TAG'],
    ['a line break from a variable', 'team/app:${TAG}', { TAG: '1.0\n' }, 'from the variable TAG'],
    ['a repository in capitals', 'Team/App:1', {}, 'team/app:1'],
    ['curly quotes of a word processor', '“team/app:1”', {}, 'U+201C'],
    ['a tag and no repository', ':1.0', {}, 'no registry takes'],
  ])('has a finding for an image that no registry takes: %s', async (_, image, env, words) => {
    const text = fleet().replace('example/app:1.0', image.startsWith(':') ? `"${image}"` : image)
    const { code, found } = await validate(text, env)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^error [a-z-]+ 7:15 /)
    expect(found[0]).toContain(words)
    expect(code).toBe(1)
  })

  it('finds the wide space of a Chinese input method at its line, by its name', async () => {
    const { code, found } = await validate(fleet().replace('    kind', '\u3000\u3000kind'))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(
      /^error yaml-odd-character 3:1 This is an ideographic space \(U\+3000\)/,
    )
    expect(code).toBe(1)
  })

  it('finds an alias of a list among the items of a list where the alias stands', async () => {
    const text = `x-p: &p [80/http, 22/tcp]\n${fleet('ports:', '  - *p', '  - 8080/http')}`
    const { code, found } = await validate(text)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^error yaml-list-in-list 10:9 /)
    expect(code).toBe(1)
  })
})

describe('an account', () => {
  const listing = (list: unknown) =>
    service((call: Call): Reply | undefined => (call === 'list' ? json(list) : undefined))

  const live = {
    id: 'i-live1',
    name: 'web',
    status: 'running',
    productId: '4090.18c.60g',
    productName: 'RTX 4090',
    gpuNum: '1',
    rootfsSize: 60,
    imageUrl: 'example/app:1.0',
    kind: 'gpu',
    clusterId: 'cn-south-1',
    envs: [],
    portMappings: [],
  }

  async function plan(list: unknown) {
    const { url } = await listing(list)
    const cwd = tempDir({ 'f.yaml': fleet() })
    return runInProcess(['plan', 'f.yaml', '--base-url', url], { cwd, env: KEY })
  }

  it('that answers null for its empty list, with a total of 0, is empty', async () => {
    const run = await plan({ instances: null, total: 0 })
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout).toMatch(/\+ web /)
    expect(run.stdout).toContain('--plan-id')
  })

  it('holds a stopped instance of that name: it is not created again, and the plan says so', async () => {
    const run = await plan({ instances: [{ ...live, status: 'exited' }], total: 1 })
    expect(run.stdout).not.toMatch(/\+ web /)
    expect(run.stdout).toMatch(/web .*i-live1.*exited/)
  })

  it('holds an instance whose image could not be pulled: the plan says what the service says', async () => {
    const statusError = { state: 'PULL_FAILED', message: 'manifest unknown' }
    const run = await plan({ instances: [{ ...live, status: 'creating', statusError }], total: 1 })
    expect(run.stdout).not.toMatch(/\+ web /)
    expect(run.stdout).toMatch(/web [\s\S]*i-live1[\s\S]*manifest unknown/)
  })
})

describe('apply --wait', () => {
  it('does not end with 0 when the time is over before the instance runs', async () => {
    const cwd = tempDir({ 'f.yaml': fleet() })
    const run = await runInProcess(
      ['apply', 'f.yaml', '--sandbox', '--yes', '--quiet', '--wait=1'],
      {
        cwd,
      },
    )
    expect(run.code, run.stderr).toBe(3)
    const said = run.stdout + run.stderr
    expect(said).toContain('Not running after 1 s. Created anyway: each costs money')
  })
})
