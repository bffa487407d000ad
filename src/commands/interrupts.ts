import type { Cancellation } from '../operations/cancellation.ts'

/** What asks a run to stop: Ctrl-C, a CI system, a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A call in flight is given this long after the first signal; the promise is 5 s for the whole ending. */
const GRACE_MS = 3000

/** A call that was abandoned may have made something: until then the account can be asked about it. */
const LAST_LOOK_MS = 4500

/** npm and npx pass a Ctrl-C on to a program that the terminal has sent it to already: that is one signal, not two. */
const ECHO_MS = 250

/** The first signal asks a run to stop, the second ends the process at once. */
export interface Interrupts extends Cancellation {
  /** The first signal as a promise that never rejects. */
  readonly first: Promise<void>
  /** As if a signal had come: a prompt in raw mode gets Ctrl-C as a key. */
  request(): void
  release(): void
}

/**
 * Takes over the signals until `release`. `onFirst` says in words that the run is ending. The second signal
 * leaves with 130: the ledger on the disk already says what is not known.
 */
export function takeInterrupts(onFirst: () => void, onSecond: () => void = () => {}): Interrupts {
  const deadline = new AbortController()
  const lastLook = new AbortController()
  const first = new AbortController()
  let timers: readonly NodeJS.Timeout[] = []
  let since = 0
  const request = () => {
    if (first.signal.aborted) {
      if (performance.now() - since < ECHO_MS) return
      onSecond()
      process.exit(130)
    }
    since = performance.now()
    first.abort()
    timers = [
      setTimeout(() => deadline.abort(), GRACE_MS),
      setTimeout(() => lastLook.abort(), LAST_LOOK_MS),
    ]
    onFirst()
  }
  for (const signal of SIGNALS) process.on(signal, request)
  return {
    requested: () => first.signal.aborted,
    deadline: deadline.signal,
    lastLook: lastLook.signal,
    wait: (ms) => waitFor(ms, first.signal),
    first: new Promise((resolve) => {
      first.signal.addEventListener('abort', () => resolve(), { once: true })
    }),
    request,
    release() {
      for (const timer of timers) clearTimeout(timer)
      for (const signal of SIGNALS) process.off(signal, request)
    },
  }
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
