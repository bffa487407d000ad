import { unreachable } from '../../../model/unreachable.ts'
import type { Action } from '../../../plan/action.ts'
import type { PlanReport } from '../../../plan/priced-plan.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { bodyLines } from './details/body-lines.ts'
import {
  changeLines,
  driftLines,
  replacementLines,
  stepLines,
  uncheckedLines,
} from './details/change-lines.ts'
import { conflictLines } from './details/conflict-lines.ts'
import { doubtLines } from './details/doubt-lines.ts'
import { expiryWords } from './details/expiry-words.ts'
import { fallbackWords } from './details/fallback-words.ts'
import { costOfFailed } from './details/instance-words.ts'
import type { Look } from './details/look.ts'
import { orphanWords } from './details/orphan-lines.ts'
import { payWords } from './details/pay-words.ts'
import { destroyWords, leftWords, removalDrift } from './details/removal-lines.ts'
import { replaceWords } from './details/replace-words.ts'
import { switchWords } from './details/switch-words.ts'
import { allOf, type Group, speakerOf, waysOfGroup } from './plan-groups.ts'
import { waitingLines } from './waiting.ts'
import { adopt } from './ways/typed-commands.ts'
import { wayText } from './ways/way.ts'

/** What is below a line of a plan: its fields, what differs, what is lost, and the ways out of what needs a person. */
export function detailsOf(group: Group, report: PlanReport, look: Look): readonly string[] {
  const speaker = speakerOf(group)
  // What is to be created again is told in a sentence under the plan.
  const ways = speaker.kind === 'recreate' ? [] : waysOfGroup(group, report.commandLine)
  return [
    ...factsOf(group, report, look),
    ...expiryLines(group, report, look),
    ...waitingLines(speaker, report).map(look.style.yellow),
    ...ways.map((each) => look.style.dim(wayText(each))),
  ]
}

function expiryLines(group: Group, { now }: PlanReport, { style }: Look): readonly string[] {
  const words = expiryWords(group, now)
  if (words === undefined) return []
  return [words.isSoon ? style.yellow(words.text) : style.dim(words.text)]
}

function factsOf(group: Group, report: PlanReport, look: Look): readonly string[] {
  const [action] = group
  switch (action.kind) {
    case 'create':
    case 'recreate':
      return [...bodyLines(action.spec, look), ...fallbackWords(action, report)]
    case 'no-op':
      return [...driftLines(action.drift, look), ...uncheckedLines(action.unchecked, look)]
    case 'exists':
      return [
        `to call it ours: ${adopt(action, action.remote.id, report.commandLine).typed}`,
        ...uncheckedLines(action.unchecked, look),
      ]
    case 'change':
      return [
        ...switchWords(action, report.now),
        ...stepLines(action, look),
        ...payWords(action, report).map(look.style.yellow),
      ]
    case 'replace':
      return [
        ...replacementLines(action, look),
        ...fallbackWords(action, report),
        ...replaceWords(action, report).map(look.style.yellow),
        ...driftLines(action.drift, look),
        ...uncheckedLines(action.unchecked, look),
      ]
    case 'destroy':
      return [
        ...destroyWords(allOf(action, group), report),
        ...driftLines(removalDrift(action), look),
      ]
    case 'in-doubt':
      return doubtLines(action, report)
    case 'failed':
      return [
        `${plain(action.remote.id)}${costOfFailed(action.remote, report)}`,
        ...changeLines(action.changes, look),
        ...driftLines(action.drift, look),
      ]
    case 'conflict':
      return conflictLines(action, report, look)
    case 'orphan':
      return orphanWords(allOf(action, group), report)
    case 'blocked':
      return [
        ...leftWords(allOf(action, group), report),
        ...changeLines(action.changes ?? [], look),
      ]
    case 'expired':
      return leftWords(allOf(action, group), report)
    default:
      return unreachable(action)
  }
}

/** Whether a line of a plan has something below it that a reader must not miss, though nothing is to be done. */
export const hasNews = (action: Action, now: number): boolean =>
  action.kind !== 'no-op' || action.drift.length > 0 || expiryWords([action], now)?.isSoon === true
