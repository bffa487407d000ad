import { position } from '../../../../src/ledger/store.ts'
import { losingProxy } from '../../../support/losing-proxy.ts'
import { radosgw } from '../../../support/radosgw.ts'
import { openS3 } from '../../../support/s3-opened.ts'
import { BUCKET, s3AddressText, s3Environment } from '../../../support/s3-server.ts'
import { S3_KEYS } from '../../../support/s3-signature.ts'
import { signedRequest } from '../../../support/signed-request.ts'
import { losses } from './losses.ts'
import { leaseOf, type Place } from './place.ts'
import { machineIn } from './postgres-place.ts'

/** Ceph's S3 gateway, where it is installed, behind a proxy that loses messages. It lives for ten minutes at most. */
export async function radosgwPlace(folder: string): Promise<Place> {
  const server = await radosgw(S3_KEYS)
  await signedRequest(server.url, 'PUT', BUCKET)
  const proxy = await losingProxy(Number(new URL(server.url).port), { lateMs: 500 })
  return {
    isShared: true,
    lease: leaseOf(3_000),
    troubleEveryMs: 2_500,
    waits: false,
    address: () => s3AddressText(proxy),
    environment: () => s3Environment(),
    machine: (worker) => machineIn(folder, worker),
    troubles: losses(proxy, ['PUT /ledgers/fleet/lines', 'GET /']),
    stored: async () => {
      const store = await openS3(server)
      try {
        return await store.read(position(0))
      } finally {
        await store.close()
      }
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}
