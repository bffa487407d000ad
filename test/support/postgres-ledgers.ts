import { afterAll, beforeAll } from 'vitest'
import type { Environment } from '../../src/config/environment.ts'
import {
  createTables,
  openPostgresStore,
  type PostgresOptions,
} from '../../src/ledger/postgres-store/open-postgres.ts'
import {
  type PostgresAddress,
  parsePostgresAddress,
} from '../../src/ledger/postgres-store/postgres-address.ts'
import type { Store } from '../../src/ledger/store.ts'
import {
  type PostgresServer,
  type PostgresServerOptions,
  startPostgres,
} from './postgres-server.ts'

export interface At {
  readonly user?: string
  readonly database?: string
  readonly port?: number
  readonly host?: string
  readonly ledger?: string
}

/** A server for the tests of one file, in which there are tables for ledgers. */
export interface PostgresLedgers {
  readonly server: () => PostgresServer
  /** Without TLS, at a ledger that no other test uses. */
  readonly address: (at?: At) => PostgresAddress
  readonly open: (address: PostgresAddress, options?: Partial<PostgresOptions>) => Promise<Store>
}

/** For the top of a test file. */
export function postgresLedgers(options: PostgresServerOptions = {}): PostgresLedgers {
  let started: PostgresServer | undefined
  let ledgers = 0
  const server = () => {
    if (started === undefined) throw new Error('PostgreSQL runs during tests alone')
    return started
  }
  const address = ({ user = 'owner', host = 'localhost', ...at }: At = {}) => {
    const { port = server().port, database = 'postgres', ledger = `ledger-${++ledgers}` } = at
    return parsePostgresAddress(
      `postgres://${user}@${host}:${port}/${database}?ledger=${ledger}&sslmode=disable`,
    )
  }
  beforeAll(async () => {
    started = await startPostgres(options)
    await createTables(address(), { environment: NOBODY })
  })
  afterAll(() => started?.[Symbol.asyncDispose]())
  return {
    server,
    address,
    open: (at, more) => openPostgresStore(at, { environment: NOBODY, ...more }),
  }
}

const NOBODY: Environment = {}
