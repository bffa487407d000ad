import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** The calls that a service may offer. */
export type Call = 'list' | 'get' | 'products' | 'clusters' | 'create' | Resource

type Resource = 'storages' | 'networks' | 'auths'

/** An answer as it goes over the line. */
export interface Reply {
  readonly status: number
  readonly body: string
}

const CALLS: Readonly<Record<string, Call>> = {
  'GET /gpu/instances': 'list',
  'GET /gpu/instance': 'get',
  'GET /products': 'products',
  'GET /clusters': 'clusters',
  'GET /networkstorages/list': 'storages',
  'GET /networks': 'networks',
  'GET /repository/auths': 'auths',
  'POST /gpu/instance/create': 'create',
}

export const missing: Reply = { status: 404, body: '{"code":404,"message":"no such call"}' }
export const json = (value: unknown): Reply => ({ status: 200, body: JSON.stringify(value) })

/** A service whose answers a test decides; every call that it has no word for is missing. */
export async function service(
  reply: (call: Call, nth: number, query: URLSearchParams) => Reply | undefined,
) {
  const calls = ['list', 'get', 'products', 'clusters', 'create', 'storages', 'networks', 'auths']
  const counts = Object.fromEntries(calls.map((call) => [call, 0])) as Record<Call, number>
  const server = createServer((request, response) => {
    request.resume()
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://service')
    const call = CALLS[`${request.method} ${pathname.replace('/gpu-instance/openapi/v1', '')}`]
    if (call !== undefined) counts[call] += 1
    const { status, body } = (call && reply(call, counts[call], searchParams)) ?? missing
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, counts }
}
