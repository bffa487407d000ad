import type { Environment } from '../../config/environment.ts'
import { UserError } from '../../model/user-error.ts'
import type { Store } from '../store.ts'
import type { PostgresAddress } from './postgres-address.ts'
import { explainPostgres } from './postgres-failure.ts'
import { connect, type Limits, type Session } from './postgres-session.ts'
import { BEATS, LINES } from './postgres-statements.ts'
import { PostgresStore, standbyRefused } from './postgres-store.ts'
import { transact } from './postgres-transaction.ts'
import { grantStatements, setupStatements } from './setup-sql.ts'

export interface PostgresOptions {
  /**
   * Of the process, never of a file: who connects (PGUSER), the password (PGPASSWORD, PGPASSFILE), the certificates to
   * trust (PGSSLROOTCERT). No other variable of PostgreSQL counts.
   */
  readonly environment: Environment
  /** Is told what a person should know, and what stops nothing. */
  readonly warn?: (message: string) => void
  readonly limits?: Limits
}

/**
 * Opens the ledger of an address. Throws a `UserError` where the server cannot be reached, is a standby, or has no tables;
 * whether it is fit for writing, `prove` says.
 */
export async function openPostgresStore(
  address: PostgresAddress,
  { environment, warn = () => {}, limits = LIMITS }: PostgresOptions,
): Promise<Store> {
  const reconnect = () => connect(address, environment, limits)
  const session = await inWords(`open the ledger ${address.label}`, reconnect)
  try {
    await inWords(`open the ledger ${address.label}`, () => requirePrimary(address.label, session))
    return new PostgresStore({ address, session, reconnect, warn })
  } catch (error) {
    await session.close()
    throw error
  }
}

/**
 * Makes the tables of ledgers in the database of an address where they are missing. `role`: who else gets the rights that
 * a run needs; whoever makes them has these anyway.
 */
export async function createTables(
  address: PostgresAddress,
  { environment, limits = LIMITS, role }: PostgresOptions & { readonly role?: string },
): Promise<void> {
  const what = `make the tables of ${address.label}`
  const session = await inWords(what, () => connect(address, environment, limits))
  try {
    await inWords(what, async () => {
      const [answer] = await transact(session, [`select ${LACKS_TABLES}`])
      // The server asks for the right to make a table before it sees that the table is there.
      const statements =
        answer?.rows[0]?.[0] === 'f' ? grantStatements(role) : setupStatements(role)
      await transact(session, statements)
    })
  } finally {
    await session.close()
  }
}

const LIMITS: Limits = { connect: 10_000, statement: 10_000, answer: 15_000 }

const LACKS_TABLES = `to_regclass('${LINES}') is null or to_regclass('${BEATS}') is null`

async function requirePrimary(label: string, session: Session): Promise<void> {
  const [answer] = await transact(session, [`select pg_is_in_recovery(), ${LACKS_TABLES}`])
  const [isStandby, lacksTables] = answer?.rows[0] ?? []
  if (isStandby !== 'f') throw standbyRefused(label)
  if (lacksTables !== 'f') {
    throw new UserError(`the database of ${label} has no tables for ledgers`, {
      ending: 'ledger',
      hint: 'Run `ppi-apply ledger init` for the SQL that makes them, or with --create to have them made.',
    })
  }
}

async function inWords<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw explainPostgres(what, error)
  }
}
