import { BASE_PATH, OPERATIONS } from '../routes/api-operation.ts'
import { type Reply, refusal } from '../routes/reply.ts'
import type { AnswerFault, Garble } from './faults.ts'

/** An answer as it goes over the wire. */
export interface Outgoing {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Sent instead of everything else, byte for byte. */
  readonly raw?: Buffer
}

/** The true answer of an operation. */
export function toOutgoing({ status, body, headers }: Reply): Outgoing {
  if (body === undefined) return { status, headers: { ...headers }, body: Buffer.alloc(0) }
  const type = { 'content-type': 'application/json' }
  return { status, headers: { ...type, ...headers }, body: Buffer.from(JSON.stringify(body)) }
}

/** The answer that an `answer` fault gives instead. `now` is unix milliseconds. */
export function scripted(
  fault: AnswerFault,
  request: { readonly path: string; readonly body: string; readonly now: number },
): Outgoing {
  const { status } = fault
  const headers: Record<string, string> = {}
  if (fault.retryAfter !== undefined) {
    headers['retry-after'] =
      fault.retryAfterAs === 'date'
        ? new Date(request.now + fault.retryAfter * 1000).toUTCString()
        : String(fault.retryAfter)
  }
  if (fault.location !== undefined || (status >= 300 && status < 400)) {
    const keepsMethod = status === 307 || status === 308
    headers.location =
      fault.location ?? (keepsMethod ? request.path : BASE_PATH + OPERATIONS.list.path)
  }
  const { type, text } = scriptedBody(fault, request.body)
  const isBare = status === 204 || status === 304
  return {
    status,
    headers: { ...(isBare ? {} : { 'content-type': type }), ...headers, ...fault.headers },
    body: Buffer.from(isBare ? '' : text),
  }
}

function scriptedBody(fault: AnswerFault, requestBody: string) {
  if (fault.body !== undefined) return { type: 'application/json', text: fault.body }
  const { status } = fault
  if (fault.html) return { type: 'text/html; charset=utf-8', text: page(status) }
  const reason = fault.reason ?? KNOWN_REASONS[status] ?? 'UNKNOWN'
  const message = `${fault.message ?? reason.toLowerCase().replaceAll('_', ' ')}${fault.echo ? `: ${requestBody}` : ''}`
  return { type: 'application/json', text: JSON.stringify(refusal(status, reason, message).body) }
}

/** What a status means when a script gives it no reason. Facts §6. */
const KNOWN_REASONS: Readonly<Record<number, string>> = {
  400: 'VALIDATOR_PARAM',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  429: 'RATE_LIMIT_EXCEEDED',
}

const page = (status: number) =>
  `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`

/** A create's true answer made useless. `knownId` is the id of an instance made before. */
export function garbled(outgoing: Outgoing, how: Garble, knownId: string | undefined): Outgoing {
  const json = (text: string): Outgoing => ({ ...outgoing, body: Buffer.from(text) })
  const html = { ...outgoing.headers, 'content-type': 'text/html' }
  const garbles: Record<Garble, () => Outgoing> = {
    'no-id': () => json('{}'),
    'empty-id': () => json('{"id":""}'),
    'null-id': () => json('{"id":null}'),
    'numeric-id': () => json('{"id":1234567890123456}'),
    'blank-id': () => json('{"id":" \\n"}'),
    'known-id': () => json(JSON.stringify({ id: knownId ?? '' })),
    'broken-json': () => json(outgoing.body.toString().slice(0, -1)),
    'json-array': () => json(`[${outgoing.body.toString()}]`),
    html: () => ({ ...outgoing, headers: html, body: Buffer.from(page(outgoing.status)) }),
    'content-type': () => ({ ...outgoing, headers: html }),
    huge: () => json(`{"padding":"${'x'.repeat(HUGE)}",${outgoing.body.toString().slice(1)}`),
    empty: () => json(''),
    'no-content': () => ({ status: 204, headers: {}, body: Buffer.alloc(0) }),
    'business-error': () =>
      json('{"code":500,"reason":"UNKNOWN","message":"internal error","metadata":{}}'),
    'bad-gzip': () => ({
      ...json('\x1f\x8b no gzip at all'),
      headers: { ...outgoing.headers, 'content-encoding': 'gzip' },
    }),
    'bad-http': () => ({ ...outgoing, raw: Buffer.from('HTTP/1.1 abc\r\n\x00\r\n\r\n') }),
    'huge-headers': () => ({
      ...outgoing,
      headers: { ...outgoing.headers, 'x-padding': 'x'.repeat(HUGE_HEADER) },
    }),
  }
  return garbles[how]()
}

/** Beyond what any client should read for an answer of forty bytes. */
const HUGE = 8 * 1024 * 1024

/** Beyond Node's limit of 16 KiB for all headers. */
const HUGE_HEADER = 64 * 1024
