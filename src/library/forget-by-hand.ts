import { UserError } from '../model/user-error.ts'
import { type Forgotten, forgetEntry as runForget } from '../operations/forget-entry.ts'
import { lookReporterOf } from '../operations/reporter.ts'
import type { Forgetting } from '../plan/forgetting.ts'
import { lookOptionsOf } from './account-options.ts'
import { type EditLedgerOptions, editOptionsOf } from './edit-options.ts'
import { withAccount } from './with-account.ts'

export interface ForgetEntryOptions extends EditLedgerOptions {
  /** The name of the entry, or its key where it has none. */
  readonly name: string
  /** Of the instances to drop; without any, all of the entry is dropped, its attempts in doubt included. */
  readonly ids?: readonly string[]
  /** Whether this, and nothing else, may be dropped: what still runs of it costs money, and nobody remembers it. */
  readonly approve: (forgetting: Forgetting) => boolean | Promise<boolean>
  /** The runs that sent the attempts in doubt are gone for good, on every machine. */
  readonly holderIsGone?: boolean
  /** How long a new instance may take to show up in the list, in milliseconds; a minute by default. */
  readonly settleMs?: number
}

/**
 * Closes the attempts of an entry that are in doubt as not made, and drops its instances from the ledger. Nothing in the
 * account changes. Throws a `UserError` for an unknown entry, an instance that it does not have, and a ledger that is
 * damaged or another account's.
 */
export async function forgetEntry(options: ForgetEntryOptions): Promise<Forgotten> {
  const { name, ids, approve } = options
  if (ids?.length === 0) {
    throw new UserError('no instance to forget is named', {
      nothingDone: 'changed',
      hint: 'without `ids`, all of the entry is dropped',
    })
  }
  return withAccount(options, ({ target }) =>
    runForget(
      { name, ids: ids ?? [] },
      target,
      {
        ...editOptionsOf(options, 'forgetEntry'),
        ...lookOptionsOf(options),
        holderIsGone: options.holderIsGone === true,
        approve: async (forgetting) => approve(forgetting),
      },
      lookReporterOf(options.reporter),
      options.signal,
    ),
  )
}
