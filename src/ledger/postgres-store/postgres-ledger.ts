import type { SharedSetting } from '../../config/places/ledger-setting.ts'
import type { LedgerWorld } from '../shared/ledger-world.ts'
import type { SharedParts } from '../shared/shared-location.ts'
import type { Store } from '../store.ts'
import { type PostgresAddress, parsePostgresAddress } from './postgres-address.ts'
import { postgresSetupSql } from './setup-sql.ts'

const ROUNDS = 200

/** A ledger in a PostgreSQL database. */
export function postgresLedger(
  { address, password, isPasswordShown }: SharedSetting,
  { environment, warn }: LedgerWorld,
): SharedParts {
  const where = { ...parsePostgresAddress(address), password }
  if (isPasswordShown) {
    warn(
      'The password of the ledger is on the command line, where other users and the history of the shell can see it: set PGPASSWORD instead.',
    )
  }
  const open = (at: PostgresAddress) => async (): Promise<Store> => {
    const { openPostgresStore } = await import('./open-postgres.ts')
    return openPostgresStore(at, { environment, warn })
  }
  const { label, shown, ledger } = where
  return {
    label,
    address: shown,
    connect: open(where),
    connectScratch: open({ ...where, ledger: `${ledger}.check` }),
    raceRounds: ROUNDS,
    setup: {
      text: postgresSetupSql(),
      create: async () => {
        const { createTables } = await import('./open-postgres.ts')
        await createTables(where, { environment })
      },
    },
  }
}
