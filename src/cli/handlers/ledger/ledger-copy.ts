import type { CommandLine } from '../../../config/flags.ts'
import { loadSettings } from '../../../config/settings.ts'
import type { ExitStatus } from '../../../model/exit-status.ts'
import { UserError } from '../../../model/user-error.ts'
import { copyLedger } from '../../../operations/ledger/copy-ledger.ts'
import { copiedJson } from '../../../output/json/ledger-json.ts'
import { copiedText } from '../../../output/text/ledger/copied-text.ts'
import type { Context } from '../../context.ts'
import { ledgerNamed, openService } from '../../input/open-target.ts'
import { timeLimit } from '../../input/time-limit.ts'
import { lookReporter } from '../../talk/look-reporter.ts'
import { documentText } from '../../talk/output-format.ts'

/** Moves a ledger to another place. */
export async function copyLedgers(
  context: Context,
  { flags, args }: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const [from, to, ...others] = args
  if (from === undefined || to === undefined || others.length > 0) {
    throw new UserError('ledger copy takes two ledgers: the one that is there, and the new one', {
      ending: 'usage',
      hint: 'as in: ppi-apply ledger copy .ppi-apply/api.ppinfra.com.ledger.jsonl "postgres://ci@db.example/ops?ledger=fleet"',
    })
  }
  const settings = await loadSettings({ flags, args: [] }, context)
  const service = await openService({ context, settings, flags, offline: true })
  const reporter = lookReporter(context, 'changes')
  try {
    const wanted = { context, settings, flags }
    const [source, target] = [ledgerNamed(from, wanted), ledgerNamed(to, wanted)]
    const copied = await copyLedger(source, target, {
      own: context.own,
      version: context.version,
      service: service.name,
      apiKey: service.apiKey?.reveal(),
      trusts: settings.trusts,
      lockTimeoutMs: timeLimit(flags, 'lock-timeout'),
      report: (news) => reporter.ledger(news),
    })
    const labels = { from: source.address, to: target.address }
    context.stdout.write(
      format === 'json' ? documentText(copiedJson(copied, labels)) : copiedText(copied, labels),
    )
    return 'done'
  } finally {
    await service.close()
  }
}
