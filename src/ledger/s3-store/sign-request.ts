import { createHash } from 'node:crypto'
import type { AwsV4Signer } from 'aws4fetch'
import type { Credentials } from './credentials.ts'
import type { S3Address } from './s3-address.ts'

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT'
  /** The name of an object; the bucket itself without one. */
  readonly key?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Refuse to put where there is an object. */
  readonly ifAbsent?: boolean
  readonly signal?: AbortSignal | undefined
}

/** A bucket that keeps its objects for some time takes none without their MD5, and any store notices with it what was garbled. */
export const contentHeaders = (body: Uint8Array): Readonly<Record<string, string>> => ({
  'Content-Length': String(body.length),
  'Content-MD5': createHash('md5').update(body).digest('base64'),
})

/** Where a request goes. */
export function urlOf(
  { endpoint, bucket, addressing }: S3Address,
  { key = '', query }: Pick<S3Request, 'key' | 'query'>,
): URL {
  const url = new URL(endpoint)
  if (addressing === 'virtual') url.hostname = `${bucket}.${url.hostname}`
  url.pathname = addressing === 'virtual' ? `/${key}` : `/${bucket}/${key}`
  // Spaces as %20: signers and servers differ about the plus sign.
  url.search = Object.entries(query ?? {})
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&')
  return url
}

/** Makes what signs the requests to a store: it gives their headers. The package is loaded by who calls it. */
export function signerOf(Signer: typeof AwsV4Signer, { region }: S3Address) {
  const cache = new Map<string, ArrayBuffer>()
  return async (
    { method, body = new Uint8Array(), ifAbsent }: S3Request,
    url: URL,
    { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  ): Promise<Readonly<Record<string, string>>> => {
    const signed = await new Signer({
      method,
      url: url.href,
      headers: {
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
        ...(ifAbsent === true ? { 'if-none-match': '*' } : {}),
      },
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }),
      service: 's3',
      region,
      cache,
    }).sign()
    return Object.fromEntries(signed.headers)
  }
}
