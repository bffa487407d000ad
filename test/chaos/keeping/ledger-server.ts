import { createTables } from '../../../src/ledger/postgres-store/open-postgres.ts'
import { parsePostgresAddress } from '../../../src/ledger/postgres-store/postgres-address.ts'
import type { StoredLine } from '../../../src/ledger/store.ts'
import { startPostgres } from '../../support/postgres-server.ts'
import { s3AddressText, s3Environment, s3Server } from '../../support/s3-server.ts'
import { linesInBucket, linesOnServer } from './stored-lines.ts'

/** A server that keeps the ledgers of stories, one story after the other. */
export interface LedgerServer extends AsyncDisposable {
  address(ledger: string): string
  /** All lines of a ledger, without a detour. */
  lines(ledger: string): Promise<readonly StoredLine[]>
  readonly env: Readonly<Record<string, string>>
  /** It is gone at once. */
  kill(): Promise<void>
  start(): Promise<void>
}

export const LEDGER_SERVERS: Readonly<Record<'postgres' | 's3', () => Promise<LedgerServer>>> = {
  async postgres() {
    const server = await startPostgres()
    const address = (ledger: string) =>
      `postgres://owner@localhost:${server.port}/postgres?ledger=${ledger}&sslmode=disable`
    await createTables(parsePostgresAddress(address('any')), { environment: {} })
    return {
      address,
      lines: (ledger) => linesOnServer(server, ledger),
      env: {},
      kill: () => server.kill(),
      start: () => server.start(),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  },
  async s3() {
    const server = await s3Server()
    // Nobody asks for what was asked, and it would fill the memory.
    server.fault = () => {
      server.calls.length = 0
      return undefined
    }
    return {
      address: (ledger) => s3AddressText(server, ledger),
      lines: async (ledger) => linesInBucket(server, ledger),
      env: s3Environment(),
      kill: () => server.stop(),
      start: () => server.start(),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  },
}
