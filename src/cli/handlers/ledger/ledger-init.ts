import type { CommandLine } from '../../../config/flags.ts'
import { loadSettings } from '../../../config/settings.ts'
import type { ExitStatus } from '../../../model/exit-status.ts'
import { setupJson } from '../../../output/json/ledger-json.ts'
import type { Context } from '../../context.ts'
import { ledgerOf } from '../../input/open-target.ts'
import { documentText } from '../../talk/output-format.ts'
import { refuseWords } from './refuse-words.ts'

/** Prints what a ledger needs before its first run, so that somebody with the rights can do it; makes it where asked. */
export async function initLedger(
  context: Context,
  { flags, args }: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  refuseWords('init', args)
  const settings = await loadSettings({ flags, args: [] }, context)
  const ledger = ledgerOf({ context, settings, flags })
  const { text, create } = ledger.setup()
  const isMade = flags.create === true && create !== undefined
  if (isMade) await create()
  const { label } = ledger
  context.stdout.write(
    format === 'json'
      ? documentText(setupJson({ label, text, isMade }))
      : isMade
        ? `Made what ${label} needs. Its first run begins it; ppi-apply ledger check proves it.\n`
        : `${text.trimEnd()}\n`,
  )
  return 'done'
}
