import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Outgoing } from '../faults/apply-to-response.ts'
import type { CutFault } from '../faults/faults.ts'

/** One request and the way back to its client. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * Sends an answer in whole. With `between` it stops after the first bytes until that is done. Returns when the
 * system took the last byte, or when the client has gone.
 */
export async function sendWhole(
  { response }: Exchange,
  outgoing: Outgoing,
  between: (() => Promise<void>) | undefined,
): Promise<void> {
  const { status, headers, body, raw } = outgoing
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  if (response.socket === null || response.destroyed) return
  if (raw !== undefined) {
    response.socket.end(raw)
    return
  }
  const length = status === 204 || status === 304 ? {} : { 'content-length': body.length }
  response.writeHead(status, { ...headers, ...length })
  if (between !== undefined) {
    const first = body.subarray(0, Math.ceil(body.length / 2))
    if (first.length > 0) response.write(first)
    else response.flushHeaders()
    await between()
    response.end(body.subarray(first.length))
  } else {
    response.end(body)
  }
  if (response.writableFinished) return
  await once(response, 'finish', { signal: gone.signal }).catch(() => undefined)
}

/** Sends the first part of an answer and ends the connection. */
export async function sendCut(
  { response }: Exchange,
  outgoing: Outgoing,
  { in: where, length = 'given', ending = 'close' }: CutFault,
): Promise<void> {
  const { socket } = response
  if (socket === null || socket.destroyed) return
  const line = `HTTP/1.1 ${outgoing.status} ${STATUS_CODES[outgoing.status] ?? ''}\r\n`
  const framing = {
    given: `Content-Length: ${Math.max(2, outgoing.body.length)}\r\n`,
    none: 'Connection: close\r\n',
    chunked: 'Transfer-Encoding: chunked\r\n',
  }[length]
  const headers = Object.entries(outgoing.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = line + headers.join('') + framing
  const half = outgoing.body.toString('utf8', 0, Math.floor(outgoing.body.length / 2))
  // An empty chunk would be the last one: the body would be whole.
  const isChunk = length === 'chunked' && half !== ''
  const part = isChunk ? `${half.length.toString(16)}\r\n${half}\r\n` : half
  const sent = {
    'status-line': line.slice(0, 11),
    headers: head.slice(0, -4),
    body: `${head}\r\n${part}`,
  }[where]
  if (ending === 'close') {
    socket.end(sent)
    return
  }
  socket.write(sent)
  // A reset overtakes what the client has not read yet, so it gets a moment to read.
  await wait(20)
  socket.resetAndDestroy()
}

/** Ends a connection without an answer: a reset, or a close in good form. */
export function dropSocket(socket: Socket, how: 'reset' | 'close'): void {
  if (how === 'reset') {
    socket.resetAndDestroy()
    return
  }
  socket.end()
  // Without reading on, the client's own end would never be noticed.
  socket.resume()
}
