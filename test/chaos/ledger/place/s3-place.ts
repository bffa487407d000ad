import { setTimeout as pause } from 'node:timers/promises'
import { losingProxy } from '../../../support/losing-proxy.ts'
import { s3AddressText, s3Environment, s3Server } from '../../../support/s3-server.ts'
import { linesInBucket } from '../../keeping/stored-lines.ts'
import { losses } from './losses.ts'
import { leaseOf, type Place } from './place.ts'
import { machineIn } from './postgres-place.ts'

/** How long the server takes no connection. */
const DOWN_MS = 300

/**
 * A server of S3 in this process, behind a proxy that loses messages; it is away now and then, and has its credentials
 * changed. `isVersioned`: it takes a second write of an object.
 */
export async function s3Place(folder: string, isVersioned: boolean): Promise<Place> {
  const server = await s3Server()
  if (isVersioned) server.secondWrite = 'versioned'
  // Nobody asks for what was asked, and it would fill the memory.
  server.fault = () => {
    server.calls.length = 0
    return undefined
  }
  const lease = leaseOf(2_000)
  const proxy = await losingProxy(Number(new URL(server.url).port), { lateMs: 300 })
  let rotations = 0
  return {
    isShared: true,
    lease,
    troubleEveryMs: 1_500,
    waits: false,
    address: () => s3AddressText(proxy),
    environment: () => s3Environment(server.keys),
    machine: (worker) => machineIn(folder, worker),
    troubles: [
      ...losses(proxy, ['PUT /ledgers/fleet/lines', 'GET /']),
      {
        name: 'the server is away',
        weight: 1,
        strike: async () => {
          await server.stop()
          await pause(DOWN_MS)
          await server.start()
        },
      },
      {
        name: 'the credentials change',
        weight: 1,
        restarts: true,
        strike: async () => {
          rotations += 1
          const accessKeyId = `AKIAEXAMPLE${rotations}`
          server.keys = { ...server.keys, accessKeyId }
          await pause(lease.beatMs)
        },
      },
    ],
    stored: async () => linesInBucket(server, 'fleet'),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}
