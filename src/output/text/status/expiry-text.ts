import type { CommandLine } from '../../../config/flags.ts'
import { durationText } from '../../../model/duration.ts'
import { timeText } from '../../../model/time-text.ts'
import type { OwnedStatus } from '../../../status/owned-status.ts'
import { isReapable } from '../../../status/reapable.ts'
import type { Style } from '../../terminal/style.ts'
import { commandForThis } from './command-for-this.ts'

/** When an instance expires by its file, and what ends it then. */
export function expiryLines(
  item: OwnedStatus,
  commandLine: CommandLine,
  style: Style,
): readonly string[] {
  const { expiry, protect } = item
  if (expiry === undefined) return []
  const at = timeText(new Date(expiry.at).toISOString())
  if (expiry.left > SOON) return [style.dim(`expires ${at}, in ${durationText(expiry.left)}`)]
  if (expiry.left > 0) return [style.yellow(`expires in ${durationText(expiry.left)}, at ${at}`)]
  const reap = isReapable(item) ? commandForThis('reap', item, commandLine) : undefined
  const then = protect ? ', but is protected' : reap === undefined ? '' : `; to end it: ${reap}`
  return [style.red(`expired at ${at}${then}`)]
}

/** An hour, in seconds. */
const SOON = 3600
