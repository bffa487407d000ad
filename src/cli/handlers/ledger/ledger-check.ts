import type { CommandLine } from '../../../config/flags.ts'
import { loadSettings } from '../../../config/settings.ts'
import type { ExitStatus } from '../../../model/exit-status.ts'
import { checkJson } from '../../../output/json/ledger-json.ts'
import { checkText } from '../../../output/text/ledger/check-text.ts'
import type { Context } from '../../context.ts'
import { ledgerOf } from '../../input/open-target.ts'
import { documentText } from '../../talk/output-format.ts'
import { refuseWords } from './refuse-words.ts'

/** Proves that what keeps the ledger refuses a second line at one place. Exit 5 where it does not. */
export async function checkLedger(
  context: Context,
  { flags, args }: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  refuseWords('check', args)
  const settings = await loadSettings({ flags, args: [] }, context)
  const ledger = ledgerOf({ context, settings, flags })
  // What it holds has to be whole as well: a store that keeps two runs apart may have lost lines.
  const { records } = await ledger.read()
  const check = await ledger.check()
  const checked = { label: ledger.label, check, records: records.length }
  context.stdout.write(
    format === 'json' ? documentText(checkJson(checked)) : checkText(checked, context.stdout.style),
  )
  return check.fit ? 'done' : 'ledger'
}
