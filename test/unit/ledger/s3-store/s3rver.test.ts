import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { lineTexts, openS3, putLine, textsIn } from '../../../support/s3-opened.ts'
import { s3Environment } from '../../../support/s3-server.ts'
import { tempDir } from '../../../support/temp-dir.ts'

interface S3rver {
  run(): Promise<{ readonly port: number }>
  close(): Promise<void>
}

const Server: new (options: object) => S3rver = createRequire(import.meta.url)('s3rver')

// It takes `If-None-Match` for nothing, as many stores do.
test('a store that overwrites is told from one that does not', async () => {
  const server = new Server({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: tempDir(),
    configureBuckets: [{ name: 'ledgers' }],
  })
  const { port } = await server.run()
  const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
  const store = await openS3(
    { url: `http://127.0.0.1:${port}` },
    { environment: s3Environment(keys) },
  )
  expect(await store.prove()).toEqual({ fit: true })
  for (let at = 1; at <= 3; at += 1) expect(await putLine(store, at)).toBe('put')
  expect(await textsIn(store)).toEqual(lineTexts(1, 3))
  expect(await store.prove()).toMatchObject({ fit: false })
  expect(await textsIn(store)).toEqual(lineTexts(1, 3))
  await store.close()
  await server.close()
})
