import { type ApplyEvent, isChangeEvent } from '../../apply/event.ts'
import { idOfTask } from '../../apply/result.ts'
import { unreachable } from '../../model/unreachable.ts'
import { type Count, liveText } from '../../output/terminal/live-text.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { CHANGE_WORDS } from '../../output/text/change-words.ts'
import { labelOf } from '../../output/text/events-text.ts'
import type { Task } from '../../plan/action.ts'
import type { LiveLine } from './progress-line.ts'

/** How far a task is at an event of it. */
export interface Standing {
  readonly count: Count
  /** How long this entry has taken, in milliseconds. */
  readonly entryMs: number
}

/** Follows an apply, and says on a terminal what it is waiting for. */
export interface ApplyProgress {
  /** Says what goes on besides the tasks; `undefined` for nothing that takes long. */
  busy(words: string | undefined): void
  follow(event: ApplyEvent): Standing
  /** How long ago the first call started, in milliseconds; `undefined` when there was none. */
  elapsed(): number | undefined
}

/** A task that was begun and has not ended. */
interface Going {
  readonly label: string
  readonly count: Count
  readonly since: number
  /** `''` where the label says enough. */
  readonly doing: string
}

export function applyProgress(live: LiveLine | undefined): ApplyProgress {
  let first: number | undefined
  let begun: Pick<Going, 'count' | 'since'> | undefined
  const last = () => begun ?? { count: { nth: 1, of: 1 }, since: performance.now() }
  // Creations go one by one, changes several at once.
  const going = new Map<string, Going>()
  const say = (label: string, from?: number, of?: Count, doing?: string) => {
    if (live === undefined) return
    const since = from ?? performance.now()
    live.show((width) =>
      liveText({ label, count: of, doing, ms: performance.now() - since }, width),
    )
  }
  const show = () => {
    const [oldest, ...others] = going.values()
    if (oldest === undefined) return live?.hide()
    const { label, since, count, doing } = oldest
    const what = doing === '' ? undefined : doing
    if (others.length === 0) say(label, since, count, what)
    else say(`${label} and ${others.length} more`, since, undefined, what)
  }
  const standing = ({ count, since }: Pick<Going, 'count' | 'since'>): Standing => ({
    count,
    entryMs: performance.now() - since,
  })
  return {
    busy(words) {
      if (words === undefined) live?.hide()
      else say(words)
    },
    follow(event) {
      if (event.kind === 'refused_lookup') {
        say('Looking for what was refused')
        return standing(last())
      }
      if (event.kind === 'made_wait') {
        say('Waiting until what was created runs')
        return standing(last())
      }
      if (event.kind === 'wait_state') return standing(last())
      if (event.kind === 'stopped') {
        live?.hide()
        return standing(last())
      }
      if (event.kind === 'start') {
        begun = { count: { nth: event.nth, of: event.of }, since: performance.now() }
        first ??= begun.since
      }
      const id = idOfTask(event)
      const { count, since } = going.get(id) ?? last()
      const doing = doingAfter(event)
      if (doing === undefined) going.delete(id)
      else going.set(id, { label: labelOf(event.action), count, since, doing })
      show()
      return standing({ count, since })
    },
    elapsed: () => (first === undefined ? undefined : performance.now() - first),
  }
}

/** What is waited for after an event of a task: `''` where its name says enough, `undefined` where it has ended. */
function doingAfter(event: Extract<ApplyEvent, Task>): string | undefined {
  switch (event.kind) {
    case 'start':
      return isChangeEvent(event) ? CHANGE_WORDS[event.operation].doing : ''
    case 'accepted':
      return `waiting until ${CHANGE_WORDS[event.operation].until}`
    case 'successor':
      return `waiting until ${plain(event.successor)} runs`
    case 'retry':
      return 'trying again'
    case 'lookup':
      return isChangeEvent(event) ? 'looking at the instance' : 'looking in the account'
    case 'complete':
    case 'rejected':
    case 'not_sent':
    case 'unknown':
      return undefined
    default:
      return unreachable(event)
  }
}
