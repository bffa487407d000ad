import { afterAll, describe, expect, test } from 'vitest'
import type { LockId } from '../../../../src/ledger/store.ts'
import {
  copyKey,
  lineKey,
  lineText,
  lineTexts,
  openS3,
  putLine,
  putLines,
  textsIn,
} from '../../../support/s3-opened.ts'
import { s3Server } from '../../../support/s3-server.ts'
import { STORE_CHECKS } from '../../../support/store-conformance.ts'

const LOCK = '0123456789ab' as LockId

describe('an S3 store', async () => {
  const server = await s3Server()
  afterAll(() => server[Symbol.asyncDispose]())
  let ledgers = 0
  test.each(STORE_CHECKS)('$name', ({ check }) =>
    check(async () => {
      ledgers += 1
      const prefix = `ledger-${ledgers}`
      return () => openS3(server, {}, prefix)
    }),
  )
})

describe('a put', () => {
  test('has one winner of each of 200 races', async () => {
    await using server = await s3Server()
    const stores = await Promise.all(Array.from({ length: 4 }, () => openS3(server)))
    for (let at = 1; at <= 200; at += 1) {
      const results = await Promise.all(
        stores.map((store, by) => putLine(store, at, `${by}-${at}`)),
      )
      expect(results.filter((result) => result === 'put')).toHaveLength(1)
      expect(server.objects.get(lineKey(at))?.body.toString()).toBe(
        `${results.indexOf('put')}-${at}`,
      )
    }
    for (const store of stores) await store.close()
  })

  test('asks nothing about a place that it knows to be taken', async () => {
    await using server = await s3Server()
    putLines(server, 1, 3)
    const store = await openS3(server)
    await textsIn(store)
    const before = server.calls.length
    expect(await putLine(store, 3)).toBe('taken')
    expect(server.calls).toHaveLength(before)
    await store.close()
  })

  test('looks for the line before one that is far behind what it has read', async () => {
    await using server = await s3Server()
    putLines(server, 1, 3)
    const store = await openS3(server)
    await expect(putLine(store, 5)).rejects.toThrow('there is no line 4')
    expect(await putLine(store, 4)).toBe('put')
    await store.close()
  })

  test('is sent again while others write to the same place, a few times', async () => {
    await using server = await s3Server()
    let conflicts = 2
    server.fault = () => {
      conflicts -= 1
      const code = 'ConditionalRequestConflict'
      return conflicts < 0 ? undefined : { kind: 'refuse', status: 409, code }
    }
    const store = await openS3(server)
    expect(await putLine(store, 1)).toBe('put')
    conflicts = 1_000
    await expect(putLine(store, 2)).rejects.toThrow('HTTP 409 ConditionalRequestConflict')
    expect(server.calls.length).toBeLessThan(12)
    await store.close()
  })

  test('is refused in the words of OSS as well', async () => {
    await using server = await s3Server()
    server.secondWrite = 'oss'
    putLines(server, 1, 1)
    const store = await openS3(server)
    expect(await putLine(store, 1)).toBe('taken')
    expect(await store.prove()).toEqual({ fit: true })
    await store.close()
  })

  test('never goes out with a line feed in it', async () => {
    await using server = await s3Server()
    const store = await openS3(server)
    await expect(putLine(store, 1, 'a\nb')).rejects.toThrow('line feed')
    expect(server.calls).toHaveLength(0)
    await store.close()
  })

  test('never takes the 200 of another server for its success', async () => {
    await using server = await s3Server()
    server.fault = () => ({
      kind: 'answer',
      status: 200,
      body: '<html>Welcome to this network</html>',
    })
    const store = await openS3(server)
    await expect(putLine(store, 1)).rejects.toThrow('a web page')
    await store.close()
  })
})

describe('a ledger that is read', () => {
  test('comes in pages, whatever the list leaves out at its end', async () => {
    await using server = await s3Server()
    putLines(server, 1, 250)
    server.pageSize = 100
    for (const lag of [0, 3, 249, 250]) {
      server.listLag = lag
      const store = await openS3(server)
      expect(await textsIn(store)).toEqual(lineTexts(1, 250))
      await store.close()
    }
  })

  test('costs two requests where nothing is new', async () => {
    await using server = await s3Server()
    putLines(server, 1, 20)
    const store = await openS3(server)
    await textsIn(store)
    const before = server.calls.length
    expect(await textsIn(store, 20)).toEqual([])
    expect(server.calls).toHaveLength(before + 2)
    await store.close()
  })

  test('has nothing of what else is in its place', async () => {
    await using server = await s3Server()
    putLines(server, 1, 2)
    for (const key of [
      'fleet/lines/',
      'fleet/lines/a.json',
      'fleet/lines/1.json',
      'fleet2/lines/000000000003.json',
      'fleet/upto/',
      'fleet/upto/000000000007.jsonl',
    ]) {
      server.objects.set(key, { body: Buffer.from('x'), at: 0 })
    }
    const store = await openS3(server)
    expect(await textsIn(store)).toEqual(lineTexts(1, 2))
    await store.close()
  })

  test.each([1, 100, 249])('is refused without line %i', async (missing) => {
    await using server = await s3Server()
    putLines(server, 1, 250)
    server.objects.delete(lineKey(missing))
    const store = await openS3(server)
    await expect(textsIn(store)).rejects.toThrow(
      `line ${missing} is missing, and line 250 is there`,
    )
    await store.close()
  })

  test('is refused once a line is gone or is another, even the last', async () => {
    await using server = await s3Server()
    putLines(server, 1, 5)
    const store = await openS3(server)
    await textsIn(store)
    server.objects.delete(lineKey(5))
    await expect(textsIn(store)).rejects.toThrow('line 5 was there, and is not any more')
    server.objects.set(lineKey(5), { body: Buffer.from('{}'), at: 0 })
    await expect(textsIn(store)).rejects.toThrow('line 5 is not what it was before')
    await store.close()
  })

  test('never ends at an object that was deleted', async () => {
    await using server = await s3Server()
    putLines(server, 1, 5)
    server.listLag = 1
    server.fault = ({ key }) =>
      key === lineKey(5)
        ? {
            kind: 'answer',
            status: 404,
            headers: { 'x-amz-delete-marker': 'true' },
            body: '<Error><Code>NoSuchKey</Code></Error>',
          }
        : undefined
    const store = await openS3(server)
    await expect(textsIn(store)).rejects.toThrow('cannot read the ledger s3://ledgers/fleet')
    await store.close()
  })

  test.each(['line', 'list'])(
    'asks again when a %s was cut, and refuses it at last',
    async (what) => {
      await using server = await s3Server()
      putLines(server, 1, 3)
      let cuts = 1
      server.fault = ({ key }) => {
        if ((key === '') !== (what === 'list')) return undefined
        cuts -= 1
        return cuts < 0 ? undefined : { kind: 'cut' }
      }
      const store = await openS3(server)
      expect(await textsIn(store)).toEqual(lineTexts(1, 3))
      cuts = 1_000
      await expect(textsIn(store)).rejects.toThrow(/the answer broke off|was reset/)
      await store.close()
    },
  )

  test('asks again while the store is overloaded', async () => {
    await using server = await s3Server()
    putLines(server, 1, 40)
    let busy = 25
    server.fault = () => {
      busy -= 1
      return busy % 2 === 1 ? { kind: 'refuse', status: 503, code: 'SlowDown' } : undefined
    }
    const store = await openS3(server)
    expect(await textsIn(store)).toEqual(lineTexts(1, 40))
    await store.close()
  })

  test.each([
    '<ListBucketResult></ListBucketResult>',
    '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
    '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Size>1</Size></Contents></ListBucketResult>',
    '<ListAllMyBucketsResult></ListAllMyBucketsResult>',
    '{}',
    '',
  ])('is refused where the list is %j', async (body) => {
    await using server = await s3Server()
    server.fault = ({ key }) => (key === '' ? { kind: 'answer', status: 200, body } : undefined)
    const store = await openS3(server)
    await expect(textsIn(store)).rejects.toThrow('cannot read the ledger')
    await store.close()
  })

  test('is refused where the list never ends', async () => {
    await using server = await s3Server()
    const body =
      '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken></ListBucketResult>'
    server.fault = () => ({ kind: 'answer', status: 200, body })
    const store = await openS3(server)
    await expect(textsIn(store)).rejects.toThrow('cannot read the ledger')
    await store.close()
  })
})

describe('copies', () => {
  test('are made of each thousand lines by who wrote, and are what the next one reads', async () => {
    await using server = await s3Server()
    putLines(server, 1, 2_499)
    const store = await openS3(server)
    await textsIn(store)
    expect(await putLine(store, 2_500)).toBe('put')
    await store.close()
    expect([...server.objects.keys()].filter((key) => key.includes('/upto/'))).toEqual([
      copyKey(1_000),
      copyKey(2_000),
    ])
    expect(server.objects.get(copyKey(2_000))?.body.toString()).toBe(
      lineTexts(1_001, 2_000)
        .map((text) => `${text}\n`)
        .join(''),
    )
    server.pageSize = 200
    const before = server.calls.length
    const other = await openS3(server)
    expect(await textsIn(other)).toEqual(lineTexts(1, 2_500))
    expect(server.calls.length - before).toBeLessThan(520)
    expect(await putLine(other, 2_501)).toBe('put')
    await other.close()
    expect([...server.objects.keys()].filter((key) => key.includes('/upto/'))).toHaveLength(2)
  })

  test('are not made by who only reads, nor of less than a thousand lines', async () => {
    await using server = await s3Server()
    putLines(server, 1, 1_500)
    const reader = await openS3(server)
    await textsIn(reader)
    await reader.close()
    const writer = await openS3(server, {}, 'other')
    await textsIn(writer)
    await putLine(writer, 1)
    await writer.close()
    expect([...server.objects.keys()].filter((key) => key.includes('/upto/'))).toEqual([])
  })

  test('may fail: the lines are there', async () => {
    await using server = await s3Server()
    putLines(server, 1, 1_200)
    server.fault = ({ key }) =>
      key.includes('/upto/') ? { kind: 'lost', when: 'before' } : undefined
    const store = await openS3(server)
    await textsIn(store)
    await putLine(store, 1_201)
    await store.close()
    server.fault = () => undefined
    const other = await openS3(server)
    expect(await textsIn(other)).toHaveLength(1_201)
    await other.close()
  })

  test('never keep a run that ends', async () => {
    await using server = await s3Server()
    putLines(server, 1, 1_200)
    server.fault = ({ key }) => (key.includes('/upto/0') ? { kind: 'silent' } : undefined)
    const store = await openS3(server)
    await textsIn(store)
    await putLine(store, 1_201)
    // The answer of a put may take 30 s: without a shorter limit this runs into that of the test.
    await store.close()
    await store.close()
  }, 20_000)

  const copy = (text: string): string => text.repeat(1_000)
  test.each([
    ['of other lines', copy('{}\n')],
    ['of too few lines', `${lineText(1_000)}\n`],
    ['without its end', lineTexts(1, 1_000).join('\n')],
    ['that is empty', ''],
  ])('%s are refused', async (_, body) => {
    await using server = await s3Server()
    putLines(server, 1, 1_001)
    server.objects.set(copyKey(1_000), { body: Buffer.from(body), at: 0 })
    const store = await openS3(server)
    await expect(textsIn(store)).rejects.toThrow('is not a copy of the lines up to 1000')
    await store.close()
  })

  test('are refused without the line that they end with', async () => {
    await using server = await s3Server()
    putLines(server, 1, 1_500)
    const store = await openS3(server)
    await textsIn(store)
    await putLine(store, 1_501)
    await store.close()
    server.objects.delete(lineKey(1_000))
    const other = await openS3(server)
    await expect(textsIn(other)).rejects.toThrow('line 1000 is missing, and a copy of it is there')
    await other.close()
  })
})

describe('the proof', () => {
  test('finds a bucket that accepts a second write', async () => {
    await using server = await s3Server()
    const store = await openS3(server)
    expect(await store.prove()).toEqual({ fit: true })
    expect(server.objects.size).toBe(0)
    await putLine(store, 1)
    server.secondWrite = 'versioned'
    expect(await store.prove()).toEqual({
      fit: false,
      why: 'the bucket ledgers accepts a second write of the same object: turn its versioning off, or use another store',
    })
    expect(await textsIn(store)).toEqual(lineTexts(1, 1))
    await store.close()
  })

  test.each([
    [{ kind: 'answer', status: 412, body: '<html>' }, 'a web page'],
    [{ kind: 'refuse', status: 501, code: 'NotImplemented' }, 'If-None-Match'],
    [{ kind: 'refuse', status: 403, code: 'AccessDenied' }, 's3:PutObject'],
  ] as const)('is no proof where it is answered with %j', async (fault, why) => {
    await using server = await s3Server()
    putLines(server, 1, 1)
    server.fault = ({ method }) => (method === 'PUT' ? fault : undefined)
    const store = await openS3(server)
    const proof = store.prove()
    await expect(proof).rejects.toThrow('cannot prove the ledger s3://ledgers/fleet')
    await expect(proof.catch((error) => `${error.message} ${error.hint}`)).resolves.toContain(why)
    await store.close()
  })
})

describe('a sign of life', () => {
  test('is as old as the store says, whatever the clock of this machine', async () => {
    await using server = await s3Server()
    server.ahead = 10 * 60_000
    const store = await openS3(server)
    await store.beat(LOCK)
    expect(await store.lastBeat(LOCK)).toBeLessThan(5_000)
    server.ahead += 60_000
    expect(await store.lastBeat(LOCK)).toBeGreaterThanOrEqual(59_000)
    await store.beat(LOCK)
    expect(await store.lastBeat(LOCK)).toBeLessThan(5_000)
    await store.close()
  })

  test('of a store that does not tell its age is never taken for none', async () => {
    await using server = await s3Server()
    const store = await openS3(server)
    await store.beat(LOCK)
    server.fault = () => ({ kind: 'answer', status: 200, body: '' })
    await expect(store.lastBeat(LOCK)).rejects.toThrow('cannot read the ledger')
    await store.close()
  })
})
