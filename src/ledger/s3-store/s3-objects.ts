import { setTimeout as sleep } from 'node:timers/promises'
import type { Answered } from '../../http/exchange.ts'
import { backoff, httpDate } from '../../http/retry.ts'
import type { S3Client } from './s3-client.ts'
import { type Doing, readRefusal } from './s3-refusal.ts'
import { parseXml, textIn } from './strict-xml.ts'

/** What a ledger does with the objects of a bucket. Each throws a `UserError` where the store does something else. */
export interface S3Objects {
  /** All bytes of an object; `undefined` where the store says that there never was one. */
  get(key: string): Promise<Buffer | undefined>
  /** The names that begin with `before` and come after `after`. The newest may be left out. */
  list(before: string, after?: string): Promise<readonly string[]>
  /** `put` and `taken` are sure; when it throws, nobody knows whether the object is there. */
  putIfAbsent(key: string, body: Uint8Array, how?: PutOptions): Promise<'put' | 'taken'>
  /** Puts an empty object, over what is there. */
  touch(key: string): Promise<void>
  /** How long ago an object was put, by the clock of the store, in milliseconds; `undefined` without one. */
  ageMs(key: string): Promise<number | undefined>
}

export interface PutOptions {
  /** What it is for; `write` by default. */
  readonly doing?: Doing
  readonly signal?: AbortSignal
}

export function s3Objects(client: S3Client, random: () => number): S3Objects {
  return {
    async get(key) {
      const answer = await client.read({ method: 'GET', key })
      if (isAbsent(answer)) return undefined
      if (answer.status !== 200 || !isWhole(answer)) throw client.unexpected('read', answer)
      return answer.body
    },

    async list(before, after) {
      const names: string[] = []
      let token: string | undefined
      do {
        const answer = await client.read({
          method: 'GET',
          query: {
            'list-type': '2',
            prefix: before,
            ...(after === undefined ? {} : { 'start-after': after }),
            ...(token === undefined ? {} : { 'continuation-token': token }),
          },
        })
        const page = answer.status === 200 && isWhole(answer) ? toPage(answer) : undefined
        if (page === undefined || (page.next !== undefined && page.next === token)) {
          throw client.unexpected('read', answer)
        }
        names.push(...page.keys)
        token = page.next
      } while (token !== undefined)
      return names.filter(
        (name) => name.startsWith(before) && (after === undefined || name > after),
      )
    },

    async putIfAbsent(key, body, { doing = 'write', signal } = {}) {
      const request = { method: 'PUT', key, body, ifAbsent: true, signal } as const
      for (let attempt = 1; ; attempt += 1) {
        const answer = await client.write(request, doing)
        if (isPut(answer)) return 'put'
        const { code } = readRefusal(answer)
        if (answer.status === 412 && code === 'PreconditionFailed') return 'taken'
        if (answer.status === 409 && code === 'FileAlreadyExists') return 'taken'
        if (answer.status !== 409 || attempt === CONFLICTS) throw client.unexpected(doing, answer)
        // Others were writing at this moment, and it was not done.
        await sleep(backoff(attempt, random))
      }
    },

    async touch(key) {
      const answer = await client.write({ method: 'PUT', key, body: new Uint8Array() })
      if (!isPut(answer)) throw client.unexpected('write', answer)
    },

    async ageMs(key) {
      const answer = await client.read({ method: 'HEAD', key })
      if (answer.status === 404) return undefined
      const [now, put] = [httpDate(answer.headers.date), httpDate(answer.headers['last-modified'])]
      if (answer.status !== 200 || now === undefined || put === undefined) {
        throw client.unexpected('read', answer)
      }
      return Math.max(0, now - put)
    },
  }
}

/** How often a put is tried while others write to the same place. */
const CONFLICTS = 6

/** Only the store can say so: a proxy's 404, a bucket that is not there and a deleted object do not end a ledger. */
const isAbsent = (answer: Answered): boolean =>
  answer.status === 404 &&
  answer.complete &&
  readRefusal(answer).code === 'NoSuchKey' &&
  answer.headers['x-amz-delete-marker'] !== 'true'

/** A body without an announced end may have been cut. */
function isWhole({ complete, headers, body }: Answered): boolean {
  if (!complete || headers['content-encoding'] !== undefined) return false
  if (headers['transfer-encoding'] !== undefined) return true
  return headers['content-length'] === String(body.length)
}

/** A store tells what it took; another server that answers 200 does not. */
const isPut = ({ status, headers }: Answered): boolean =>
  status === 200 && headers.etag !== undefined

interface Page {
  readonly keys: readonly string[]
  readonly next: string | undefined
}

function toPage({ body }: Answered): Page | undefined {
  const xml = parseXml(body.toString('utf8'))
  if (xml?.name !== 'ListBucketResult') return undefined
  const keys = xml.children.flatMap((each) =>
    each.name === 'Contents' ? [textIn(each, 'Key') ?? ''] : [],
  )
  const truncated = textIn(xml, 'IsTruncated')
  if (keys.includes('') || (truncated !== 'true' && truncated !== 'false')) return undefined
  const next = textIn(xml, 'NextContinuationToken')
  if (truncated === 'false') return { keys, next: undefined }
  return next === undefined || next === '' ? undefined : { keys, next }
}
