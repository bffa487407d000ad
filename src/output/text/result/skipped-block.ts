import type { ApplyResult } from '../../../apply/result.ts'
import type { DestroyAction, Task } from '../../../plan/action.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { labelOf } from '../events-text.ts'
import { type IsThere, isPaidInAdvance, namesLine } from './result-look.ts'

/** One that is to be replaced is called like the one that takes its place. */
const withId = (action: DestroyAction): string => `${labelOf(action)} (${plain(action.owned.id)})`

/** What was not tried, since the run stopped before: each with what that means for the bill. */
export function skippedBlock({ skipped }: ApplyResult, isThere: IsThere): readonly string[] {
  const of = (operation: Task['operation']) =>
    skipped.flatMap((task) => (task.operation === operation ? [task.action] : []))
  const ends = skipped.flatMap((task) => (task.operation === 'delete' ? [task.action] : []))
  const created = of('create')
  const stops = skipped.filter(({ operation }) => operation === 'stop')
  return [
    ...namesLine(
      'Not tried, and not billed',
      created.filter((each) => !isThere(each)).map(labelOf),
    ),
    ...namesLine(
      'Not tried, but the account has one of the name',
      created.filter(isThere).map(labelOf),
    ),
    ...namesLine('Ports not changed', of('edit-ports').map(labelOf)),
    ...namesLine('Disk not grown', of('grow-disk').map(labelOf)),
    ...namesLine('Not started', of('start').map(labelOf)),
    ...namesLine('Not reset', of('upgrade').map(labelOf)),
    ...namesLine(
      'Not stopped, and billed by the hour as before',
      stops.filter((task) => !isPaidInAdvance(task)).map(({ action }) => labelOf(action)),
    ),
    ...namesLine(
      'Not stopped; paid in advance',
      stops.filter(isPaidInAdvance).map(({ action }) => labelOf(action)),
    ),
    ...namesLine('Not changed to months, and not charged for it', of('subscribe').map(labelOf)),
    ...namesLine('Not renewed, and not charged for it', of('renew').map(labelOf)),
    ...namesLine('Automatic renewal not switched', of('auto-renew').map(labelOf)),
    ...namesLine('Not destroyed, and still billed', ends.map(withId)),
  ]
}
