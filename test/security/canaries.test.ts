import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

/** One value for each variable, by where the variable is used. Each is fit for an image, so that the files are valid. */
const CANARIES = {
  /** Called like a credential, and used where nothing is secret by itself. */
  GITHUB_TOKEN: 'cnry-a1-github/x-y',
  /** Called like nothing; secret because of `envs`, `command` or `imageAuth`, there or elsewhere in the run. */
  REGION: 'cnry-b2-region',
  /** Also the id of a storage, so one that the account has. */
  DISK: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  FLAVOUR: 'cnry-d4-flavour',
  LOGIN: 'cnry-e5-login',
  ELSEWHERE: 'cnry-f6-elsewhere',
  MISSPELT: 'cnry-g7-misspelled',
  MOUNT: '/cnry-h8-mount',
  DEFAULTED: 'cnry-i9-defaulted',
  SIZE: '5391',
  PPIO_API_KEY: 'sk_cnry_j0_key',
} as const

const BASE = `
    kind: gpu
    gpuNum: 1
    rootfsSize: 60`

const FLEET = `
defaults:
  envs: { FROM_DEFAULTS: "\${DEFAULTED}" }
instances:
  - name: a${BASE}
    productId: 4090.18c.60g
    imageUrl: r.io/team/\${GITHUB_TOKEN:-x}
    clusterId: "\${REGION}"
    envs: { REGION: "\${REGION}", SIZE: "\${SIZE}" }
  - name: b${BASE}
    productId: "\${FLAVOUR}"
    imageUrl: r.io/\${DEFAULTED}
    imageAuth: robot:\${LOGIN}
    imageAuthId: ""
    command: run \${FLAVOUR} \${DISK} \${MOUNT}
    networkStorages: [{ Id: "\${DISK}", mountPoint: "\${MOUNT}" }]
    minCudaVersion: "\${LOGIN}"
  - name: c
    kind: gpu
    gpuNum: 1
    productId: 4090.18c.60g
    rootfsSize: "\${SIZE}"
    imageUrl: r.io/\${ELSEWHERE}
`

/** Another file of the run, whose entry no command selects. */
const OTHER = `
instances:
  - name: z${BASE}
    productId: 4090.18c.60g
    imageUrl: pytorch:2.7
    envs: { E: "\${ELSEWHERE}" }
`

/** Every field that takes a text or a number, wrong in the way that its rules look for. */
const INVALID = `
instances:
  - name: a-\${REGION}
    kind: "\${GITHUB_TOKEN}"
    gpuNum: "\${MISSPELT}"
    productId: "\${MISSPELT}"
    rootfsSize: "\${SIZE}"
    imageUrl: http://\${FLAVOUR}:\${DISK}/\${GITHUB_TOKEN}
    ports: "\${MISSPELT}, 80/\${DISK}, \${SIZE}/http, \${SIZE}/http, 0\${SIZE}/tcp"
    month: "\${SIZE}"
    billingMode: "\${REGION}"
    autoRenew: "\${DISK}"
    minCudaVersion: "\${REGION}"
    clusterId: "\${ELSEWHERE}"
    tools: [{ name: "\${DISK}", port: "\${REGION}", type: "\${FLAVOUR}" }]
    networkStorages: [{ Id: a, mountPoint: "\${DISK}" }, { Id: b, mountPoint: "\${DISK}" }]
    nonsense: "\${MISSPELT}"
    imageAuth: "\${LOGIN}"
    env: { M: "\${MISSPELT}" }
  - name: b
    envs: [{ key: "\${REGION}", value: "\${REGION}\${DISK}\${FLAVOUR}\${ELSEWHERE}\${SIZE}" }]
    imageUrl: r.io/\${PPIO_API_KEY}
`

/** Names in small letters too, as a person may read them; each in the forms that an output may have of it. */
function leaksIn(seen: string): readonly string[] {
  const small = seen.toLowerCase()
  return Object.entries(CANARIES).flatMap(([name, value]) => {
    const forms = [
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      value.replaceAll('/', '&#47;').replaceAll('+', '&#43;'),
    ]
    const base64 = ['', 'a', 'ab'].map((before) =>
      Buffer.from(before + value)
        .toString('base64')
        .replace(/=+$/, '')
        .slice(before === '' ? 0 : 4, -2),
    )
    const isShown =
      forms.some((form) => small.includes(form.toLowerCase())) ||
      // Of four digits too little is left to look for.
      (value.length > 8 && base64.some((form) => seen.includes(form)))
    if (!isShown) return []
    return [
      `${name}: ${seen.split('\n').find((line) => line.toLowerCase().includes(value.toLowerCase()))}`,
    ]
  })
}

/** Every file that the program made below a folder, but for what the sandbox was sent: that is its account. */
function filesBelow(folder: string): string {
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.yaml') && name !== 'instances.jsonl')
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? filesBelow(path) : readFileSync(path, 'utf8')))
    .join('\n')
}

const BOTH = ['fleet.yaml', 'other.yaml', '--exclude', 'z']

const APPLY = ['--sandbox', '--yes', '--settle', '0']

const COMMANDS: readonly (readonly string[])[] = [
  ...['text', 'json', 'github', 'sarif'].flatMap((format) => [
    ['validate', ...BOTH, '--format', format],
    ['validate', 'invalid.yaml', '--format', format],
    ['validate', 'broken.yaml', '--format', format],
  ]),
  ['validate', 'invalid.yaml', '--no-env'],
  ['validate', 'invalid.yaml', '--only', 'b'],
  ['vars', ...BOTH],
  ['vars', ...BOTH, '--format', 'json'],
  ['vars', 'invalid.yaml'],
  ['render', ...BOTH],
  ['render', ...BOTH, '--format', 'yaml'],
  ['render', ...BOTH, '--format', 'curl', '--json-into', 'render.json'],
  ['completion', '--names', 'fleet.yaml'],
  ...['text', 'json', 'markdown'].flatMap((format) => [
    ['plan', ...BOTH, '--sandbox', '--verbose', '--format', format],
    ['plan', 'invalid.yaml', '--sandbox', '--format', format],
    ['plan', ...BOTH, '--refresh', 'never', '--format', format],
  ]),
  ['plan', ...BOTH, '--sandbox', '--json-into', 'plan.json', '--max-hourly', '0'],
  ['plan', ...BOTH, '--sandbox', '--only', 'none-of-these'],
  ['apply', ...BOTH, '--sandbox'],
  ['apply', ...BOTH, ...APPLY, '--verbose'],
  ['apply', ...BOTH, ...APPLY, '--format', 'json', '--json-into', 'apply.json'],
  ['plan', ...BOTH, '--sandbox'],
  ['plan', 'fleet.yaml', '--sandbox', '--format', 'json'],
  ['status', ...BOTH, '--sandbox', '--verbose'],
  ['status', ...BOTH, '--sandbox', '--format', 'json', '--json-into', 'status.json'],
  ['forget', 'a', '--sandbox', '--yes'],
  ['adopt', 'a', 'none', 'fleet.yaml', '--sandbox'],
  ['status', 'fleet.yaml', '--sandbox', '--format', 'json'],
]

describe('the values of secret variables', () => {
  it('are in no output and in no file, whatever the command, the format and the failure', async () => {
    const cwd = tempDir({
      'fleet.yaml': FLEET,
      'other.yaml': OTHER,
      'invalid.yaml': INVALID,
      'broken.yaml': `${FLEET}\n   - bad: [\n`,
    })
    for (const args of COMMANDS) {
      const run = await runInProcess(args, { cwd, env: CANARIES })
      expect(run.code, `${args.join(' ')}: ${run.stderr}`).not.toBe(70)
      if (args[0] === 'validate' && args[1] === 'fleet.yaml') expect(run.code, run.stdout).toBe(0)
      const seen = `${run.stdout}${run.stderr}\n${filesBelow(cwd)}`
      expect(leaksIn(seen), args.join(' ')).toEqual([])
    }
  }, 240_000)

  it('show as they are written in the plan and the ledger', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET, 'other.yaml': OTHER })
    const run = await runInProcess(['apply', ...BOTH, '--sandbox', '--yes', '--settle', '0'], {
      cwd,
      env: CANARIES,
    })
    const written = `${run.stdout}${run.stderr}`
    const ledger = filesBelow(join(cwd, '.ppi-apply'))
    for (const shown of ['r.io/team/${GITHUB_TOKEN:-…}', '${REGION}', 'r.io/${ELSEWHERE}']) {
      expect(written, shown).toContain(shown)
      expect(ledger, shown).toContain(shown)
    }
  })

  it('makes no change of an entry that another file of the run turns a variable of it secret', async () => {
    const entry = (name: string, more: string) =>
      `instances:\n  - name: ${name}${BASE}\n    productId: 4090.18c.60g\n    imageUrl: ${more}\n`
    const cwd = tempDir({
      'a.yaml': `${entry('a', 'r.io/${TAG}')}  - ${BASE.trim()}\n    productId: 4090.18c.60g\n    imageUrl: r.io/\${TAG}\n`,
      'b.yaml': `${entry('b', 'pytorch:2.7')}    envs: { TAG: "\${TAG}" }\n`,
    })
    const env = { TAG: 'team/app' }
    const applied = await runInProcess(['apply', 'a.yaml', '--sandbox', '--yes'], { cwd, env })
    expect(applied.code, applied.stderr).toBe(0)
    const plan = await runInProcess(['plan', 'a.yaml', 'b.yaml', '--sandbox', '--format', 'json'], {
      cwd,
      env,
    })
    const { actions } = JSON.parse(plan.stdout)
    expect(actions.map(({ action }: { action: string }) => action)).toEqual([
      'no-op',
      'no-op',
      'create',
    ])
  })
})
