import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** A server on loopback that is a script for raw sockets, so that it can misbehave in ways no HTTP server would. */
export interface Loopback extends AsyncDisposable {
  readonly port: number
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Everything that was received, over all connections, in order of connecting. */
  readonly received: () => readonly string[]
  /** Resolves when every connection so far has ended, so that nothing more can be received. */
  readonly quiet: () => Promise<void>
}

/** Starts a loopback server; each connection is given to the script. `await using` ends it. */
export async function loopback(
  script: (socket: Socket, connection: number) => void,
  server: Server = createServer(),
  event = 'connection',
): Promise<Loopback> {
  const sockets = new Set<Socket>()
  const received: string[] = []
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.on(event, (socket: Socket) => {
    const connection = received.push('') - 1
    socket.on('error', () => {})
    script(socket, connection)
    socket.on('data', (chunk: Buffer) => {
      received[connection] += chunk.toString('latin1')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    received: () => received,
    async quiet() {
      await Promise.all([...sockets].map((socket) => once(socket, 'close')))
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Waits for a whole request with its body, then calls back once for each. */
export function onRequest(socket: Socket, then: (request: string) => void): void {
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    for (;;) {
      const head = text.indexOf('\r\n\r\n')
      if (head === -1) return
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0)
      const end = head + 4 + length
      if (text.length < end) return
      const request = text.slice(0, end)
      text = text.slice(end)
      then(request)
    }
  })
}

/** An HTTP answer as it goes over the line. */
export function answer(
  status: string,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): string {
  const all = { 'Content-Length': String(Buffer.byteLength(body)), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`
}

/** A port of loopback where nothing listens: it was given out and is closed again. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
