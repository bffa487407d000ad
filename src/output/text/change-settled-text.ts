import type { ChangeFinding } from '../../apply/change/settle-changes.ts'
import { timeText } from '../../model/time-text.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Protection } from '../../plan/decide/protection.ts'
import type { Style } from '../terminal/style.ts'
import { plain } from '../terminal/terminal-text.ts'
import { CHANGE_WORDS } from './change-words.ts'
import { labelOf } from './events-text.ts'

/** What became of a change that an earlier run left without an outcome. */
export function changeSettledText(finding: ChangeFinding, style: Style): string {
  const { entry, owned, open, outcome, unrecorded } = finding
  const words = CHANGE_WORDS[open.operation]
  const what = `${labelOf(entry)}  the ${words.noun} of ${timeText(open.since)}`
  const seen = `${plain(owned.id)} ${sightWords(finding)}`
  if (unrecorded !== undefined) {
    return style.red(`${what}: ${seen}, but the ledger could not take it`)
  }
  switch (outcome) {
    case 'done':
      return style.green(`${what} took effect: ${seen}`)
    case 'given-up':
      return style.yellow(`${what} had no effect and is given up: ${seen}`)
    case 'open':
      return style.yellow(`${what} is still open: ${seen}`)
    default:
      return unreachable(outcome)
  }
}

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
