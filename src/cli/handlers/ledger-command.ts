import type { CommandLine } from '../../config/flags.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { nearest } from '../../model/nearest.ts'
import { unreachable } from '../../model/unreachable.ts'
import { UserError } from '../../model/user-error.ts'
import type { Context } from '../context.ts'
import { checkLedger } from './ledger/ledger-check.ts'
import { copyLedgers } from './ledger/ledger-copy.ts'
import { initLedger } from './ledger/ledger-init.ts'
import { showLedger } from './ledger/ledger-show.ts'
import { unlockCommand } from './unlock-command.ts'

const WORDS = ['check', 'show', 'init', 'copy', 'unlock'] as const

/** What is done with a ledger as a whole: its first word says what. */
export async function ledgerCommand(
  context: Context,
  { flags, args }: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const [word = '', ...rest] = args
  const line = { flags, args: rest }
  const meant = WORDS.find((each) => each === word)
  switch (meant) {
    case 'check':
      return checkLedger(context, line, format)
    case 'show':
      return showLedger(context, line, format)
    case 'init':
      return initLedger(context, line, format)
    case 'copy':
      return copyLedgers(context, line, format)
    case 'unlock':
      return unlockCommand(context, line, format)
    case undefined:
      throw unknownWord(word)
    default:
      return unreachable(meant)
  }
}

function unknownWord(word: string): UserError {
  const near = nearest(word, WORDS)
  return new UserError(
    word === ''
      ? `ledger takes one of ${WORDS.join(', ')}`
      : `ledger knows no "${word.slice(0, 40)}"`,
    {
      ending: 'usage',
      hint: near === undefined ? `as in: ppi-apply ledger check` : `did you mean ${near}?`,
    },
  )
}
