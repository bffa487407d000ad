import { afterAll, describe, test } from 'vitest'
import { parseS3Address } from '../../../../src/ledger/s3-store/s3-address.ts'
import type { S3Options } from '../../../../src/ledger/s3-store/s3-client.ts'
import { openS3Store } from '../../../../src/ledger/s3-store/s3-store.ts'
import type { Store } from '../../../../src/ledger/store.ts'
import {
  type S3Server,
  s3AddressText,
  s3Environment,
  s3Server,
} from '../../../support/s3-server.ts'
import { STORE_CHECKS } from '../../../support/store-conformance.ts'

const open = (
  server: S3Server,
  options: Partial<S3Options> = {},
  prefix = 'fleet',
): Promise<Store> =>
  openS3Store(parseS3Address(s3AddressText(server, prefix)), {
    environment: s3Environment(),
    random: () => 0,
    ...options,
  })

describe('an S3 store', async () => {
  const server = await s3Server()
  afterAll(() => server[Symbol.asyncDispose]())
  let ledgers = 0
  test.each(STORE_CHECKS)('$name', ({ check }) =>
    check(async () => {
      ledgers += 1
      const prefix = `ledger-${ledgers}`
      return () => open(server, {}, prefix)
    }),
  )
})
