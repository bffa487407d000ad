import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { answerJson } from './create-server.ts'

/**
 * What a service answers, call by call. A call without a script is not offered (404), but for the one that asks for an
 * instance: without a script it knows what the service said that it created.
 */
export interface ServiceScript {
  /** A page of the list, by its number from 0. */
  readonly list?: (page: number) => Scripted
  readonly get?: (id: string) => Scripted
  readonly products?: (query: URLSearchParams) => Scripted
  readonly clusters?: () => Scripted
  readonly delete?: (id: string) => Scripted
  readonly create?: (body: Readonly<Record<string, unknown>>, nth: number) => Scripted
}

export interface Scripted {
  readonly status?: number
  readonly body: unknown
}

export interface ScriptedService {
  readonly url: string
  /** `GET /gpu/instances?pageSize=100&pageNum=0` and so on, in order. */
  readonly requests: readonly string[]
}

const BASE = '/gpu-instance/openapi/v1'

/** A service on loopback that says what the script says, whatever the key; gone when the test is over. */
export async function scriptedService(script: ServiceScript): Promise<ScriptedService> {
  const requests: string[] = []
  let creates = 0
  const made = new Map<string, unknown>()
  const known = (id: string): Scripted | undefined =>
    made.has(id) ? { body: made.get(id) } : undefined
  const create = (body: Readonly<Record<string, unknown>>): Scripted | undefined => {
    const answer = script.create?.(body, creates)
    const { id } = (answer?.body ?? {}) as { readonly id?: string }
    if (id !== undefined) made.set(id, { ...body, id, status: 'running' })
    return answer
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '', 'http://service')
    const path = url.pathname.slice(BASE.length)
    requests.push(`${request.method} ${path}${url.search}`)
    const answer = (): Scripted | undefined => {
      switch (`${request.method} ${path}`) {
        case 'GET /gpu/instances':
          return script.list?.(Number(url.searchParams.get('pageNum')))
        case 'GET /gpu/instance':
          return (script.get ?? known)(url.searchParams.get('instanceId') ?? '')
        case 'GET /products':
          return script.products?.(url.searchParams)
        case 'GET /clusters':
          return script.clusters?.()
        case 'POST /gpu/instance/create':
          creates += 1
          return create(JSON.parse(Buffer.concat(chunks).toString('utf8')))
        case 'POST /gpu/instance/delete':
          return script.delete?.(JSON.parse(Buffer.concat(chunks).toString('utf8')).instanceId)
        default:
          return undefined
      }
    }
    const { status = 200, body } = answer() ?? { status: 404, body: { code: 404 } }
    answerJson(response, status, body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** One page that holds the whole account, and empty ones after it. */
export const onePage =
  (...instances: readonly unknown[]) =>
  (page = 0): Scripted => ({
    body: { instances: page === 0 ? instances : [], total: instances.length },
  })
