import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { readFleet } from '../../definitions/load-fleet.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { UserError } from '../../model/user-error.ts'
import { forgetEntry } from '../../operations/forget-entry.ts'
import { forgottenJson } from '../../output/json/ledger-edit-json.ts'
import { shellWord } from '../../output/terminal/shell-word.ts'
import { forgettingText, forgottenText } from '../../output/text/forget-text.ts'
import { currencyOf } from '../../pricing/currency.ts'
import type { Context } from '../context.ts'
import { openService } from '../input/open-target.ts'
import { editOptions } from '../input/run-options.ts'
import { requireApproval } from '../talk/approve-edit.ts'
import { lookReporter } from '../talk/look-reporter.ts'
import { documentText } from '../talk/output-format.ts'

/** Closes attempts in doubt as not made, and drops instances from the ledger. Nothing in the account changes. */
export async function forgetCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const { flags } = line
  const { stderr, stdout } = context
  const [name, ...ids] = line.args
  if (name === undefined) {
    throw new UserError('forget takes the name of an entry', {
      ending: 'usage',
      hint: 'as in: ppi-apply forget trainer; ppi-apply status lists the names',
    })
  }
  const settings = await loadSettings({ flags, args: [] }, context)
  // Whatever is wrong with the files: only what is secret in them counts here, for what the service may repeat.
  const { secrets } = await readFleet(context, settings)
  const service = await openService({ context, settings, flags, secrets })
  const beside = { currency: currencyOf(service.name), commandLine: line }
  try {
    const { forgetting, record } = await forgetEntry(
      { name, ids },
      service,
      {
        ...editOptions('forget', { context, settings, service, flags }),
        holderIsGone: flags['holder-is-gone'] === true,
        settleMs: settings.settleMs,
        approve(asked) {
          stderr.write(forgettingText(asked, beside, stderr.style))
          const { entry } = asked
          return requireApproval(`Forget ${shellWord(entry.name ?? entry.key)}?`, context, flags)
        },
      },
      lookReporter(context, 'changes'),
    )
    if (record === undefined) return 'refused'
    stdout.write(
      format === 'json'
        ? documentText(forgottenJson(record, forgetting))
        : forgottenText(record, forgetting),
    )
    return 'done'
  } finally {
    await service.close()
  }
}
