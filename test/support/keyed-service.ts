import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerJson } from './create-server.ts'

/** How the service treats who holds a key. */
export type Treatment =
  | 'answers'
  /** Refuses the second create call. */
  | 'rejects-one'
  /** Drops the connection of a create call. */
  | 'loses'
  /** Never answers anything. */
  | 'hangs'
  /** Offers no list of anything. */
  | 'hides'

export interface KeyedService {
  readonly url: string
  /** An account of its own that is treated so; `onRequest` is told of its first request. */
  account(treatment: Treatment, onRequest?: () => void): { readonly PPIO_API_KEY: string }
  close(): void
}

interface Account {
  readonly treatment: Treatment
  onRequest: () => void
  creates: number
  readonly instances: { readonly id: string; readonly name: string; readonly status: string }[]
}

/** One service with an account for each key, for many runs at the same time. Each account has an instance `x-1`. */
export async function keyedService(): Promise<KeyedService> {
  const accounts = new Map<string, Account>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const key = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const account = accounts.get(key)
    if (account === undefined) {
      answerJson(response, 401, { code: 401, reason: 'UNAUTHENTICATED' })
      return
    }
    account.onRequest()
    const url = new URL(request.url ?? '', 'http://service')
    answer(account, `${request.method} ${url.pathname}`, url, Buffer.concat(chunks), response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account(treatment, onRequest = () => {}) {
      const PPIO_API_KEY = `sk_test_key_${accounts.size}_1234567890`
      const other = { ...MADE_ELSEWHERE, id: 'x-1', name: 'other', status: 'running' }
      accounts.set(PPIO_API_KEY, { treatment, onRequest, creates: 0, instances: [other] })
      return { PPIO_API_KEY }
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const MADE_ELSEWHERE = {
  kind: 'gpu',
  productId: '26',
  gpuNum: '1',
  rootfsSize: 60,
  imageUrl: 'x',
}

/** What it lists besides instances, and has none of. */
const OFFERED = [
  '/products',
  '/clusters',
  '/images',
  '/networkstorages/list',
  '/networks',
  '/auths',
]

function answer(
  account: Account,
  call: string,
  url: URL,
  body: Buffer,
  response: ServerResponse,
): void {
  const { treatment, instances } = account
  if (treatment === 'hangs') return
  if (call.endsWith('/gpu/instance/create')) {
    account.creates += 1
    if (treatment === 'loses') {
      response.destroy()
    } else if (treatment === 'rejects-one' && account.creates === 2) {
      answerJson(response, 400, {
        code: 400,
        reason: 'INVALID_PARAMS',
        message: 'no',
        metadata: {},
      })
    } else {
      const { name } = JSON.parse(body.toString('utf8')) as { name: string }
      const id = `id-${account.creates}`
      instances.push({ id, name, status: 'running' })
      answerJson(response, 200, { id })
    }
    return
  }
  if (call.endsWith('/gpu/instances') && treatment !== 'hides') {
    answerJson(response, 200, { instances, total: instances.length })
    return
  }
  if (treatment !== 'hides' && OFFERED.some((path) => call.endsWith(path))) {
    answerJson(response, 200, { data: [], total: 0 })
    return
  }
  const asked = instances.find(({ id }) => id === url.searchParams.get('instanceId'))
  if (call.endsWith('/gpu/instance') && asked !== undefined) answerJson(response, 200, asked)
  else answerJson(response, 404, { code: 404 })
}
