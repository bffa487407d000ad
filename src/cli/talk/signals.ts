import { type Cancellation, cancelBy } from '../../operations/cancellation.ts'

/** What asks a run to stop: Ctrl-C, a CI system, a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** npm and npx pass a Ctrl-C on to a program that the terminal has sent it to already: that is one signal, not two. */
const ECHO_MS = 250

/** The first signal asks a run to stop, the second ends the process at once. */
export interface Interrupts extends Cancellation {
  /** The first signal as a promise that never rejects. */
  readonly first: Promise<void>
  /** As if a signal had come: a prompt in raw mode gets Ctrl-C as a key. */
  request(): void
}

/**
 * Takes over the signals until `release`. `onFirst` says in words that the run is ending. The second signal
 * leaves with 130: the ledger on the disk already says what is not known.
 */
export function handleSignals(onFirst: () => void, onSecond: () => void = () => {}): Interrupts {
  const first = new AbortController()
  const cancellation = cancelBy(first.signal)
  let since = 0
  const request = () => {
    if (first.signal.aborted) {
      if (performance.now() - since < ECHO_MS) return
      onSecond()
      process.exit(130)
    }
    since = performance.now()
    first.abort()
    onFirst()
  }
  for (const signal of SIGNALS) process.on(signal, request)
  return {
    ...cancellation,
    first: new Promise((resolve) => {
      first.signal.addEventListener('abort', () => resolve(), { once: true })
    }),
    request,
    release() {
      cancellation.release()
      for (const signal of SIGNALS) process.off(signal, request)
    },
  }
}
