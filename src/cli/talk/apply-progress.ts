import type { ApplyEvent } from '../../apply/event.ts'
import { type Count, liveText } from '../../output/terminal/live-text.ts'
import { labelOf } from '../../output/text/events-text.ts'
import type { LiveLine } from './progress-line.ts'

/** How far an apply is at an event. */
export interface Standing {
  readonly count: Count
  /** How long this entry has taken, in milliseconds. */
  readonly entryMs: number
}

/** Follows an apply, and says on a terminal what it is waiting for. */
export interface ApplyProgress {
  /** Says what goes on besides the creates; `undefined` for nothing that takes long. */
  busy(words: string | undefined): void
  follow(event: ApplyEvent): Standing
  /** How long ago the first call started, in milliseconds; `undefined` when there was none. */
  elapsed(): number | undefined
}

export function applyProgress(live: LiveLine | undefined): ApplyProgress {
  let first: number | undefined
  let started = performance.now()
  let count: Count = { nth: 1, of: 1 }
  const say = (label: string, from: number, of?: Count, doing?: string) =>
    live?.show((width) =>
      liveText({ label, count: of, doing, ms: performance.now() - from }, width),
    )
  return {
    busy(words) {
      if (words === undefined) live?.hide()
      else say(words, performance.now())
    },
    follow(event) {
      if (event.kind === 'start') {
        started = performance.now()
        first ??= started
        count = { nth: event.nth, of: event.of }
      }
      const doing = DOING[event.kind]
      if (event.kind === 'refused_lookup') say('Looking for what was refused', performance.now())
      else if (doing === undefined || event.kind === 'stopped') live?.hide()
      else say(labelOf(event.action), started, count, doing === '' ? undefined : doing)
      return { count, entryMs: performance.now() - started }
    },
    elapsed: () => (first === undefined ? undefined : performance.now() - first),
  }
}

/** What is waited for after an event; `undefined` where nothing is. */
const DOING = {
  start: '',
  retry: 'trying again',
  lookup: 'looking in the account',
  complete: undefined,
  rejected: undefined,
  not_sent: undefined,
  refused_lookup: '',
  unknown: undefined,
  stopped: undefined,
} as const satisfies Record<ApplyEvent['kind'], string | undefined>
