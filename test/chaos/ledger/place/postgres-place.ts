import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createTables } from '../../../../src/ledger/postgres-store/open-postgres.ts'
import { parsePostgresAddress } from '../../../../src/ledger/postgres-store/postgres-address.ts'
import { losingProxy } from '../../../support/losing-proxy.ts'
import { startPostgres } from '../../../support/postgres-server.ts'
import { linesOnServer } from '../../keeping/stored-lines.ts'
import { losses } from './losses.ts'
import { leaseOf, type Place } from './place.ts'

/** A server of PostgreSQL, reached through a proxy that loses messages, which is killed now and then. */
export async function postgresPlace(folder: string): Promise<Place> {
  const server = await startPostgres()
  const lease = leaseOf(400)
  const proxy = await losingProxy(server.port, { lateMs: lease.leaseMs })
  const addressAt = (port: number) =>
    `postgres://owner@localhost:${port}/postgres?ledger=fleet&sslmode=disable`
  await createTables(parsePostgresAddress(addressAt(server.port)), { environment: {} })
  return {
    isShared: true,
    lease,
    troubleEveryMs: 1_500,
    waits: false,
    address: () => addressAt(proxy.port),
    environment: () => ({}),
    machine: (worker) => machineIn(folder, worker),
    troubles: [
      ...losses(proxy, ['insert into public.ppi_apply_line', 'select']),
      {
        name: 'the server is killed',
        weight: 1,
        strike: async () => {
          await server.kill()
          await server.start()
        },
      },
    ],
    stored: () => linesOnServer(server, 'fleet'),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** The folder of a machine that has nothing of the others. */
export function machineIn(folder: string, worker: number): string {
  const path = join(folder, `machine-${worker}`)
  mkdirSync(path, { recursive: true })
  return path
}
