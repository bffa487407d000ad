import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { cleanEnvironment } from './git-remote.ts'

/** What becomes of a push: it never arrives, its answer is lost, or it arrives after the client was cut off. */
export type Loss = 'before' | 'after' | 'late'

export interface GitHttpServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** The value of each `Authorization` header that came. */
  readonly authorizations: Set<string>
  /** Of the next pushes: how each is lost. */
  lose(...losses: readonly Loss[]): void
  /** Lets arrive what is late. */
  arrive(): Promise<void>
  /** Refuses all connections from now on. */
  stop(): Promise<void>
}

interface Options {
  /** The folder of the repositories. */
  readonly root: string
  /** The value of the header that lets somebody in; everybody without it. */
  readonly authorization?: string
  /** The value of the header of somebody who may read only. */
  readonly reader?: string
}

/** Repositories over smart HTTP on loopback, by git's own program for servers. It is gone when the test is over. */
export async function gitHttpServer({
  root,
  authorization,
  reader,
}: Options): Promise<GitHttpServer> {
  const authorizations = new Set<string>()
  const losses: Loss[] = []
  const late: (() => Promise<unknown>)[] = []
  const sockets = new Set<Socket>()

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray())
    const given = request.headers.authorization
    if (given !== undefined) authorizations.add(given)
    const isReader = reader !== undefined && given === reader
    if (isReader && /git-receive-pack/.test(request.url ?? '')) {
      response.writeHead(403).end()
      return
    }
    if (authorization !== undefined && given !== authorization && !isReader) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end()
      return
    }
    const isPush = request.method === 'POST' && request.url?.endsWith('/git-receive-pack') === true
    const loss = isPush ? losses.shift() : undefined
    const run = () => backend(root, request, body)
    if (loss === 'after') await run()
    if (loss === 'late') late.push(run)
    if (loss !== undefined) {
      // The beginning of an answer: with none, the client sends all of it again by itself.
      request.socket.end('HTTP/1.1 200 OK\r\n')
      return
    }
    answer(response, await run())
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  onTestFinished(stop)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorizations,
    lose: (...more) => losses.push(...more),
    async arrive() {
      for (const run of late.splice(0)) await run()
    },
    stop,
  }
}

/** Runs git's CGI program for a request; gives what it prints. */
async function backend(root: string, request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const url = new URL(request.url ?? '/', 'http://host')
  const { headers, method } = request
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...cleanEnvironment(root),
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      REMOTE_USER: 'somebody',
      REQUEST_METHOD: method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    },
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(body)
  return Buffer.concat(await child.stdout.toArray())
}

function answer(response: ServerResponse, printed: Buffer): void {
  const end = printed.indexOf('\r\n\r\n')
  const headers = printed
    .toString('latin1', 0, end)
    .split('\r\n')
    .map((line) => line.split(': ', 2))
  for (const [name = '', value = ''] of headers) {
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10)
    else response.setHeader(name, value)
  }
  response.end(printed.subarray(end + 4))
}
