import type { HoldingQuestion } from '../../api/holdings.ts'
import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { UserError } from '../../model/user-error.ts'
import { listHoldings } from '../../operations/discovery/list-holdings.ts'
import { holdingsJson } from '../../output/json/discovery/holdings-json.ts'
import { holdingsText } from '../../output/text/discovery/holdings-text.ts'
import type { Context } from '../context.ts'
import { openService, requireAccess } from '../input/open-target.ts'
import { applyProgress } from './apply-progress.ts'
import { documentText, writeJsonInto } from './output-format.ts'

/** Shows what there is of something that an entry may name by its id. Changes nothing. */
export async function showHoldings(
  question: HoldingQuestion,
  context: Context,
  { flags, args }: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  if (args.length > 0) {
    throw new UserError(`${question.kind} takes no arguments`, { ending: 'usage' })
  }
  const settings = await loadSettings({ flags, args }, context)
  const service = await openService({ context, settings, flags })
  const { busy } = applyProgress(context.stderr.live)
  try {
    const { client } = requireAccess(service, settings)
    busy('Asking the service')
    const holdings = await listHoldings({ name: service.name, client }, question).finally(() =>
      busy(undefined),
    )
    const { stdout } = context
    stdout.write(
      format === 'json'
        ? documentText(holdingsJson(holdings))
        : holdingsText(holdings, stdout.style),
    )
    await writeJsonInto(context, flags, () => holdingsJson(holdings))
    return 'done'
  } finally {
    await service.close()
  }
}
