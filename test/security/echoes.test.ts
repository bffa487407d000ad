import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Each has what JSON, HTML, URLs and base64 write differently. */
const SECRETS = {
  KEY_ITSELF: 'sk_Planted_42"&<x>/+é',
  TOK: 'tOk"7&<3>/+ aé=%41',
  IMAGE_PART: 'planted-image-part-91',
  LOGIN: 'planted+Login/5d2e',
  COMMANDS_OWN: 'Planted.Command',
} as const

const FLEET = `
instances:
  - name: a
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: 1
    rootfsSize: 60
    imageUrl: r.io/\${IMAGE_PART}
    imageAuth: robot:\${LOGIN}
    envs: { A: "\${IMAGE_PART}", B: "\${TOK}" }
    command: run \${COMMANDS_OWN} --now
`

// A key with characters that no header takes is refused before: the header has it without them.
const KEY = 'sk_Planted_42/+=x'

const ENV = {
  PPIO_API_KEY: KEY,
  TOK: SECRETS.TOK,
  IMAGE_PART: SECRETS.IMAGE_PART,
  LOGIN: SECRETS.LOGIN,
  COMMANDS_OWN: SECRETS.COMMANDS_OWN,
}

const html = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const everyUnit = (text: string, write: (code: number) => string): string =>
  Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at))).join('')

/** How a service may write a text that it repeats. */
const FORMS: Readonly<Record<string, (text: string) => string>> = {
  raw: (text) => text,
  'in capitals': (text) => text.toUpperCase(),
  'in small letters': (text) => text.toLowerCase(),
  'as JSON': (text) => JSON.stringify(text),
  'as JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'as JSON, every unit escaped': (text) =>
    everyUnit(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  'as HTML': html,
  'as HTML, every unit escaped': (text) => everyUnit(text, (code) => `&#${code};`),
  'as HTML, in hex': (text) => everyUnit(text, (code) => `&#x${code.toString(16)};`),
  'in a URL': encodeURIComponent,
  'in a form': (text) => new URLSearchParams([['', text]]).toString().slice(1),
  'in a URL, every byte escaped': (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 after one byte': (text) => Buffer.from(`:${text}:`).toString('base64'),
  'in base64 after two bytes': (text) => Buffer.from(`a:${text}b:c`).toString('base64url'),
}

/** One of each kind, where all of them would take long: the message of an error is tried with all. */
const SOME_FORMS = Object.entries(FORMS).filter(([how]) =>
  ['raw', 'in capitals', 'as HTML, every unit escaped', 'in base64 after one byte'].includes(how),
)

const VALUES = [...Object.values(ENV)]

/** The searched forms: what somebody who reads an output could read a secret from. */
function leaksIn(text: string): readonly string[] {
  const small = text.toLowerCase()
  return VALUES.flatMap((value) => {
    const plain = [
      value,
      JSON.stringify(value).slice(1, -1),
      html(value),
      encodeURIComponent(value),
      new URLSearchParams([['', value]]).toString().slice(1),
      everyUnit(value, (code) => `&#${code};`),
      everyUnit(value, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
    ].filter((form) => small.includes(form.toLowerCase()))
    const encoded = ['', 'a', 'ab']
      .map((before) =>
        Buffer.from(before + value)
          .toString('base64')
          .replace(/=+$/, '')
          .slice(before.length === 0 ? 0 : 4, -3),
      )
      .filter(
        (form) =>
          text.includes(form) || text.includes(form.replaceAll('+', '-').replaceAll('/', '_')),
      )
    return [...plain, ...encoded]
  })
}

interface Answer {
  readonly status: number
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** A service that answers create, list and get as told, and remembers nothing. */
async function service(answers: {
  readonly create?: () => Answer
  readonly list?: () => Answer
  readonly get?: () => Answer
}): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      const path = (request.url ?? '').replace(/\?.*/, '')
      const answer = path.endsWith('/create')
        ? answers.create?.()
        : path.endsWith('/gpu/instances')
          ? answers.list?.()
          : path.endsWith('/gpu/instance')
            ? answers.get?.()
            : undefined
      const {
        status,
        type = 'application/json',
        headers = {},
        body,
      } = answer ?? {
        status: 404,
        body: '{"code":404}',
      }
      response.writeHead(status, { 'content-type': type, ...headers }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const json = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) })

const EMPTY_LIST = (): Answer => json(200, { instances: [], total: 0 })

/** What a service says of all our secrets in one form. */
const said = (form: (text: string) => string): string => VALUES.map(form).join(' ; ')

const PLACES: Readonly<Record<string, (text: string) => Answer>> = {
  'the message of an error': (text) => json(400, { code: 400, message: text }),
  'its reason': (text) => json(400, { reason: text, message: 'no' }),
  'its metadata': (text) =>
    json(400, {
      reason: 'VALIDATOR_PARAM',
      message: 'bad {0} {a}',
      metadata: { 0: text, a: text },
    }),
  'a nested error': (text) => json(403, { error: { code: text, message: text } }),
  'a web page': (text) => ({
    status: 502,
    type: 'text/html',
    body: `<html><title>${text}</title><p>${text}</p></html>`,
  }),
  'a web page without a title': (text) => ({
    status: 400,
    type: 'text/html',
    body: `<b>${text}</b>`,
  }),
  'plain text after a long page': (text) => ({
    status: 400,
    type: 'text/html',
    body: `${'<br>'.repeat(4_990)}${text}`,
  }),
  'a JSON string': (text) => json(400, text),
  'a success without an id': (text) => json(200, { message: text }),
}

describe('a service that repeats our secrets', () => {
  it.for(Object.entries(PLACES))(
    'shows none of them from %s of a create',
    { timeout: 120_000 },
    async ([what, place]) => {
      const forms = what === 'the message of an error' ? Object.entries(FORMS) : SOME_FORMS
      for (const [how, form] of forms) {
        const url = await service({ create: () => place(said(form)), list: EMPTY_LIST })
        const cwd = tempDir({ 'instances.yaml': FLEET })
        const args = ['apply', '--yes', '--verbose', '--settle', '0', '--base-url', url]
        const run = await runInProcess([...args, '--json-into', 'out.json'], { cwd, env: ENV })
        expect(run.code, run.stderr).not.toBe(70)
        const files = (
          await runInProcess(['status', '--format', 'json', '--base-url', url], { cwd, env: ENV })
        ).stdout
        expect(leaksIn(`${run.stdout}${run.stderr}${files}`), how).toEqual([])
      }
    },
  )

  it('shows none of them from a request id, or from a list that is refused', async () => {
    for (const [how, form] of SOME_FORMS) {
      const text = said(form)
      const url = await service({
        create: () => ({
          ...json(400, { message: 'no', requestId: text }),
          headers: {
            'x-request-id': Buffer.from(text)
              .toString('latin1')
              .replace(/[^ -~]/g, ''),
          },
        }),
        list: () => json(400, { message: text }),
      })
      const cwd = tempDir({ 'instances.yaml': FLEET })
      for (const args of [['plan'], ['plan', '--format', 'json'], ['status']]) {
        const run = await runInProcess([...args, '--verbose', '--base-url', url], { cwd, env: ENV })
        expect(leaksIn(`${run.stdout}${run.stderr}`), `${how}: ${args}`).toEqual([])
      }
    }
  }, 120_000)

  it('shows none of them from a list or a get, and still compares what came', async () => {
    for (const [how, form] of SOME_FORMS) {
      const text = said(form)
      const other = {
        id: 'i-1',
        name: 'a',
        status: text,
        statusError: { state: text, message: text },
        kind: 'gpu',
        productId: `p ${text}`,
        productName: text,
        clusterId: text,
        gpuNum: 1,
        rootfsSize: '60',
        imageUrl: text,
        command: text,
        billingMode: text,
        envs: [
          { key: 'A', value: text },
          { key: 'B', value: 'a foreign value' },
        ],
        portMappings: [{ port: 80, type: 'http', endpoint: text }],
      }
      const list = () =>
        json(200, { instances: [other, { ...other, id: 'i-2', name: text }], total: 2 })
      const url = await service({ list, get: () => json(200, other) })
      const cwd = tempDir({ 'instances.yaml': FLEET })
      const commands = [
        ['plan', '--verbose'],
        ['plan', '--format', 'json', '--json-into', 'plan.json'],
        ['plan', '--format', 'markdown'],
        ['adopt', 'a', 'i-1'],
        ['plan', '--format', 'json'],
        ['status', '--verbose'],
        ['status', '--format', 'json'],
        ['forget', 'a', '--yes'],
      ]
      for (const args of commands) {
        const run = await runInProcess([...args, '--base-url', url], { cwd, env: ENV })
        expect(run.code, `${args}: ${run.stderr}`).not.toBe(70)
        const seen = `${run.stdout}${run.stderr}`
        expect(leaksIn(seen), `${how}: ${args.join(' ')}`).toEqual([])
        expect(seen, args.join(' ')).not.toContain('a foreign value')
      }
    }
  }, 240_000)
})
