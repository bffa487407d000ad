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
  const check = await ledger.check(raceProgress(context)).finally(() => context.stderr.live?.hide())
  const checked = { label: ledger.label, check, records: records.length }
  context.stdout.write(
    format === 'json' ? documentText(checkJson(checked)) : checkText(checked, context.stdout.style),
  )
  return check.fit ? 'done' : 'ledger'
}

/** Says how far a race is: on a terminal always, and elsewhere now and then, where each round takes its time. */
function raceProgress({ stderr }: Context): (done: number, rounds: number) => void {
  let told = performance.now()
  return (done, rounds) => {
    const text = `Race: ${done} of ${rounds} rounds`
    if (stderr.live !== undefined) stderr.live.show(() => text)
    else if (performance.now() - told >= BETWEEN_MS) {
      told = performance.now()
      stderr.write(`${text}\n`)
    }
  }
}

const BETWEEN_MS = 10_000
