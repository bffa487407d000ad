import { createHash } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import { S3_KEYS, S3_REGION } from './s3-signature.ts'

/** Asks a store on loopback for what a ledger never does, such as making a bucket. Throws where it refuses. */
export async function signedRequest(
  server: string,
  method: string,
  path: string,
  body = '',
): Promise<void> {
  const { url, headers } = await new AwsV4Signer({
    method,
    url: `${server}/${path}`,
    headers: { 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
    ...S3_KEYS,
    service: 's3',
    region: S3_REGION,
  }).sign()
  const answer = await fetch(url, { method, headers, body })
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`)
}
