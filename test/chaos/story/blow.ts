import type { Operation } from '../../../src/sandbox/routes/api-operation.ts'
import type { CallEvent } from '../../../src/sandbox/routes/handle-request.ts'
import type { Dice } from './dice.ts'

export type StopSignal = 'SIGKILL' | 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** A moment of a start: the n-th call of a kind has come so far at the service. */
export interface Moment {
  readonly operation: Operation
  readonly phase: CallEvent['phase']
  readonly nth: number
}

/** What is done to one start of the program. */
export type Blow =
  | { readonly blow: 'none' }
  /**
   * A signal at a moment, or so many milliseconds after it. The service waits until a killed program is gone, unless
   * the signal comes late. With `again` a second signal follows.
   */
  | {
      readonly blow: 'at-call'
      readonly at: Moment
      readonly signal: StopSignal
      readonly lateMs: number
      readonly again: StopSignal | undefined
    }
  /** From this moment on the service says no more; the signal comes a little later. */
  | { readonly blow: 'silence'; readonly at: Moment; readonly signal: StopSignal }
  /** A signal after a while, wherever the program is then. */
  | { readonly blow: 'after'; readonly signal: StopSignal; readonly ms: number }
  /** A second one is started so much later, by a rival with the same order or with a plain apply; the first may be killed. */
  | {
      readonly blow: 'twice'
      readonly rival: 'same' | 'apply'
      readonly gapMs: number
      readonly killMs: number | undefined
    }
  /** The reader of the output goes away at the first word. */
  | { readonly blow: 'pipe'; readonly of: readonly ('stdout' | 'stderr')[] }
  /** No file can grow beyond so many blocks of 512 bytes. */
  | { readonly blow: 'full'; readonly blocks: number }
  /** From this moment on no file can grow beyond so many bytes. */
  | { readonly blow: 'full-at-call'; readonly at: Moment; readonly bytes: number }
  /** From this moment on, what keeps a shared ledger is away for so many milliseconds. */
  | { readonly blow: 'away'; readonly at: Moment; readonly ms: number }

/** The calls that change something and are worth a blow in an act, and about how large its files are by then. */
export interface Target {
  readonly operations: readonly Operation[]
  /** In blocks of 512 bytes, at most. */
  readonly blocks: number
}

const SIGNALS: readonly StopSignal[] = [
  'SIGKILL',
  'SIGKILL',
  'SIGKILL',
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
]

export const drawBlow = (dice: Dice, target: Target, isBlind: boolean): Blow =>
  isBlind || dice.chance(0.25) ? blindBlow(dice, target) : aimedBlow(dice, target)

/** A blow that needs no word from the service. */
function blindBlow({ below, pick, chance }: Dice, { operations, blocks }: Target): Blow {
  if (chance(0.2)) return { blow: 'none' }
  if (chance(0.2)) return { blow: 'pipe', of: pick([['stdout'], ['stderr'], ['stdout', 'stderr']]) }
  if (chance(0.3)) {
    return {
      blow: 'twice',
      rival: operations.includes('create') || chance(0.5) ? 'same' : 'apply',
      gapMs: pick([0, 0, below(400)]),
      killMs: chance(0.4) ? 150 + below(700) : undefined,
    }
  }
  if (chance(0.3)) return { blow: 'full', blocks: below(blocks) }
  return { blow: 'after', signal: pick(SIGNALS), ms: 80 + below(900) }
}

function aimedBlow({ below, pick, chance }: Dice, { operations }: Target): Blow {
  if (chance(0.04)) {
    const operation = pick(['list', 'list', 'get', 'products', ...operations] as const)
    const at = { operation, phase: 'received', nth: 1 + below(3) } as const
    return {
      blow: 'silence',
      at,
      signal: pick(['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM'] as const),
    }
  }
  const changes = chance(0.8)
  const operation = changes ? pick(operations) : pick(['list', 'list', 'get', 'products'] as const)
  const phases = ['received', 'committed', 'answering', 'answered'] as const
  const phase = changes ? pick(phases) : pick(['received', 'answered'] as const)
  const at: Moment = { operation, phase, nth: 1 + below(2) }
  if (chance(0.06)) return { blow: 'full-at-call', at, bytes: pick([0, 0, 400, 1200]) }
  const signal = pick(SIGNALS)
  const lateMs = chance(0.3) ? 1 + below(30) : 0
  return { blow: 'at-call', at, signal, lateMs, again: chance(0.15) ? pick(SIGNALS) : undefined }
}
