import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { recoverLedger } from '../../operations/recover-ledger.ts'
import { recoveredText, recoveryJson, recoveryText } from '../../output/text/recovery-text.ts'
import type { RecoveryReport } from '../../plan/recovery.ts'
import type { Context } from '../context.ts'
import { loadFleet } from '../input/checked-fleet.ts'
import { openService, requireAccess } from '../input/open-target.ts'
import { editOptions } from '../input/run-options.ts'
import { requireApproval } from '../talk/approve-edit.ts'
import { lookReporter } from '../talk/look-reporter.ts'
import { documentText } from '../talk/output-format.ts'

/** Rebuilds a lost ledger, or lost lines of one, from the markers that the account shows. Sends only calls that read. */
export async function recoverCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const { flags } = line
  const { stdout } = context
  const settings = await loadSettings(line, context)
  const { specs } = await loadFleet(context, settings)
  const service = await openService({ context, settings, flags })
  try {
    const { client } = requireAccess(service, settings)
    const recovered = await recoverLedger(
      { specs, cwd: context.cwd },
      { ...service, client },
      {
        ...editOptions('recover', { context, settings, service, flags }),
        ledgerId: flags['ledger-id'],
        approve: (report) => requireApproval(questionOf(report), context, flags),
      },
      {
        ...lookReporter(context, 'changes'),
        recovery(report) {
          if (format === 'json') return
          stdout.write(recoveryText(report, line, stdout.style))
        },
      },
    )
    if (format === 'json') stdout.write(documentText(recoveryJson(recovered)))
    else if (recovered.recorded) stdout.write(recoveredText(recovered))
    return recovered.ending
  } finally {
    await service.close()
  }
}

function questionOf({ recovery: { found } }: RecoveryReport): string {
  const count = found.length === 1 ? 'this instance' : `these ${found.length} instances`
  return `Record ${count} as ours?`
}
