import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { S3_KEYS, S3_REGION, type S3Keys, signatureRefusal } from './s3-signature.ts'

export interface S3Call {
  readonly method: string
  /** The object that it is about; empty for the bucket itself. */
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
}

/** What goes wrong with one request. */
export type S3Fault =
  /** It is refused in the words of S3; nothing is done. */
  | {
      readonly kind: 'refuse'
      readonly status: number
      readonly code: string
      readonly more?: string
    }
  /** The connection ends before it is done, or once it is. */
  | { readonly kind: 'lost'; readonly when: 'before' | 'after' }
  /** The connection ends, and it is done when `deliver` is called. */
  | { readonly kind: 'late' }
  | { readonly kind: 'silent' }
  /** The answer says how long its body is, and ends before that. */
  | { readonly kind: 'cut' }
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body: string
      readonly headers?: Readonly<Record<string, string>>
    }

/** An S3 store on loopback, with a true put-if-absent and the ways in which others fall short of it. */
export interface S3Server extends AsyncDisposable {
  readonly url: string
  readonly objects: Map<string, StoredObject>
  /** Every request whose signature was right, in order. */
  readonly calls: S3Call[]
  /** `strict` refuses a second write, `versioned` takes it, `oss` refuses in the words of OSS. */
  secondWrite: 'strict' | 'versioned' | 'oss'
  /** How many of the newest names the list leaves out. */
  listLag: number
  pageSize: number
  /** By how much its clock is ahead of this machine's, in milliseconds. */
  ahead: number
  /** Who may sign. */
  keys: S3Keys
  /** Asked about each request. */
  fault: (call: S3Call) => S3Fault | undefined
  /** Does what came late; says how many. */
  deliver(): number
  /** Ends every connection and takes no other, until `start`; what it has, it keeps. */
  stop(): Promise<void>
  start(): Promise<void>
}

export interface StoredObject {
  readonly body: Buffer
  readonly at: number
}

export const BUCKET = 'ledgers'

/** The variables that an environment has for a store. */
export const s3Environment = (keys: S3Keys = S3_KEYS): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  ...(keys.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: keys.sessionToken }),
})

export const s3AddressText = ({ url }: Pick<S3Server, 'url'>, prefix = 'fleet'): string =>
  `s3://${BUCKET}/${prefix}?region=${S3_REGION}&endpoint=${encodeURIComponent(url)}`

export async function s3Server(): Promise<S3Server> {
  const late: (() => void)[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => take(self, late, request, response, Buffer.concat(chunks)))
  })
  const listen = async (at: number): Promise<number> => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  const port = await listen(0)
  const self: S3Server = {
    url: `http://127.0.0.1:${port}`,
    objects: new Map(),
    calls: [],
    secondWrite: 'strict',
    listLag: 0,
    pageSize: 1_000,
    ahead: 0,
    keys: S3_KEYS,
    fault: () => undefined,
    deliver() {
      const due = late.splice(0)
      for (const each of due) each()
      return due.length
    },
    stop,
    async start() {
      await listen(port)
    },
    [Symbol.asyncDispose]: stop,
  }
  return self
}

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

function take(
  self: S3Server,
  late: (() => void)[],
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  const { method = '', headers } = request
  const url = new URL(request.url ?? '', self.url)
  const [, bucket = '', ...rest] = url.pathname.split('/')
  const key = rest.map(decodeURIComponent).join('/')
  const call = { method, key, query: url.searchParams, headers }
  const refused = signatureRefusal(self, request, body)
  const reply =
    refused === undefined ? undefined : error(refused.status, refused.code, refused.more)
  if (reply === undefined) self.calls.push(call)
  const fault = reply === undefined ? self.fault(call) : undefined
  const done = (): Reply =>
    reply ?? (bucket === BUCKET ? act(self, call, body) : error(404, 'NoSuchBucket'))
  let sent: Reply
  switch (fault?.kind) {
    case 'silent':
      return
    case 'late':
      late.push(done)
      request.socket.destroy()
      return
    case 'lost':
      if (fault.when === 'after') done()
      request.socket.destroy()
      return
    case 'refuse':
      sent = error(fault.status, fault.code, fault.more)
      break
    case 'answer':
      sent = fault
      break
    case 'cut':
    case undefined:
      sent = done()
  }
  response.writeHead(sent.status, {
    Date: new Date(Date.now() + self.ahead).toUTCString(),
    'Content-Length': Buffer.byteLength(sent.body ?? ''),
    ...sent.headers,
  })
  if (fault?.kind !== 'cut') response.end(method === 'HEAD' ? '' : sent.body)
  else response.write(Buffer.from(sent.body ?? '').subarray(0, 5), () => request.socket.destroy())
}

function act(self: S3Server, { method, key, query, headers }: S3Call, body: Buffer): Reply {
  const { objects } = self
  const found = objects.get(key)
  if (method === 'GET' && key === '') return list(self, query)
  if (method === 'GET' || method === 'HEAD') {
    if (found === undefined) return error(404, 'NoSuchKey')
    const about = { ETag: etag(found.body), 'Last-Modified': new Date(found.at).toUTCString() }
    return { status: 200, headers: about, body: found.body }
  }
  if (method !== 'PUT') return error(405, 'MethodNotAllowed')
  if (headers['content-md5'] !== md5(body).toString('base64')) return error(400, 'BadDigest')
  if (headers['if-none-match'] === '*' && found !== undefined) {
    if (self.secondWrite === 'strict') return error(412, 'PreconditionFailed')
    if (self.secondWrite === 'oss') return error(409, 'FileAlreadyExists')
  }
  objects.set(key, { body, at: Date.now() + self.ahead })
  return { status: 200, headers: { ETag: etag(body) } }
}

function list({ objects, listLag, pageSize }: S3Server, query: URLSearchParams): Reply {
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? query.get('start-after') ?? ''
  const all = [...objects.keys()].filter((key) => key.startsWith(prefix)).toSorted()
  const seen = all.slice(0, all.length - listLag).filter((key) => key > after)
  const page = seen.slice(0, pageSize)
  const isCut = page.length < seen.length
  const contents = page.map(
    (key) => `<Contents><Key>${escaped(key)}</Key><Size>1</Size></Contents>`,
  )
  const next = isCut
    ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>`
    : ''
  return {
    status: 200,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${BUCKET}</Name><IsTruncated>${isCut}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
  }
}

const error = (status: number, code: string, more = ''): Reply => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>The ${code} of a test</Message>${more}<RequestId>1</RequestId></Error>`,
})

const etag = (body: Buffer): string => `"${md5(body).toString('hex')}"`

const md5 = (body: Buffer): Buffer => createHash('md5').update(body).digest()

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
