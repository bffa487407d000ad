import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loopback } from './loopback.ts'

/** Everything that a run may connect to, recorded: a proxy for other machines, and a server on this one. */
export interface Wiretap extends AsyncDisposable {
  /** The environment of a person whose network has a proxy. */
  readonly env: Readonly<Record<string, string>>
  /** Hosts and ports that the proxy was asked for, in order. It connects to none of them. */
  readonly asked: () => readonly string[]
  /** The address of a server that takes connections and answers nothing good. */
  readonly url: string
  /** What that server got, one text for each connection. */
  readonly received: () => readonly string[]
}

/** Starts both; `await using` ends them. */
export async function wiretap(): Promise<Wiretap> {
  const asked: string[] = []
  const proxy = createHttpServer((request, response) => {
    asked.push(`plain ${request.url ?? ''}`)
    response.writeHead(403).end()
  })
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.on('error', () => {})
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const server = await loopback((socket) => {
    socket.on('data', () =>
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}'),
    )
  })
  return {
    env: { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    asked: () => asked,
    url: server.url,
    received: server.received,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}
