import { timeText } from '../../../../model/time-text.ts'
import type { ChangeAction, SwitchStep } from '../../../../plan/action.ts'
import { keptUntil } from '../../../../status/data-kept.ts'
import { plain } from '../../../terminal/terminal-text.ts'

/** What a start or a stop does, and what it leaves behind: lines for every view, safe to print. */
export const switchWords = (
  { steps, remote }: ChangeAction,
  /** Milliseconds since the epoch. */
  now: number,
): readonly string[] =>
  steps.flatMap((step) =>
    step.operation === 'start' || step.operation === 'stop'
      ? [
          `status  ${plain(step.from)} → ${step.to}  (${DOES[step.operation]})`,
          ...(step.operation === 'stop' ? [STOPPED, ...keptWords(remote, now)] : []),
        ]
      : [],
  )

const DOES = {
  start: 'starts it',
  stop: 'stops it',
} as const satisfies Record<SwitchStep['operation'], string>

const STOPPED =
  'while it is stopped: its disk is still paid for, how much is not in the price list; its GPU may be taken by others'

/** Until when the data is kept of what stops about now (milliseconds since the epoch); nothing where the service does not say. */
export function keptWords(remote: ChangeAction['remote'], now: number): readonly string[] {
  const days = remote?.keepDataDays
  if (days === undefined) return []
  const until = timeText(new Date(keptUntil(now, days)).toISOString())
  return [`its data is kept for ${days === 1 ? '1 day' : `${days} days`}, until about ${until}`]
}
