import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import { readFleet } from '../../definitions/load-fleet.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { readCost } from '../../operations/read-cost.ts'
import { spendingJson } from '../../output/json/spending-json.ts'
import { wrapTo } from '../../output/terminal/wrap-text.ts'
import { spendingText } from '../../output/text/spending/spending-text.ts'
import { type Context, wrapWidth } from '../context.ts'
import { openService } from '../input/open-target.ts'
import { planOptions } from '../input/run-options.ts'
import { sinceFlag } from '../input/since-flag.ts'
import { lookReporter } from '../talk/look-reporter.ts'
import { documentText, writeJsonInto } from '../talk/output-format.ts'

/** Shows what was spent, from the ledger and its prices. Changes nothing. */
export async function costCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const { flags } = line
  const { stdout } = context
  const since = sinceFlag(flags, Date.now())
  const by = flags.by ?? 'entry'
  const settings = await loadSettings(line, context)
  // Whatever is wrong with the files: only what is secret in them counts here, for what the service may repeat.
  const { secrets } = await readFleet(context, settings)
  const offline = settings.refresh === 'never'
  const service = await openService({ context, settings, flags, secrets, offline })
  try {
    const { only, exclude } = settings
    const report = await readCost(
      service,
      { ...planOptions({ settings, service }, flags), since, only, exclude },
      lookReporter(context, 'reads'),
    )
    const { style } = stdout
    const verbose = flags.verbose === true
    stdout.write(
      format === 'json'
        ? documentText(spendingJson(report, by))
        : wrapTo(spendingText(report, { style, by, verbose }), wrapWidth(stdout)),
    )
    await writeJsonInto(context, flags, () => spendingJson(report, by))
    return 'done'
  } finally {
    await service.close()
  }
}
