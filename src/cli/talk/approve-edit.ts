import type { Flags } from '../../config/flags.ts'
import { UserError } from '../../model/user-error.ts'
import type { Context } from '../context.ts'
import { confirm } from './confirm.ts'
import { handleSignals } from './signals.ts'

/**
 * Asks whether the ledger may be changed, unless `--yes` says so. Throws a `UserError` for a no, and where there is no
 * terminal to ask at.
 */
export async function requireApproval(
  question: string,
  context: Context,
  flags: Flags,
): Promise<true> {
  if (flags.yes === true) return true
  if (!context.stdin.isTTY) {
    throw new UserError('there is no terminal to ask at, and --yes was not given', {
      nothingDone: 'changed',
      hint: 'Read the lines above, then run the same command with --yes',
    })
  }
  const interrupts = handleSignals(() => context.stderr.write('\n'))
  try {
    if (await confirm({ text: question, answer: 'yes' }, context, interrupts)) return true
    const ending = interrupts.requested() ? 'interrupted' : 'refused'
    throw new UserError('not approved: nothing was changed', { ending })
  } finally {
    interrupts.release()
  }
}
