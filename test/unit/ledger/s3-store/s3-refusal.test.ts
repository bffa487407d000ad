import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { UserError } from '../../../../src/model/user-error.ts'
import { TEST_CERTIFICATE } from '../../../support/certificate.ts'
import { closedPort } from '../../../support/loopback.ts'
import { tlsLoopback } from '../../../support/post-exchange.ts'
import { lineTexts, openS3, putLine, putLines, textsIn } from '../../../support/s3-opened.ts'
import { type S3Fault, s3Environment, s3Server } from '../../../support/s3-server.ts'
import { S3_KEYS } from '../../../support/s3-signature.ts'

const TOKEN = 'FwoGZXIvYXdzEBYaDEXAMPLETOKEN'

/** What a person reads of a failure, which has to be one that is explained. */
async function wordsOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof UserError)) throw new Error(`not explained: ${String(error)}`)
  expect(error.ending).toBe('ledger')
  const text = `${error.message} ${error.hint ?? ''}`
  for (const secret of [S3_KEYS.secretAccessKey, TOKEN]) expect(text).not.toContain(secret)
  expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  return text
}

const refuse = (status: number, code: string, more = ''): S3Fault => ({
  kind: 'refuse',
  status,
  code,
  more,
})

describe('a refusal of the store', () => {
  test.each<[S3Fault, ...(readonly string[])]>([
    [refuse(404, 'NoSuchBucket'), 'the bucket ledgers does not exist at 127.0.0.1', 'or create it'],
    [
      refuse(403, 'AccessDenied'),
      'does not allow it to the credentials of AWS_ACCESS_KEY_ID',
      's3:PutObject for ledgers/fleet/*',
    ],
    [refuse(403, 'InvalidAccessKeyId'), 'does not accept the credentials', 'not revoked'],
    [refuse(403, 'SignatureDoesNotMatch'), 'does not accept the credentials', 'complete'],
    [
      refuse(400, 'ExpiredToken'),
      'the credentials of AWS_ACCESS_KEY_ID have expired',
      'Get new ones',
    ],
    [refuse(501, 'NotImplemented'), 'If-None-Match', 'Use another store'],
    [refuse(301, 'PermanentRedirect'), 'is in another region than eu-test-1', 'region=…'],
    [
      refuse(400, 'AuthorizationHeaderMalformed', '<Region>ap-east-1</Region>'),
      'is in the region ap-east-1, and was asked for in eu-test-1',
      'region=ap-east-1',
    ],
    [
      { kind: 'answer', status: 301, body: '', headers: { 'x-amz-bucket-region': 'us-west-2' } },
      'is in the region us-west-2',
      'never followed',
    ],
    [
      refuse(400, 'AuthorizationHeaderMalformed', '<Region>a\u202e&#27;[31m</Region>'),
      'is in another region than eu-test-1',
    ],
    [refuse(503, 'SlowDown'), 'overloaded or out of order', 'in some minutes'],
    [{ kind: 'answer', status: 503, body: '<html>' }, 'overloaded or out of order'],
    [refuse(507, 'XMinioStorageFull'), 'is full', 'Make room'],
    [
      refuse(400, 'InvalidRequest'),
      'the store refuses it with HTTP 400 InvalidRequest: The InvalidRequest of a test',
    ],
    [
      { kind: 'answer', status: 403, body: '<html>Blocked by the firewall</html>' },
      'answers with a web page (HTTP 403)',
      'no proxy answers in its place',
    ],
    [{ kind: 'answer', status: 200, body: 'hello' }, 'something that S3 does not say (HTTP 200)'],
    [
      { kind: 'answer', status: 302, body: '', headers: { location: 'https://evil.example' } },
      'something that S3 does not say (HTTP 302)',
    ],
    [{ kind: 'answer', status: 404, body: '' }, 'something that S3 does not say (HTTP 404)'],
  ])('%j is told in words', async (fault, ...words) => {
    await using server = await s3Server()
    server.fault = () => fault
    const store = await openS3(server)
    for (const work of [() => putLine(store, 1), () => textsIn(store)]) {
      const text = await wordsOf(work())
      expect(text).toMatch(/^cannot (read|write) the ledger s3:\/\/ledgers\/fleet: /)
      for (const part of words) expect(text).toContain(part)
    }
    await store.close()
  })

  test('shows what the store says cleaned, cut, and without what is secret', async () => {
    await using server = await s3Server()
    const keys = { ...S3_KEYS, sessionToken: TOKEN }
    server.keys = keys
    const said = `\u001b[31m::error::${S3_KEYS.secretAccessKey} ${TOKEN} &#27;[0m ${'long '.repeat(200)}`
    server.fault = () => ({
      kind: 'answer',
      status: 400,
      body: `<Error><Code>Odd</Code><Message>${said}</Message></Error>`,
    })
    const store = await openS3(server, { environment: s3Environment(keys) })
    const text = await wordsOf(putLine(store, 1))
    expect(text).toContain('(secret)')
    expect(text.length).toBeLessThan(600)
    await store.close()
  })

  test.each([
    [20, '20 min behind that of the store'],
    [-20, '20 min ahead of that of the store'],
  ])('a clock that is %i min off is named', async (minutes, words) => {
    await using server = await s3Server()
    server.ahead = minutes * 60_000
    const store = await openS3(server)
    expect(await wordsOf(putLine(store, 1))).toContain(words)
    await store.close()
  })

  test('a wrong region, key and id are those of the real check of the signature', async () => {
    await using server = await s3Server()
    const wrong = [
      [{ ...S3_KEYS, secretAccessKey: 'another' }, 'SignatureDoesNotMatch'],
      [{ ...S3_KEYS, accessKeyId: 'AKIAOTHER' }, 'InvalidAccessKeyId'],
      [{ ...S3_KEYS, sessionToken: 'old' }, 'ExpiredToken'],
    ] as const
    for (const [keys, code] of wrong) {
      const store = await openS3(server, { environment: s3Environment(keys) })
      expect(await wordsOf(textsIn(store))).toContain(code)
      await store.close()
    }
  })
})

describe('no connection', () => {
  test('where nothing listens', async () => {
    const store = await openS3({ url: `http://127.0.0.1:${await closedPort()}` })
    const text = await wordsOf(putLine(store, 1))
    expect(text).toContain('nothing listens at that address')
    expect(text).toContain('the endpoint and the region')
    await store.close()
  })

  test('where the certificate is not trusted, and one where it is', async () => {
    await using server = await tlsLoopback((socket) =>
      socket.end('HTTP/1.1 500 Odd\r\nContent-Length: 0\r\n\r\n'),
    )
    const url = `https://localhost:${server.port}`
    const stranger = await openS3({ url })
    const text = await wordsOf(putLine(stranger, 1))
    expect(text).toContain('no trusted TLS session')
    expect(text).toContain('nothing was told to localhost')
    expect(server.received().join('')).toBe('')
    await stranger.close()
    const known = await openS3({ url }, { ca: TEST_CERTIFICATE })
    expect(await wordsOf(putLine(known, 1))).toContain('HTTP 500')
    await known.close()
  })
})

describe('credentials that expire in the middle', () => {
  test('are replaced where the container has others', async () => {
    await using server = await s3Server()
    let round = 0
    const container: Server = createServer((_, response) => {
      round += 1
      response.end(
        JSON.stringify({
          AccessKeyId: S3_KEYS.accessKeyId,
          SecretAccessKey: S3_KEYS.secretAccessKey,
          Token: `token-${round}`,
          Expiration: new Date(Date.now() + 3_600_000).toISOString(),
        }),
      )
    }).listen(0, '127.0.0.1')
    await once(container, 'listening')
    onTestFinished(() => {
      container.closeAllConnections()
      container.close()
    })
    const { port } = container.address() as AddressInfo
    const environment = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/` }
    server.keys = { ...S3_KEYS, sessionToken: 'token-1' }
    putLines(server, 1, 50)
    const store = await openS3(server, { environment })
    expect(await textsIn(store)).toEqual(lineTexts(1, 50))
    server.keys = { ...S3_KEYS, sessionToken: 'token-2' }
    expect(await putLine(store, 51)).toBe('put')
    server.keys = { ...S3_KEYS, sessionToken: 'token-3' }
    expect(await textsIn(store)).toEqual(lineTexts(1, 51))
    server.keys = { ...S3_KEYS, sessionToken: 'never' }
    expect(await wordsOf(putLine(store, 52))).toContain(
      'AWS_CONTAINER_CREDENTIALS_FULL_URI have expired',
    )
    await store.close()
  })
})
