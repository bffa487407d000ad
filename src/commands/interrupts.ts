import process from 'node:process'

/** What asks a run to stop: Ctrl-C, a CI system, a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A call in flight is given this long after the first signal; the promise is 5 s for the whole ending. */
const GRACE_MS = 4000

/** The first signal asks a run to stop, the second ends the process at once. */
export interface Interrupts {
  requested(): boolean
  /** Aborted once the call in flight has had its time. */
  readonly deadline: AbortSignal
  /** Waits; resolves early on the first signal. */
  wait(ms: number): Promise<void>
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
export function takeInterrupts(onFirst: () => void): Interrupts {
  const deadline = new AbortController()
  const first = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const request = () => {
    if (first.signal.aborted) process.exit(130)
    first.abort()
    timer = setTimeout(() => deadline.abort(), GRACE_MS)
    onFirst()
  }
  for (const signal of SIGNALS) process.on(signal, request)
  return {
    requested: () => first.signal.aborted,
    deadline: deadline.signal,
    wait: (ms) => waitFor(ms, first.signal),
    first: new Promise((resolve) => {
      first.signal.addEventListener('abort', () => resolve(), { once: true })
    }),
    request,
    release() {
      clearTimeout(timer)
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
