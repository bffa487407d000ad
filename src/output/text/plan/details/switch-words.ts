import type { InstanceDetails, RemoteInstance } from '../../../../api/remote.ts'
import { timeText } from '../../../../model/time-text.ts'
import type { ChangeAction, SwitchStep } from '../../../../plan/action.ts'
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
          ...(step.operation === 'stop' ? stopWords(remote, now) : []),
        ]
      : [],
  )

const DOES = {
  start: 'starts it',
  stop: 'stops it',
} as const satisfies Record<SwitchStep['operation'], string>

function stopWords(remote: RemoteInstance | undefined, now: number): readonly string[] {
  const days = remote === undefined ? undefined : keptDays(remote)
  const until = days === undefined ? '' : timeText(new Date(now + days * DAY_MS).toISOString())
  return [
    'while it is stopped: its disk is still paid for, how much is not in the price list; its GPU may be taken by others',
    ...(days === undefined ? [] : [`its data is kept for ${days} days, until about ${until}`]),
  ]
}

/** Only what was asked for by its id says so. */
const keptDays = (remote: RemoteInstance | InstanceDetails): number | undefined =>
  'keepDataDays' in remote ? remote.keepDataDays : undefined

const DAY_MS = 86_400_000
