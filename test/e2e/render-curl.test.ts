import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { InstanceSpec } from '../../src/definitions/instance-spec.ts'
import { evaluate } from '../../src/definitions/interpolation/evaluate.ts'
import { parseTemplate } from '../../src/definitions/interpolation/template.ts'
import { Secret } from '../../src/model/secret.ts'
import { renderCurl } from '../../src/output/text/render-curl.ts'
import { aSpec } from '../support/builders.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Shells with the commands on standard input, as when they are pasted. An interactive one looks for `!` in each line. */
const SHELLS = {
  sh: ['sh', '-s'],
  bash: ['bash', '--norc', '-s'],
  'bash at a prompt': ['bash', '--norc', '--noprofile', '-i'],
} as const

type Environment = Readonly<Record<string, string>>

/** What a shell does with a text that is pasted into it, in time that is bounded. */
function paste(shell: keyof typeof SHELLS, text: string, env: Environment) {
  const [program, ...args] = SHELLS[shell]
  const cwd = tempDir()
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, HISTFILE: '', LC_ALL: 'C.UTF-8', ...env },
    timeout: 60_000,
  })
  let stderr = ''
  child.stdout.resume()
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    stderr += part
  })
  child.stdin.end(text)
  return new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stderr }))
  })
}

/** A service on loopback that keeps what it is sent; gone when the test is over. */
async function collector() {
  const received: { body: unknown; key: string | undefined }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    received.push({ body, key: request.headers.authorization })
    response.end('{"id":"i"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const NASTY = `it's "q" \\n $HOME \`id\` $(id) !! !x \${A} %s ##[x] 训练 👩‍👩‍👧 ~ * \t end`

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances:
  - name: a
    imageAuth: "\${REGISTRY_USER:-$ROBOT}:\${REGISTRY_PASSWORD}"
    envs:
      HF_TOKEN: \${HF_TOKEN:?create one at huggingface.co (it's free!)}
      MODE: \${MODE:-dev}
      EMPTY: \${EMPTY-unused}x
      BOTH: a \${HF_TOKEN} b$$c \${MODE:+on} \${MISSING+off}\${MISSING:-\${OTHER:-"}'\\!{ \`}end}
      PLAIN: ${JSON.stringify(NASTY.replaceAll('$', '$$$$'))}
    command: "sh -c 'echo \\"$$HOME\\" !$$ \${HF_TOKEN}'"
  - name: b
    replicas: 2
    gpuNum: \${GPUS}
    envs: [{ key: GPUS, value: "\${GPUS}" }]
`

const ENV = {
  ROBOT: 'robot$1',
  REGISTRY_PASSWORD: `p'"\\$x!`,
  HF_TOKEN: `${NASTY}\n\n`,
  EMPTY: '',
  OTHER: '',
  GPUS: '2',
}

describe('render --format curl', () => {
  it.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])(
    'is what apply would send, when it is pasted into %s',
    async (shell) => {
      const sent: unknown[] = []
      const service = await scriptedService({
        list: onePage(),
        create: (body, nth) => {
          sent.push(body)
          return { body: { id: `i-${nth}` } }
        },
      })
      const cwd = tempDir({
        'fleet.yaml': FLEET,
        'ppi-apply.config.yaml': 'marker: false\n',
      })
      const env = { ...ENV, PPIO_API_KEY: 'sk_test_key_1234567890' }
      const to = ['--base-url', service.url]
      await runInProcess(
        ['apply', 'fleet.yaml', '--yes', '--settle=0', '--allow-unavailable', ...to],
        {
          cwd,
          env,
        },
      )
      expect(sent).toHaveLength(3)
      const { received, url } = await collector()
      const { stdout } = await runInProcess(
        ['render', 'fleet.yaml', '-o', 'curl', '--base-url', url],
        {
          cwd,
          env,
        },
      )
      expect(stdout).toContain('"${MODE:-dev}"')
      expect(stdout).not.toContain(ENV.REGISTRY_PASSWORD)
      const { stderr } = await paste(shell, stdout, env)
      expect(
        received.map(({ body }) => body),
        stderr,
      ).toEqual(sent)
      expect(received[0]?.key).toBe('Bearer sk_test_key_1234567890')
    },
  )

  it.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])(
    'sends nothing from %s without a variable that apply would want',
    async (shell) => {
      const { received, url } = await collector()
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const { stdout } = await runInProcess(
        ['render', 'fleet.yaml', '-o', 'curl', '--base-url', url],
        {
          cwd,
          env: ENV,
        },
      )
      const { HF_TOKEN: _, GPUS: __, ...without } = ENV
      const { stderr } = await paste(shell, stdout, without)
      expect(received).toEqual([])
      expect(stderr).toContain("HF_TOKEN: create one at huggingface.co (it's free!)")
    },
  )

  it('has a variable for each secret that stands in a file, and sends nothing without it', async () => {
    const { received, url } = await collector()
    const cwd = tempDir({
      'fleet.yaml': `instances:
  - { name: "a's", replicas: 2, kind: cpu, productId: cpu.4c8g, imageUrl: "r.io/a:1", imageAuth: "robot:planted",
      envs: { HF_TOKEN: planted, DB_PASSWORD: "\${DB_PASSWORD:-planted}" } }
`,
    })
    const args = ['render', 'fleet.yaml', '--format', 'curl', '--base-url', url]
    const masked = await runInProcess(args, { cwd })
    expect(masked).toMatchObject({ code: 0, stdout: expect.not.stringContaining('planted') })
    for (const shell of ['sh', 'bash at a prompt'] as const) {
      const { stderr } = await paste(shell, masked.stdout, { DB_PASSWORD: 'x' })
      expect(stderr).toContain("PPI_SECRET_1: set it to imageAuth of a's-1, which is a secret")
    }
    expect(received).toEqual([])
    const set = { PPI_SECRET_1: 'robot:given', PPI_SECRET_2: 'given', DB_PASSWORD: 'x' }
    await paste('sh', masked.stdout, set)
    expect(received).toHaveLength(2)
    expect(received[1]?.body).toMatchObject({
      imageAuth: 'robot:given',
      envs: [{ key: 'HF_TOKEN', value: 'given' }, { value: 'x' }],
    })
    const clear = await runInProcess([...args, '--show-secrets'], { cwd })
    await paste('sh', clear.stdout, {})
    expect(received[2]?.body).toMatchObject({ imageAuth: 'robot:planted' })
  })

  it('takes the key from the variable that the settings name', async () => {
    const cwd = tempDir({
      'fleet.yaml': FLEET,
      'ppi-apply.config.yaml': 'apiKey: ${NOVITA_API_KEY}\n',
    })
    const { stdout } = await runInProcess(['render', 'fleet.yaml', '-o', 'curl'], { cwd, env: ENV })
    expect(stdout).toContain('"Authorization: Bearer $NOVITA_API_KEY"')
  })
})

describe('renderCurl', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '$$',
      "'",
      '"',
      '\\',
      '`',
      '!',
      '{',
      '\n',
      '\r',
      '#',
      '##[',
      '::',
      '^a',
      '(',
      '%s',
      '$(',
      '~',
    ),
    fc.string({ maxLength: 3 }).map((text) => text.replace(/[${}]/g, '')),
    fc.constantFrom('训', 'é', '👩‍👩‍👧', '\u2028', '\u202e', '\ufeff', '\ud7ff'),
  )
  const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''))
  const { template } = fc.letrec<{ template: string; reference: string }>((tie) => ({
    template: fc
      .array(fc.oneof({ maxDepth: 2, depthIdentifier: 't' }, text, tie('reference')), {
        maxLength: 3,
      })
      .map((parts) => parts.join('')),
    reference: fc
      .tuple(
        fc.constantFrom('A', 'B', 'C', 'UNSET_ONE'),
        fc.constantFrom('', ':-', '-', ':+', '+'),
        tie('template'),
      )
      .map(([name, operator, word]) => `\${${name}${operator}${operator === '' ? '' : word}}`),
  }))
  // What a process can be given: whole characters, and no NUL.
  const value = fc
    .array(fc.oneof(text, fc.string({ unit: 'binary' })))
    .map((some) => some.join('').replace(/[\0\p{Cs}]/gu, ''))

  it('sends the value of any template, whatever is in its words and its variables', async () => {
    const { received, url } = await collector()
    const run = fc.asyncProperty(
      fc.constantFrom(...(Object.keys(SHELLS) as (keyof typeof SHELLS)[])),
      fc.record({ A: value, B: value, C: fc.constant('') }),
      fc.array(template, { minLength: 8, maxLength: 8 }),
      async (shell, env, sources) => {
        const variables: Environment = env
        const templates = sources
          .map(parseTemplate)
          .filter(({ faults }) => faults.length === 0)
          .map((each) => ({ ...each, ...evaluate(each, (name) => variables[name]) }))
          .filter(({ faults }) => faults.length === 0)
        const specs = templates.map((each): InstanceSpec => {
          const { source } = each
          const secret = new Secret(each.text, source, { source, hidesWords: false })
          return { ...aSpec('a'), body: { command: secret } }
        })
        const options = { baseUrl: url, keyVariable: 'KEY', marker: false } as const
        received.length = 0
        const pasted = renderCurl(specs, { ...options, secrets: 'references' })
        // The history of an older shell looks for it in single quotes too.
        expect(pasted).not.toContain('!')
        const { stderr } = await paste(shell, pasted, env)
        const expected = templates.map((each) => ({ command: each.text }))
        expect(
          received.map(({ body }) => body),
          stderr,
        ).toEqual(expected)
      },
    )
    await fc.assert(run, { numRuns: Number(process.env.FUZZ_RUNS ?? 24), endOnFailure: true })
  }, 120_000)
})
