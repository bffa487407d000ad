import { request } from 'node:http'
import {
  BASE_PATH,
  type ChangeOperation,
  OPERATIONS,
  type Operation,
} from '../../src/sandbox/routes/api-operation.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts'

/** Runs a test against a sandbox of its own that is closed whatever happens. */
export async function withSandbox<Result>(
  options: SandboxOptions,
  use: (sandbox: Sandbox) => Promise<Result>,
): Promise<Result> {
  const sandbox = await startSandbox(options)
  try {
    return await use(sandbox)
  } finally {
    await sandbox.close()
  }
}

/** What a client saw of one call. */
export type Seen =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: NodeJS.Dict<string | string[]>
      readonly text: string
      /** False when the body was cut short and that could be known. */
      readonly complete: boolean
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

export interface Asked {
  readonly body?: unknown
  /** Sent as it is, in place of `body`. */
  readonly text?: string
  readonly query?: string
  /** `null` for none at all. */
  readonly key?: string | null
  readonly method?: string
  readonly path?: string
  readonly signal?: AbortSignal
}

/** One call on a fresh connection, without any retry or redirect. */
export function ask(sandbox: Sandbox, operation: Operation, asked: Asked = {}): Promise<Seen> {
  const { method, path } = OPERATIONS[operation]
  const { key = sandbox.apiKey, query = '' } = asked
  const text = asked.text ?? (asked.body === undefined ? '' : JSON.stringify(asked.body))
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'failed', code: error.code ?? '', message: error.message })
    const sent = request(
      `${sandbox.url}${asked.path ?? BASE_PATH + path}${query}`,
      {
        method: asked.method ?? method,
        agent: false,
        headers: {
          'content-length': Buffer.byteLength(text),
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(text === '' ? {} : { 'content-type': 'application/json' }),
        },
        ...(asked.signal === undefined ? {} : { signal: asked.signal }),
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', () => undefined)
        response.on('close', () =>
          resolve({
            kind: 'answered',
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
            complete: response.complete,
          }),
        )
      },
    )
    sent.on('error', failed)
    sent.end(text)
  })
}

/** A call that must be answered; its status and parsed body. */
export async function askJson(sandbox: Sandbox, operation: Operation, asked: Asked = {}) {
  const seen = await ask(sandbox, operation, asked)
  if (seen.kind === 'failed') throw new Error(`${operation} failed: ${seen.code} ${seen.message}`)
  return { status: seen.status, json: seen.text === '' ? undefined : JSON.parse(seen.text) }
}

/** Makes an instance and tells its id. */
export const create = async (
  sandbox: Sandbox,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> => (await askJson(sandbox, 'create', { body: gpuBody(more) })).json.id

/** The state that the get call shows, or the status of its refusal. */
export async function stateOf(sandbox: Sandbox, id: string): Promise<string | number> {
  const { status, json } = await askJson(sandbox, 'get', { query: `?instanceId=${id}` })
  return status === 200 ? json.status : status
}

/** What an instance is created with so that an operation finds it as it takes it: only months can be renewed. */
export const bodyFor = (operation: unknown): { readonly month?: number } =>
  operation === 'renew' || operation === 'auto-renew' ? { month: 1 } : {}

/** A body that each operation on an instance takes. */
export const changeBody = (operation: ChangeOperation, instanceId: string) => ({
  instanceId,
  ...(operation === 'to-monthly' || operation === 'renew' ? { month: 2 } : {}),
  ...(operation === 'auto-renew' ? { autoRenew: true, autoRenewMonth: 3 } : {}),
  ...(operation === 'edit' ? { ports: [{ port: 22, type: 'tcp' }], expandRootDisk: 40 } : {}),
  ...(operation === 'upgrade'
    ? {
        imageUrl: 'alpine:3',
        envs: [{ key: 'A', value: 'b' }],
        command: 'sleep 1',
        entrypoint: '',
        save: true,
        networkVolume: { volumeMounts: [{ type: 'network', id: 's', mountPath: '/d' }] },
      }
    : {}),
})

/** A create body that the sandbox takes. */
export const gpuBody = (more: Readonly<Record<string, unknown>> = {}) => ({
  name: 'web',
  productId: '4090.18c.60g',
  gpuNum: 1,
  rootfsSize: 60,
  imageUrl: 'pytorch/pytorch:latest',
  kind: 'gpu',
  ...more,
})
