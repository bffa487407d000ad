import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { schemeOf } from '../config/places/ledger-address.ts'
import type { LedgerSetting, SharedSetting } from '../config/places/ledger-setting.ts'
import { fileLedger } from './file-store/file-location.ts'
import { findLedger } from './file-store/find-ledger.ts'
import { LEDGER_FOLDER, SANDBOX_SERVICE } from './file-store/ledger-path.ts'
import { gitLedger } from './git-store/git-ledger.ts'
import type { LedgerLocation } from './ledger-location.ts'
import { postgresLedger } from './postgres-store/postgres-ledger.ts'
import { s3Ledger } from './s3-store/s3-ledger.ts'
import type { LedgerWorld } from './shared/ledger-world.ts'
import { SharedLedger, type SharedParts } from './shared/shared-location.ts'

/** The ledger that was chosen for a run, else that of the project's folder (`findLedger`). */
export function locateLedger(
  setting: LedgerSetting | undefined,
  world: LedgerWorld,
): LedgerLocation {
  if (setting === undefined) return fileLedger(findLedger(world.folder, world.service))
  // What is played in the sandbox concerns no other run.
  const namedIn = world.service === SANDBOX_SERVICE ? undefined : world.folder
  if (setting.kind === 'file') return fileLedger(setting.path, namedIn)
  const parts = partsOf(setting, world)
  return new SharedLedger({ ...parts, emergencyPath: emergencyPath(parts.label, world) })
}

function partsOf(setting: SharedSetting, world: LedgerWorld): SharedParts {
  switch (schemeOf(setting.address)) {
    case 's3':
      return s3Ledger(setting, world)
    case 'git':
      return gitLedger(setting, world)
    default:
      return postgresLedger(setting, world)
  }
}

/** Outcomes that a store does not take are kept on this disk, apart from those of other ledgers. */
function emergencyPath(label: string, { folder }: LedgerWorld): string {
  const digest = createHash('sha256').update(label).digest('hex').slice(0, 12)
  return join(folder, LEDGER_FOLDER, `shared-${digest}.ledger.jsonl`)
}
