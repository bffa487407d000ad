import type { Client, ClientConfig, QueryResult } from 'pg'
import type { Environment } from '../../config/environment.ts'
import { UserError } from '../../model/user-error.ts'
import type { PostgresAddress } from './postgres-address.ts'
import { TimeLimit } from './postgres-failure.ts'
import { passwordOf, userOf } from './postgres-login.ts'
import { trustedRoots } from './trusted-roots.ts'

/** What one statement gave. */
export interface Answer {
  /** How many rows it put, changed or found. */
  readonly count: number
  /** As the server writes values. */
  readonly rows: readonly (readonly (string | null)[])[]
}

/** How long each may take, in milliseconds. */
export interface Limits {
  readonly connect: number
  /** For the server, at one statement. */
  readonly statement: number
  /** For the answer to all statements of a message: longer, so that the server's word for its limit is heard. */
  readonly answer: number
}

/** One connection to the server, in which nothing is set for longer than a transaction: a pooler may be in between. */
export interface Session {
  readonly limits: Limits
  /** Sends statements as one message, and gives what each answered. Once it threw, the session is over. */
  run(statements: readonly string[]): Promise<readonly Answer[]>
  isOver(): boolean
  close(): Promise<void>
}

/** Connects. Throws what the network, TLS, the server or the client says; `explainPostgres` puts it into words. */
export async function connect(
  address: PostgresAddress,
  env: Environment,
  limits: Limits,
): Promise<Session> {
  const client = await newClient(clientConfig(address, env), env)
  let over = false
  const end = (): void => {
    over = true
    client.connection.stream.destroy()
  }
  const within = async <Result>(limit: number, work: Promise<Result>): Promise<Result> => {
    const { promise: late, cancel } = lateness(limit)
    try {
      return await Promise.race([work, late])
    } catch (error) {
      end()
      throw error
    } finally {
      cancel()
    }
  }
  // Whoever waits for an answer gets the error too.
  client.on('error', end)
  client.on('end', end)
  await within(limits.connect, client.connect())
  return {
    limits,
    async run(statements) {
      const query = { text: statements.join(';\n'), rowMode: 'array', types: AS_WRITTEN } as const
      const results: unknown = await within(limits.answer, client.query(query))
      return (Array.isArray(results) ? results : [results]).map(toAnswer)
    },
    isOver: () => over,
    async close() {
      if (!over) await within(limits.connect, client.end()).catch(() => undefined)
      end()
    },
  }
}

function lateness(limit: number) {
  let timer: NodeJS.Timeout | undefined
  const promise = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimit(limit / 1000)), limit)
  })
  return { promise, cancel: () => clearTimeout(timer) }
}

const AS_WRITTEN = { getTypeParser: () => (value: string) => value }

const toAnswer = ({ rowCount, rows }: QueryResult<(string | null)[]>): Answer => ({
  count: rowCount ?? 0,
  rows,
})

/** Loaded by the run that needs it alone: to load the client takes longer than the rest of a plan. */
async function newClient(config: ClientConfig, env: Environment): Promise<Client> {
  if (env.NODE_PG_FORCE_NATIVE) throw otherClient()
  const { Client } = await import('pg')
  const client = new Client(config)
  const parameters: unknown = Reflect.get(client, 'connectionParameters')
  if (typeof parameters !== 'object' || parameters === null) throw otherClient()
  // PGOPTIONS and PGREPLICATION would be sent, and nothing in a config says that there is none of them.
  Object.assign(parameters, { options: undefined, replication: undefined })
  return client
}

/** That one takes how to verify TLS from elsewhere. */
const otherClient = (): UserError =>
  new UserError('NODE_PG_FORCE_NATIVE is set, and ppi-apply has no native client of PostgreSQL', {
    ending: 'ledger',
    hint: 'Unset NODE_PG_FORCE_NATIVE.',
  })

/** Everything is named here that the client would else take from the environment of the process. */
const clientConfig = (address: PostgresAddress, env: Environment): ClientConfig => ({
  host: address.host,
  port: address.port,
  database: address.database,
  user: userOf(address, env),
  password: async () => passwordOf(address, env),
  ssl: address.tls === 'off' ? false : { rejectUnauthorized: true, ...trustedRoots(env) },
  sslnegotiation: 'postgres',
  application_name: 'ppi-apply',
  client_encoding: 'UTF8',
  connectionTimeoutMillis: 0,
  keepAlive: true,
})
