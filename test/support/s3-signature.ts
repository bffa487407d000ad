import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface S3Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export const S3_KEYS: S3Keys = {
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}

export const S3_REGION = 'eu-test-1'

interface Verifier {
  /** Who may sign. */
  readonly keys: S3Keys
  /** By how much its clock is ahead of this machine's, in milliseconds. */
  readonly ahead: number
}

interface SignatureRefusal {
  readonly status: number
  readonly code: string
  readonly more?: string
}

/** Checks a signature as the documentation of AWS says, with none of the program's code. */
export function signatureRefusal(
  { keys, ahead }: Verifier,
  { method = '', headers, url = '' }: IncomingMessage,
  body: Buffer,
): SignatureRefusal | undefined {
  const [, id, scope = '', names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? []
  if (id === undefined) return { status: 403, code: 'AccessDenied' }
  if (id !== keys.accessKeyId) return { status: 403, code: 'InvalidAccessKeyId' }
  if (headers['x-amz-security-token'] !== keys.sessionToken)
    return { status: 400, code: 'ExpiredToken' }
  const [day = '', region = ''] = scope.split('/')
  if (region !== S3_REGION)
    return {
      status: 400,
      code: 'AuthorizationHeaderMalformed',
      more: `<Region>${S3_REGION}</Region>`,
    }
  const time = String(headers['x-amz-date'])
  const signedAt = Date.parse(
    time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (!(Math.abs(Date.now() + ahead - signedAt) < 15 * 60_000)) {
    return { status: 403, code: 'RequestTimeTooSkewed' }
  }
  const hash = sha256(body)
  if (headers['x-amz-content-sha256'] !== hash)
    return { status: 400, code: 'XAmzContentSHA256Mismatch' }
  const signed = names.split(';')
  const needed = ['host', ...Object.keys(headers).filter((name) => /^(x-amz-|if-)/.test(name))]
  if (!needed.every((name) => signed.includes(name))) return { status: 403, code: 'AccessDenied' }
  const [path = '', search = ''] = url.split('?')
  const canonical = [
    method,
    path,
    search.split('&').filter(Boolean).toSorted().join('&'),
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    hash,
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (before, part) => hmac(before, part),
    `AWS4${keys.secretAccessKey}`,
  )
  const isRight = hmac(key, toSign).toString('hex') === signature
  return isRight ? undefined : { status: 403, code: 'SignatureDoesNotMatch' }
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')

const hmac = (key: Buffer | string, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest()
