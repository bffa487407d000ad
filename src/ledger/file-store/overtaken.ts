import { UserError } from '../../model/user-error.ts'

/** Something wrote into a ledger that this process holds the lock of. `label`: what messages call the ledger. */
export const overtaken = (label: string): UserError =>
  new UserError(`something else changed the ledger ${label} while it was being written`, {
    ending: 'ledger',
    hint: 'Do not switch branches, pull, or edit the ledger while ppi-apply runs. Look at the file, then run the command again.',
  })
