import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** One request as the server read it. */
export interface Call {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
  /** How many calls were being answered when this one came in. */
  readonly overlapping: number
}

export interface CreateServer {
  readonly url: string
  readonly calls: Call[]
}

type Answer = (call: Call, response: ServerResponse, nth: number) => void

const CREATE = '/gpu-instance/openapi/v1/gpu/instance/create'

/** A bare HTTP server that knows only the create call, and answers 404 to all else. */
export async function createServerWith(answer: Answer = answerId): Promise<CreateServer> {
  const calls: Call[] = []
  let open = 0
  let creates = 0
  const server = createServer(async (request, response) => {
    const overlapping = open
    open += 1
    response.on('close', () => {
      open -= 1
    })
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const { method = '', url = '', headers } = request
    if (method !== 'POST' || url !== CREATE) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not here')
      return
    }
    const call = {
      method,
      url,
      headers,
      body: text === '' ? undefined : JSON.parse(text),
      overlapping,
    }
    calls.push(call)
    creates += 1
    answer(call, response, creates)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls }
}

export function answerId(_call: Call, response: ServerResponse, nth: number): void {
  answerJson(response, 200, { id: `id-${nth}` })
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
