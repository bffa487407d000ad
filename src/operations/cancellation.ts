import { UserError } from '../model/user-error.ts'
import { waitFor } from '../model/wait-for.ts'

/** A call in flight is given this long after somebody asked to stop; the promise is 5 s for the whole ending. */
const GRACE_MS = 3000

/** A call that was abandoned may have made something: until then the account can be asked about it. */
const LAST_LOOK_MS = 4500

/** How a run is asked to stop, and how long each part of its ending may take. */
export interface Cancellation {
  /** Whether somebody asked to stop: nothing new starts after that. */
  requested(): boolean
  /** Aborted once the call in flight has had its time. */
  readonly deadline: AbortSignal
  /** Aborted once even a look at the account has to end. */
  readonly lastLook: AbortSignal
  /** Waits; resolves early when somebody asks to stop. */
  wait(ms: number): Promise<void>
  /** Nothing is to be stopped any more. */
  release(): void
}

/** Ends a run that was asked to stop before it changed anything: a call that was cut off proves nothing. */
export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new UserError('interrupted: nothing was changed', { ending: 'interrupted' })
}

/** The ending of a run that a signal asks to stop: the signal says when, this says how fast. */
export function cancelBy(signal: AbortSignal): Cancellation {
  const deadline = new AbortController()
  const lastLook = new AbortController()
  let timers: readonly NodeJS.Timeout[] = []
  const begin = () => {
    timers = [
      setTimeout(() => deadline.abort(), GRACE_MS),
      setTimeout(() => lastLook.abort(), LAST_LOOK_MS),
    ]
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    requested: () => signal.aborted,
    deadline: deadline.signal,
    lastLook: lastLook.signal,
    wait: (ms) => waitFor(ms, signal),
    release() {
      signal.removeEventListener('abort', begin)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
