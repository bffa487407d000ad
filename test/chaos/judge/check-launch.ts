import { SECRETS } from '../secrets.ts'
import type { Blow } from '../story/blow.ts'
import type { Order } from '../story/order.ts'

/** One start of the program, and how it ended. */
export interface Launch {
  readonly blow: Blow
  readonly order: Order
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Both streams together. */
  readonly output: string
  /** It did not end by itself. */
  readonly hung: boolean
  /** From the first signal that it was sent to its end. */
  readonly afterSignalMs: number | undefined
}

/** 70 is a bug of ours, 2 and 64 cannot come of this command line. */
const CODES: ReadonlySet<number | null> = new Set([0, 1, 3, 4, 5, 130])

/** The promise is five seconds; a busy machine may need some more. */
const LONGEST_ENDING_MS = 9000

/** What must hold of each start. */
export function checkLaunch(launch: Launch): readonly string[] {
  const { code, signal, output, hung, afterSignalMs } = launch
  const isKilled = signal === 'SIGKILL' && afterSignalMs !== undefined
  return [
    ...(hung ? [`it did not end: ${output}`] : []),
    ...(hung || isKilled || isDeafened(launch) || CODES.has(code)
      ? []
      : [`it ended with ${code ?? signal}: ${output}`]),
    ...(signal === null && (afterSignalMs ?? 0) > LONGEST_ENDING_MS
      ? [`it took ${Math.round(afterSignalMs ?? 0)} ms to end after a signal`]
      : []),
    // Nothing but another start could, and the lock is there to refuse that; none is silent for a whole lease.
    ...(/something else changed the ledger|was taken over by/.test(output)
      ? [`two starts wrote into one ledger: ${output}`]
      : []),
    ...(/^ {4}at .*:\d+:\d+/m.test(output) ? [`the output shows a stack trace: ${output}`] : []),
    ...Object.entries(SECRETS)
      .filter(([, value]) => output.includes(value))
      .map(([which]) => `the output shows the ${which}`),
  ]
}

/** A signal that comes before the program has started to listen, or after its last word, ends it as any other. */
function isDeafened({ blow, signal, output, afterSignalMs }: Launch): boolean {
  if (signal === null || afterSignalMs === undefined) return false
  const sent = blow.blow === 'at-call' ? [blow.signal, blow.again] : []
  if ('signal' in blow) sent.push(blow.signal)
  return (
    sent.some((each) => each === signal) &&
    (afterSignalMs < 1000 || /^(Requests: |Ended\.)/m.test(output))
  )
}
