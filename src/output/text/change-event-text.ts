import { explainRefusal } from '../../api/responses/refusal.ts'
import type { ChangeEvent } from '../../apply/event.ts'
import { briefText } from '../../model/duration.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Style } from '../terminal/style.ts'
import { plain } from '../terminal/terminal-text.ts'
import { CHANGE_WORDS } from './change-words.ts'
import { explainReason } from './reasons/explain-reason.ts'

/** One event of a start, a stop or a deletion as a line for a person. */
export function changeEventText(
  event: ChangeEvent,
  {
    label,
    style,
    sinceMs,
  }: {
    /** What the entry is called. */
    readonly label: string
    readonly style: Style
    /** How long the change has taken so far. */
    readonly sinceMs: number
  },
): string {
  const words = CHANGE_WORDS[event.operation]
  const id = plain(event.action.owned.id)
  const tookMs = event.kind === 'complete' ? event.elapsedMs : sinceMs
  const took = style.dim(`(${briefText(tookMs / 1000)})`)
  switch (event.kind) {
    case 'start':
      return style.dim(`… ${words.doing} ${label} (${id})`)
    case 'accepted':
      return style.dim(`… ${label}  accepted; waiting until ${words.until}`)
    case 'successor':
      return style.dim(
        `… ${label}  ${plain(event.successor)} is ${plain(event.status)}; ${id} ends once it runs`,
      )
    case 'retry': {
      const wait = event.waitMs === 0 ? '' : ` in ${briefText(event.waitMs / 1000)}`
      return style.yellow(`… ${label}  ${plain(explainReason(event.reason))}; trying again${wait}`)
    }
    case 'lookup':
      return style.yellow(`? ${label}  ${plain(event.reason)}; looking at the instance`)
    case 'complete':
      if (!event.isThere) return `${style.yellow(`… ${label}  ${words.notYet}`)} (${id}) ${took}`
      return event.how === 'was-so'
        ? `= ${label}  ${words.wasSo} (${id})`
        : `${style.green(words.sign)} ${label}  ${words.done} (${id}) ${took}`
    case 'rejected':
      return `${style.red('✗')} ${label}  ${words.failed}: ${plain(explainRefusal(event.refusal))} ${took}`
    case 'not_sent':
      return `${style.red('✗')} ${label}  left alone: ${plain(explainReason(event.reason))} ${took}`
    case 'unknown':
      return event.reason.code === 'still-leaving'
        ? `${style.yellow(`… ${label}  ${words.notYet}`)} (${id} is ${plain(event.reason.status)}) ${took}`
        : `${style.red('?')} ${label}  in doubt: ${plain(explainReason(event.reason))} ${took}`
    default:
      return unreachable(event)
  }
}
