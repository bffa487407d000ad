import type { IncomingMessage } from 'node:http'
import type { Operation } from './api-operation.ts'
import { isRecord } from './reply.ts'

/** The body of a request; `undefined` when it is too large. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= LARGEST_BODY) chunks.push(chunk)
  }
  return size > LARGEST_BODY ? undefined : Buffer.concat(chunks).toString('utf8')
}

/** A body as JSON; `unreadable` when it is not JSON, and nothing for none. */
export function parseBody(text: string): { readonly body: unknown; readonly unreadable: boolean } {
  if (text === '') return { body: undefined, unreadable: false }
  try {
    return { body: JSON.parse(text), unreadable: false }
  } catch {
    return { body: undefined, unreadable: true }
  }
}

/** The name that a call gives: of the instance that it makes, or of the filter of a list. */
export function nameIn(operation: Operation, body: unknown, url: URL): string | undefined {
  if (operation === 'list') return url.searchParams.get('name') ?? undefined
  if (operation !== 'create' || !isRecord(body)) return undefined
  return typeof body.name === 'string' ? body.name : undefined
}

/** Larger than any create body that keeps the documented limits. */
const LARGEST_BODY = 4 * 1024 * 1024
