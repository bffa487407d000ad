import type { CommandLine } from '../../../config/flags.ts'
import { loadSettings } from '../../../config/settings.ts'
import type { ExitStatus } from '../../../model/exit-status.ts'
import { recordsJson } from '../../../output/json/ledger-json.ts'
import { recordsText } from '../../../output/text/ledger/records-text.ts'
import type { Context } from '../../context.ts'
import { ledgerOf } from '../../input/open-target.ts'
import { sinceFlag } from '../../input/since-flag.ts'
import { documentText } from '../../talk/output-format.ts'
import { refuseWords } from './refuse-words.ts'

/** Prints the records of the ledger, in the order in which they were written. Locks nothing, changes nothing. */
export async function showLedger(
  context: Context,
  { flags, args }: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  refuseWords('show', args)
  const since = sinceFlag(flags, Date.now())
  const settings = await loadSettings({ flags, args: [] }, context)
  const ledger = ledgerOf({ context, settings, flags })
  const { records, exists } = await ledger.read()
  const shown =
    since === undefined ? records : records.filter(({ time }) => Date.parse(time) >= since * 1000)
  const told = { label: ledger.label, exists, records: shown, all: records.length }
  context.stdout.write(format === 'json' ? documentText(recordsJson(told)) : recordsText(told))
  return 'done'
}
