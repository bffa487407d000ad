import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerJson, createServerWith } from '../support/create-server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const PLANTED = {
  token: 'planted-token-7f3a',
  registry: 'planted-registry-91bc',
  literal: 'planted-literal-5d2e',
  fallback: 'planted-fallback-c0de',
  command: 'planted-command-88aa',
  key: 'planted-api-key-4242',
}

const FLEET = `
instances:
  - name: a
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: 1
    rootfsSize: 60
    imageUrl: pytorch:2.7
    imageAuth: robot:${PLANTED.literal}
    envs:
      HF_TOKEN: \${TOKEN}
      DB_PASSWORD: \${DB_PASSWORD:-${PLANTED.fallback}}
      MODE: prod
    command: run --token \${COMMAND_TOKEN}
  - name: b
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: 1
    rootfsSize: 60
    imageUrl: pytorch:2.7
    imageAuth: \${REGISTRY}
`

const ENV = {
  TOKEN: PLANTED.token,
  REGISTRY: `robot:${PLANTED.registry}`,
  COMMAND_TOKEN: PLANTED.command,
  PPIO_API_KEY: PLANTED.key,
}

/** Every file below a folder but the definitions themselves, as one text. */
function filesBelow(folder: string): string {
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.yaml'))
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? filesBelow(path) : readFileSync(path, 'utf8')))
    .join('\n')
}

const COMMANDS = [
  ['validate', 'fleet.yaml'],
  ['validate', 'fleet.yaml', '--format', 'json'],
  ['validate', 'broken.yaml'],
  ['validate', 'broken.yaml', '--format', 'sarif'],
  ['validate', 'invalid.yaml'],
  ['vars', 'fleet.yaml', '--format', 'json'],
  ['render', 'fleet.yaml'],
  ['render', 'fleet.yaml', '--format', 'yaml'],
  ['render', 'fleet.yaml', '--format', 'curl'],
  ['plan', 'fleet.yaml', '--sandbox', '--verbose'],
  ['plan', 'fleet.yaml', '--sandbox', '--format', 'json', '--json-into', 'plan.json'],
  ['apply', 'fleet.yaml', '--sandbox', '--yes', '--verbose'],
  ['apply', 'fleet.yaml', '--sandbox', '--yes', '--format', 'json'],
  ['plan', 'fleet.yaml', '--sandbox'],
]

/** Mistakes around a secret, as an entry has them. The secret is `planted`. */
const MISTAKES = [
  ['a key that is twice', 'imageAuth: a:b\n    imageAuth: bob:planted'],
  ['a key that is twice in braces', 'envs: { HF_TOKEN: a, HF_TOKEN: planted }'],
  ['a colon without a space', 'envs: {HF_TOKEN:planted}'],
  ['a full-width colon', 'imageAuth：bob:planted'],
  ['a full-width colon in braces', 'envs: {MODE: prod, HF_TOKEN：planted}'],
  ['a full-width colon of a value', 'envs: [{ key: HF_TOKEN, value：planted }]'],
  ['an equals sign', 'envs: {HF_TOKEN=planted}'],
  ['a full-width equals sign', 'envs: {HF_TOKEN＝planted}'],
  ['a sign in an explicit key', 'envs: {? HF_TOKEN=planted}'],
  ['a list as a key', 'envs: { [HF_TOKEN]: planted }'],
  ['a tag that is not known', 'envs: !env { HF_TOKEN: planted }'],
  ['an escape that is none', 'imageAuth: "bob:planted\\q"'],
  ['half a character', 'imageAuth: "bob:planted\\ud800"'],
  ['a second document', 'kind: gpu\n---\ninstances:\n  - imageAuth: bob:planted\n   kind: gpu'],
] as const

describe('a secret beside a mistake', () => {
  it.each(MISTAKES)('is in no finding: %s', async (_what, written) => {
    const cwd = tempDir({ 'instances.yaml': `instances:\n  - name: a\n    ${written}\n` })
    for (const format of ['text', 'json', 'sarif']) {
      const run = await runInProcess(['validate', '--format', format], { cwd })
      expect(run.code, run.stderr).toBe(1)
      expect(`${run.stdout}${run.stderr}`).not.toContain('planted')
    }
  })
})

describe('secrets', () => {
  it('show in no output, no ledger and no file, whatever the command', async () => {
    const cwd = tempDir({
      'fleet.yaml': FLEET,
      'broken.yaml': `${FLEET}\n   - bad indentation: [\n`,
      'invalid.yaml': FLEET.replace('gpuNum: 1', 'gpuNum: 99').replace('robot:', 'robot'),
    })
    const outputs: string[] = []
    for (const args of COMMANDS) {
      const run = await runInProcess(args, { cwd, env: ENV })
      expect(run.code, `${args.join(' ')}: ${run.stderr}`).not.toBe(70)
      outputs.push(`$ ${args.join(' ')}\n${run.stdout}${run.stderr}`)
    }
    const seen = `${outputs.join('\n')}\n${filesBelow(cwd)}`
    for (const [what, planted] of Object.entries(PLANTED)) {
      const line = seen.split('\n').find((text) => text.includes(planted))
      expect(line, what).toBeUndefined()
      const encoded = Buffer.from(planted).toString('base64').slice(0, 12)
      expect(seen.includes(encoded), `${what} in base64`).toBe(false)
    }
    expect(seen).toContain('${TOKEN}')
  })

  it('show nothing when the service echoes them in its answer', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const server = await createServerWith(({ body, headers }, response) => {
      const message = `bad request: ${JSON.stringify(body)} ${headers.authorization}`
      answerJson(response, 400, { code: 400, reason: 'VALIDATOR_PARAM', message })
    })
    const args = ['apply', 'fleet.yaml', '--yes', '--verbose', '--base-url', server.url]
    const run = await runInProcess(args, { cwd, env: ENV })
    const seen = `${run.stdout}${run.stderr}${filesBelow(cwd)}`
    expect(server.calls).toHaveLength(2)
    for (const [what, planted] of Object.entries(PLANTED)) {
      expect(seen.includes(planted), what).toBe(false)
    }
  })

  it('are sent in the clear, and shown only by render --show-secrets', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const server = await createServerWith()
    await runInProcess(['apply', 'fleet.yaml', '--yes', '--base-url', server.url], {
      cwd,
      env: ENV,
    })
    expect(server.calls[0]?.body).toMatchObject({
      imageAuth: `robot:${PLANTED.literal}`,
      envs: expect.arrayContaining([{ key: 'HF_TOKEN', value: PLANTED.token }]),
      command: `run --token ${PLANTED.command}`,
    })
    const run = await runInProcess(['render', 'fleet.yaml', '--show-secrets'], { cwd, env: ENV })
    expect(run.stdout).toContain(PLANTED.token)
  })
})
