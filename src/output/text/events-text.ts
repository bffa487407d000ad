import { explainRefusal } from '../../api/responses/refusal.ts'
import { type ApplyEvent, isChangeEvent } from '../../apply/event.ts'
import type { OpenFinding } from '../../apply/settle-open.ts'
import type { EntryKey } from '../../definitions/instance-spec.ts'
import { briefText, durationText } from '../../model/duration.ts'
import { timeText } from '../../model/time-text.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Candidate } from '../../plan/attempt-matches.ts'
import { type Count, countText } from '../terminal/live-text.ts'
import type { Style } from '../terminal/style.ts'
import { plain } from '../terminal/terminal-text.ts'
import { changeEventText } from './change-event-text.ts'
import { possibleText } from './plan/candidate-text.ts'
import { explainReason } from './reasons/explain-reason.ts'
import { waitEventText } from './wait-text.ts'

/** One event of an apply as a line for a person; `undefined` where the next event says it better. */
export function eventText(
  event: ApplyEvent,
  style: Style,
  { count, entryMs }: { readonly count: Count; readonly entryMs: number },
): string | undefined {
  const nth = style.dim(countText(count))
  if (isChangeEvent(event)) {
    const label = labelOf(event.action)
    // What is waited for comes before the turn of its task.
    const turn = event.kind === 'successor' ? '' : nth
    return `${turn}${changeEventText(event, { label, style, sinceMs: entryMs })}`
  }
  const took = (ms: number, how = '') => style.dim(`(${briefText(ms / 1000)}${how})`)
  switch (event.kind) {
    case 'start':
      return event.rung === undefined
        ? undefined
        : `${nth}… ${labelOf(event.action)}  trying item ${event.rung} of its fallback`
    case 'retry': {
      const retry = `${plain(event.reason)}; trying again in ${briefText(event.waitMs / 1000)}`
      return `${nth}${style.yellow(`… ${labelOf(event.action)}  ${retry}`)}`
    }
    case 'lookup': {
      const looking = 'looking in the account for an instance it may have made'
      return `${nth}${style.yellow(`? ${labelOf(event.action)}  ${plain(event.reason)}; ${looking}`)}`
    }
    case 'refused_lookup': {
      return style.yellow(
        `… a refusal may be wrong: looking for up to ${durationText(Math.ceil(event.waitMs / 1000))} whether the account has ${firstOf(event.actions.map(labelOf))} anyway`,
      )
    }
    case 'made_wait': {
      const names = event.instances.map(({ name, id }) => plain(name ?? id))
      const limit = durationText(Math.ceil(event.waitMs / 1000))
      return style.dim(
        `… waiting for up to ${limit} until what was created runs (${firstOf(names)}): only then is anything reset, stopped, paid for or destroyed`,
      )
    }
    case 'wait_state':
      return waitEventText(event, style)
    case 'complete': {
      if (event.despite !== undefined) {
        return `${style.red('!')} ${labelOf(event.action)}  was refused (${plain(explainRefusal(event.despite))}), and exists anyway as ${event.id}`
      }
      const how = event.how === 'found' ? ', found in the account' : ''
      return `${nth}${style.green('+')} ${labelOf(event.action)}  created as ${event.id} ${took(event.elapsedMs, how)}`
    }
    case 'rejected':
      return `${nth}${style.red('✗')} ${labelOf(event.action)}  rejected: ${plain(explainRefusal(event.refusal))} ${took(entryMs)}`
    case 'not_sent':
      return `${nth}${style.red('✗')} ${labelOf(event.action)}  not sent: ${plain(explainReason(event.reason))} ${took(entryMs)}`
    case 'unknown': {
      const { reason, requestId } = event
      const request = requestId === undefined ? '' : `; request ${requestId}`
      return `${nth}${style.red('?')} ${labelOf(event.action)}  in doubt: ${plain(explainReason(reason) + request)} ${took(entryMs)}`
    }
    case 'stopped':
      return undefined
    default:
      return unreachable(event)
  }
}

/** Entries that one line names. */
const MAX_NAMED = 10

function firstOf(names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  return `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** What an entry is called in a sentence: its name, or its key in the ledger. */
export const labelOf = ({ name, key }: { name: string | undefined; key: EntryKey }): string =>
  plain(name ?? `(no name, ${key})`)

const toldOf = (
  candidates: readonly Candidate[],
  entry: { readonly name: string | undefined },
): readonly string[] => (candidates.length === 0 ? [] : [possibleText(candidates, entry)])

/** What became of an attempt that an earlier run left without an outcome. */
export function settledText(
  { entry, attempt, found, outcome, unrecorded }: OpenFinding,
  style: Style,
): string {
  const what = `${labelOf(entry)}: the attempt of ${timeText(attempt.since)}`
  const isLost = unrecorded !== undefined
  if (found.kind === 'one') {
    return isLost
      ? style.red(`${what} made ${found.id}, but the ledger could not take it`)
      : style.green(`${what} made ${found.id}; it is recorded now`)
  }
  if (outcome === 'not-made') {
    const made = `${what} made nothing: it was refused (${plain(attempt.reason ?? '')})`
    return isLost ? style.red(`${made}, but the ledger could not take it`) : style.yellow(made)
  }
  const why = [explainReason(found.reason), ...toldOf(found.candidates, entry)].join('; ')
  return style.yellow(`${what} stays in doubt: ${plain(why)}`)
}
