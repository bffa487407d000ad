import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { position, type Store } from '../src/ledger/store.ts'
import { hasRadosgw, type Radosgw, radosgw } from './support/radosgw.ts'
import { openS3 } from './support/s3-opened.ts'
import { BUCKET } from './support/s3-server.ts'
import { S3_KEYS } from './support/s3-signature.ts'
import { signedRequest } from './support/signed-request.ts'
import { STORE_CHECKS } from './support/store-conformance.ts'

const line = (text: string): Uint8Array => Buffer.from(text)

describe.skipIf(!hasRadosgw())('Ceph radosgw', () => {
  let server: Radosgw
  beforeAll(async () => {
    server = await radosgw(S3_KEYS)
    await signedRequest(server.url, 'PUT', BUCKET)
  }, 180_000)
  afterAll(() => server[Symbol.asyncDispose]())

  const open = (prefix: string): Promise<Store> => openS3(server, {}, prefix)

  let ledgers = 0
  test.each(STORE_CHECKS)('$name', ({ check }) =>
    check(async () => {
      ledgers += 1
      const prefix = `ledger-${ledgers}`
      return () => open(prefix)
    }),
  )

  test('has one winner of each of 200 races', async () => {
    const stores = await Promise.all(Array.from({ length: 5 }, () => open('races')))
    for (let at = 1; at <= 200; at += 1) {
      const puts = stores.map((store, by) => store.put(position(at), line(`${by}`), 'before-call'))
      expect((await Promise.all(puts)).filter((result) => result === 'put')).toHaveLength(1)
    }
    for (const store of stores) await store.close()
  })

  test('keeps 1,100 lines, with pages and a copy', async () => {
    const store = await open('long')
    await store.read(position(0))
    for (let at = 1; at <= 1_100; at += 1) {
      expect(await store.put(position(at), line(`{"n":${at}}`), 'after-call')).toBe('put')
    }
    await store.close()
    const other = await open('long')
    expect(await other.read(position(0))).toHaveLength(1_100)
    await other.close()
  })

  test('is refused with a bucket that has versions', async () => {
    const store = await open('versions')
    await store.put(position(1), line('{}'), 'before-call')
    expect(await store.prove()).toEqual({ fit: true })
    await signedRequest(
      server.url,
      'PUT',
      `${BUCKET}?versioning=`,
      '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status></VersioningConfiguration>',
    )
    expect(await store.prove()).toMatchObject({ fit: false })
    await store.close()
  })
})
