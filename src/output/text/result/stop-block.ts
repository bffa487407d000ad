import type { ApplyResult } from '../../../apply/result.ts'
import type { StopCode } from '../../../apply/stop-reason.ts'
import { briefText } from '../../../model/duration.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { explainNotRunning, explainStop } from '../reasons/explain-stop.ts'
import { table } from './result-look.ts'

/** Why the run stopped before its end. */
export function stopBlock({ stop }: ApplyResult, style: Style): readonly string[] {
  if (stop === undefined) return []
  if (stop.why === 'interrupted') return [style.red('Interrupted: nothing more was sent.')]
  if (stop.why === 'not-all-created') {
    return [
      style.yellow(
        'Not everything was created, so what runs was left: nothing was reset, stopped, paid for or destroyed.',
      ),
    ]
  }
  if (stop.why === 'not-all-started') {
    return [
      style.red(
        'Not everything that was to be started runs, so what runs was left: nothing was stopped, paid for or destroyed.',
      ),
    ]
  }
  if (stop.why === 'not-all-running') {
    const rows = stop.instances.map(
      ({ name, id, status }) =>
        [plain(name ?? id), plain(`${id} ${explainNotRunning(status)}`)] as const,
    )
    return [
      style.red(
        `Not everything that was created runs after ${briefText(stop.waitedMs / 1000)}, so what ran before was left: nothing was reset, stopped, paid for or destroyed.`,
      ),
      ...table(rows),
    ]
  }
  if (stop.why === 'upgrade-not-back') {
    return [
      style.red(
        'A container that was reset did not come back, so no other was reset, and nothing was stopped, paid for or destroyed.',
      ),
    ]
  }
  return [style.red(`${STOPS[stop.why]}: ${plain(explainStop(stop))}`)]
}

const STOPS = {
  throttled: 'Stopped, since the service takes no more calls for now',
  'account-refused': 'Stopped, since the service refuses the account',
  'fail-fast': 'Stopped',
  unreachable: 'Stopped, since the service cannot be reached',
  'unknown-outcome': 'Stopped, since the outcome of a call is not known',
  'odd-answer': 'Stopped, since the service gave an unexpected answer',
  ledger: 'Stopped, since the ledger could not be written',
} as const satisfies Record<
  Exclude<
    StopCode,
    'interrupted' | 'not-all-created' | 'not-all-started' | 'not-all-running' | 'upgrade-not-back'
  >,
  string
>
