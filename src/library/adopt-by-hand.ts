import type { InstanceId } from '../ledger/record.ts'
import { UserError } from '../model/user-error.ts'
import { adoptInstance as runAdopt } from '../operations/adopt-instance.ts'
import { lookReporterOf } from '../operations/reporter.ts'
import type { Adoption } from '../plan/adoption.ts'
import { type EditLedgerOptions, editOptionsOf } from './edit-options.ts'
import { type LoadedFleet, refuseInvalid } from './loaded-fleet.ts'
import { withAccount, withSecretsOf } from './with-account.ts'

export interface AdoptInstanceOptions extends EditLedgerOptions {
  /** The name of the entry, or its key where it has none. */
  readonly name: string
  /** The id of the instance. */
  readonly id: string
  /** Where the entry is defined; not needed for one that the ledger knows. */
  readonly fleet?: LoadedFleet
  /** The runs that sent the attempts in doubt are gone for good, on every machine. */
  readonly holderIsGone?: boolean
}

/**
 * Records an instance as the one that an entry means, and settles the entry's attempts in doubt as made. Nothing in the
 * account changes. Throws a `UserError` for an unknown entry, an instance of another entry, one that the account does
 * not have, and a ledger that is damaged or another account's.
 */
export async function adoptInstance(options: AdoptInstanceOptions): Promise<Adoption> {
  const { name, id, fleet, cwd } = options
  if (fleet !== undefined) refuseInvalid(fleet)
  if (id.trim() === '') {
    throw new UserError('the id of the instance is empty', { nothingDone: 'changed' })
  }
  return withAccount(withSecretsOf(fleet, options), ({ target, root }) =>
    runAdopt(
      { name, id: id as InstanceId },
      { specs: fleet?.specs ?? [], cwd: fleet?.cwd ?? cwd },
      target,
      {
        ...editOptionsOf(options, 'adoptInstance'),
        root,
        holderIsGone: options.holderIsGone === true,
      },
      lookReporterOf(options.reporter),
      options.signal,
    ),
  )
}
