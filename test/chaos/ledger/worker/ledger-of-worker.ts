import { join } from 'node:path'
import process from 'node:process'
import { isAddress, schemeOf } from '../../../../src/config/places/ledger-address.ts'
import { fileLedger } from '../../../../src/ledger/file-store/file-location.ts'
import { gitLedger } from '../../../../src/ledger/git-store/git-ledger.ts'
import type { LedgerLocation } from '../../../../src/ledger/ledger-location.ts'
import { postgresLedger } from '../../../../src/ledger/postgres-store/postgres-ledger.ts'
import { s3Ledger } from '../../../../src/ledger/s3-store/s3-ledger.ts'
import type { Clocks } from '../../../../src/ledger/shared/clocks.ts'
import type { LedgerWorld } from '../../../../src/ledger/shared/ledger-world.ts'
import { SharedLedger, type SharedParts } from '../../../../src/ledger/shared/shared-location.ts'
import type { OwnProcess } from '../../../../src/model/own-process.ts'
import type { Orders } from './orders.ts'
import { spoilStore } from './spoil-store.ts'

/** The ledger as the program would have it, but for its times, and for a fault that is made on purpose. */
export function ledgerOfWorker(
  { address, folder, lease, control }: Orders,
  clocks: Clocks,
  own: OwnProcess,
): LedgerLocation {
  if (!isAddress(address)) return fileLedger(address)
  const world: LedgerWorld = {
    folder,
    cwd: folder,
    service: 'api.example.com',
    environment: process.env,
    apiKeyVariable: 'PPIO_API_KEY',
    own,
    warn: () => {},
  }
  const parts = partsOf(address, world)
  return new SharedLedger({
    ...parts,
    connect: async () => spoilStore(await parts.connect(), control),
    emergencyPath: join(folder, '.ppi-apply', 'shared'),
    lease,
    clocks,
  })
}

function partsOf(address: string, world: LedgerWorld): SharedParts {
  const setting = {
    kind: 'shared',
    address,
    password: undefined,
    isPasswordShown: false,
  } as const
  switch (schemeOf(address)) {
    case 's3':
      return s3Ledger(setting, world)
    case 'git':
      return gitLedger(setting, world)
    default:
      return postgresLedger(setting, world)
  }
}
