import type { ChangeFinding } from '../../apply/change/settle-changes.ts'
import { timeText } from '../../model/time-text.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Protection } from '../../plan/decide/protection.ts'
import type { Style } from '../terminal/style.ts'
import { plain } from '../terminal/terminal-text.ts'
import { CHANGE_WORDS, RESETS_AGAIN } from './change-words.ts'
import { labelOf } from './events-text.ts'
import { accountWords } from './plan/account-words.ts'
import { BY_OTHERS } from './reasons/explain-change.ts'

/** What became of a change that an earlier run left without an outcome. */
export function changeSettledText(finding: ChangeFinding, style: Style): string {
  const { entry, owned, open, outcome, has, unrecorded } = finding
  const words = CHANGE_WORDS[open.operation]
  const what = `${labelOf(entry)}  the ${words.noun} of ${timeText(open.since)}`
  const also = has.length === 0 ? '' : `, and has ${accountWords(has)}, ${BY_OTHERS}`
  const seen = `${plain(owned.id)} ${sightWords(finding)}${also}`
  if (unrecorded !== undefined) {
    return style.red(`${what}: ${seen}, but the ledger could not take it`)
  }
  switch (outcome) {
    case 'done':
      return style.green(`${what} took effect: ${seen}`)
    case 'given-up':
      return style.yellow(`${what} ${givenUpWords(finding)}: ${seen}`)
    case 'open':
      return style.yellow(`${what} is still open: ${seen}`)
    default:
      return unreachable(outcome)
  }
}

/** That it had no effect is said only where that was seen. */
function givenUpWords({ progress, open: { operation } }: ChangeFinding): string {
  switch (progress) {
    case 'not-begun':
      return 'had no effect and is given up'
    case 'untold':
      return operation === 'upgrade' ? `${UNTOLD}; another one ${RESETS_AGAIN}` : UNTOLD
    case 'other':
      return 'is given up, since somebody else changed the same'
    case 'failed':
    case 'vanished':
    case 'there':
    case 'leading':
    case 'listed':
    case 'unseen':
      return 'is given up'
    default:
      return unreachable(progress)
  }
}

const UNTOLD = 'may have been done, which nobody can tell, and is given up'

function sightWords({ sight, outcome }: ChangeFinding): string {
  switch (sight.kind) {
    case 'seen':
      return `is ${plain(sight.instance.status)}`
    case 'gone':
      return outcome === 'open'
        ? 'is not known by its id, but no whole list of the account confirms that it is gone'
        : 'is gone'
    case 'unseen':
      return `could not be looked at: ${plain(sight.why)}`
    default:
      return unreachable(sight)
  }
}

/** That an instance is protected from now on, or no longer. */
export const protectionText = (protection: Protection, style: Style): string =>
  `${style.green('=')} ${labelOf(protection)}  ${protection.protect ? 'protected from now on' : 'no longer protected'} (${plain(protection.id)})`
