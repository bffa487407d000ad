import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A stand-in for the service on loopback. */
export interface Service {
  readonly url: string
  /**
   * Milliseconds that a create took on average so far, measured here: from the head of its request to its answer. A
   * timer comes late, so this is more than the delay that was asked for.
   */
  meanMs(): number
  close(): void
}

const API = '/gpu-instance/openapi/v1'

/**
 * Answers each create after so many milliseconds, and lists what was created after an account of so many instances.
 * It knows no price list, as a service of its kind may.
 */
export async function startService({
  delayMs = 0,
  account = 0,
}: {
  readonly delayMs?: number
  readonly account?: number
}): Promise<Service> {
  const instances = Array.from({ length: account }, (_none, nth) => ({
    id: `other-${nth}`,
    name: `other-${nth}`,
    status: 'running',
    productId: 'p',
    gpuNum: '1',
    imageUrl: 'i',
  }))
  const creates = { count: 0, ms: 0 }
  const server = createServer((request, response) => {
    const started = performance.now()
    const url = new URL(request.url ?? '/', 'http://localhost')
    const answer = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      if (request.method === 'POST' && url.pathname === `${API}/gpu/instance/create`) {
        const { name, productId, imageUrl } = JSON.parse(body)
        const id = `id-${instances.length}`
        instances.push({ id, name, status: 'running', productId, gpuNum: '1', imageUrl })
        const end = () => {
          answer({ id })
          creates.count += 1
          creates.ms += performance.now() - started
        }
        // A timer of 0 takes a millisecond.
        if (delayMs === 0) end()
        else setTimeout(end, delayMs)
      } else if (url.pathname === `${API}/gpu/instances`) {
        const size = Number(url.searchParams.get('pageSize'))
        const from = Number(url.searchParams.get('pageNum')) * size
        const some = instances.slice(from, from + size)
        answer({
          instances: some,
          pageSize: some.length,
          pageNum: from / size,
          total: instances.length,
        })
      } else response.writeHead(404).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    meanMs: () => creates.ms / creates.count,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
