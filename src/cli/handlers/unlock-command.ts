import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { timeText } from '../../model/time-text.ts'
import { UserError } from '../../model/user-error.ts'
import { unlockedJson } from '../../output/json/ledger-edit-json.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import type { Context } from '../context.ts'
import { ledgerOf } from '../input/open-target.ts'
import { documentText } from '../talk/output-format.ts'

/** Removes a lock that nobody holds any more, by the id that the refusal showed. */
export async function unlockCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const { flags } = line
  const [id, ...others] = line.args
  if (id === undefined || others.length > 0) {
    throw new UserError('unlock takes one lock id', {
      ending: 'usage',
      hint: 'the command that was refused by the lock shows its id',
    })
  }
  const settings = await loadSettings({ flags, args: [] }, context)
  const ledger = ledgerOf({ context, settings, flags })
  const holder = await ledger.unlock(id, context.own)
  const whose =
    holder === undefined
      ? 'it could not be read'
      : `${plain(holder.command)} of ${plain(holder.user)} on ${plain(holder.host)}, process ${holder.pid}, since ${timeText(holder.time)}`
  context.stdout.write(
    format === 'json'
      ? documentText(unlockedJson(id, ledger.label, holder))
      : `Removed the lock ${plain(id)} of ${plain(ledger.label)} (${whose}).\nWhat that run left open is looked up by the next apply, before it sends anything.\n`,
  )
  return 'done'
}
