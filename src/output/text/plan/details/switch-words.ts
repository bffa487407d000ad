import type { OwnedInstance } from '../../../../ledger/state.ts'
import { timeText } from '../../../../model/time-text.ts'
import type { ChangeAction, SwitchStep } from '../../../../plan/action.ts'
import { isPrepaid } from '../../../../pricing/cost.ts'
import { keptUntil } from '../../../../status/data-kept.ts'
import { plain } from '../../../terminal/terminal-text.ts'

/** What a start or a stop does, and what it leaves behind: lines for every view, safe to print. */
export const switchWords = (
  { steps, owned, remote }: ChangeAction,
  /** Milliseconds since the epoch. */
  now: number,
): readonly string[] =>
  steps.flatMap((step) =>
    step.operation === 'start' || step.operation === 'stop'
      ? [
          `status  ${plain(step.from)} → ${step.to}  (${DOES[step.operation]})`,
          ...(step.operation === 'stop'
            ? [stopWords(owned.spec, remote), ...keptWords(remote, now)]
            : []),
        ]
      : [],
  )

const DOES = {
  start: 'starts it',
  stop: 'stops it',
} as const satisfies Record<SwitchStep['operation'], string>

function stopWords(applied: OwnedInstance['spec'], remote: ChangeAction['remote']): string {
  if (!isPrepaid(applied, remote)) return `while it is stopped: ${DISK_PAID}; ${GPU_TAKEN}`
  const end = remote?.endsAt
  const until = end === undefined ? 'its end' : timeText(new Date(end * 1000).toISOString())
  return `it is paid in advance until ${until}, stopped or not: a stop saves nothing; ${GPU_TAKEN}`
}

const DISK_PAID = 'its disk is still paid for, how much is not in the price list'

const GPU_TAKEN = 'its GPU may be taken by others'

/** Until when the data is kept of what stops about now (milliseconds since the epoch); nothing where the service does not say. */
export function keptWords(remote: ChangeAction['remote'], now: number): readonly string[] {
  const days = remote?.keepDataDays
  if (days === undefined) return []
  const until = timeText(new Date(keptUntil(now, days)).toISOString())
  return [`its data is kept for ${days === 1 ? '1 day' : `${days} days`}, until about ${until}`]
}
