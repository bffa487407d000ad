import type { CommandLine } from '../../config/flags.ts'
import type { EditRefusal } from '../../ledger/edit-refusal.ts'
import { nearest } from '../../model/nearest.ts'
import { unreachable } from '../../model/unreachable.ts'
import { UserError } from '../../model/user-error.ts'
import { shellWord } from '../terminal/shell-word.ts'
import { plain } from '../terminal/terminal-text.ts'
import { nextCommand } from './next-command.ts'

/** Why the ledger was not changed, and what to do about it. `again`: what a command to type repeats of this one. */
export function editRefused(refusal: EditRefusal, commandLine: CommandLine): UserError {
  switch (refusal.kind) {
    case 'unknown-entry':
      return unknownEntry(refusal)
    case 'owned-by-other': {
      const other = shellWord(refusal.owner)
      return new UserError(`${plain(refusal.id)} belongs to the entry ${other} already`, {
        nothingDone: 'changed',
        hint: `If it is not ${other}: ${nextCommand('forget', [other, shellWord(refusal.id)], commandLine)}`,
      })
    }
    case 'not-in-account':
      return new UserError(
        `the account has no instance ${plain(refusal.id)}: ${plain(refusal.why)}`,
        { nothingDone: 'changed', hint: statusHint(commandLine) },
      )
    case 'not-live':
      return new UserError(
        `${plain(refusal.id)} is ${plain(refusal.status)}: it is gone or on its way out`,
        {
          nothingDone: 'changed',
          hint: refusal.isInDoubt
            ? `If it is what the attempt made, nothing of it is left: ${nextCommand('forget', [shellWord(refusal.entry)], commandLine)}`
            : statusHint(commandLine),
        },
      )
    case 'not-of-entry': {
      const list = refusal.owned.map(plain).join(', ')
      return new UserError(
        `${plain(refusal.id)} is not an instance of ${shellWord(refusal.entry)}`,
        { hint: list === '' ? 'the ledger holds none of it' : `it has ${list}` },
      )
    }
    default:
      return unreachable(refusal)
  }
}

const statusHint = (commandLine: CommandLine): string =>
  `What the account has: ${nextCommand('status', [], commandLine)}`

/** With the nearest name, the list and the advice. */
function unknownEntry({
  word,
  known,
  mayBeInFile,
}: Extract<EditRefusal, { readonly kind: 'unknown-entry' }>): UserError {
  const near = nearest(word, known)
  const more = known.length > 20 ? ` and ${known.length - 20} more` : ''
  const parts = [
    ...(near === undefined ? [] : [`did you mean ${plain(near)}?`]),
    known.length === 0
      ? 'The ledger holds nothing.'
      : `Known are ${known.slice(0, 20).map(plain).join(', ')}${more}.`,
    ...(mayBeInFile ? ['If a file defines it, name the file behind the id.'] : []),
  ]
  return new UserError(`no entry is called "${plain(word)}"`, { hint: parts.join(' ') })
}
