import type { OwnProcess } from '../model/own-process.ts'
import { UserError, type UserErrorOptions } from '../model/user-error.ts'
import { waitFor } from '../model/wait-for.ts'
import { type Holder, holderText } from './file-store/lock-owner.ts'
import type { Sign } from './shared/take-over.ts'

/** A ledger that only this run writes to, until `release`. */
export interface Lock {
  readonly holder: Holder
  /** The run that had left its lock behind. */
  readonly takenOver: TakenFrom | undefined
  /** Gives the lock back; does nothing when it is not ours any more. */
  release(): Promise<void>
}

/** A run that had left its lock behind, as far as this one can know. */
export interface TakenFrom extends Holder {
  /** Why that was believed; `undefined` where this machine saw that its process is gone. Else it may live, or sleep. */
  readonly silence: Silence | undefined
}

/** For how long a run gave no sign of life. */
export interface Silence extends Sign {
  /** By the clock of this machine. */
  readonly since: string
}

export interface LockOptions {
  readonly own: OwnProcess
  /** What the holder is doing, for the one who is refused: `apply`. */
  readonly command: string
  /** How the holder's lock is removed by hand, as it can be pasted; `ppi-apply unlock ID` by default. */
  readonly unlockWith?: (id: string) => string
  readonly waiting?: Waiting | undefined
}

/** How a run waits for a ledger that another run holds. */
export interface Waiting {
  /** How long at most, in milliseconds. */
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
  /** Called once, with why it has to wait. */
  readonly begun: (why: string) => void
}

/** Another run holds the ledger. */
export class LedgerBusy extends UserError {
  /** That run is gone, most likely: in how many milliseconds at most another look will tell; 0 where it seems to live. */
  readonly watchMs: number

  constructor(
    message: string,
    { watchMs = 0, ...options }: UserErrorOptions & { readonly watchMs?: number },
  ) {
    super(message, options)
    this.watchMs = watchMs
  }
}

/** Somebody wants to unlock what nobody holds. `label`: what messages call the ledger. */
export const notLocked = (label: string): UserError =>
  new UserError(`there is no lock on ${label}`, {
    ending: 'ledger',
    hint: 'Nothing needs to be unlocked: run your command again.',
  })

/** Somebody wants to unlock a ledger that another run holds by now; `holder` where its lock can be read. */
export const otherLock = (
  label: string,
  { id, holder }: { readonly id: string; readonly holder: Holder | undefined },
): UserError =>
  new UserError(
    `the lock of ${label} has another id, ${id}${holder ? `, and belongs to ${holderText(holder)}` : ''}`,
    {
      ending: 'ledger',
      hint: 'It changed since you read the id: run your command again, and unlock only if it is still refused.',
    },
  )

/**
 * Tries again while another run holds the ledger, until the limit, or until it can be told whether a run that seems to be
 * gone is so; then throws what the last try threw.
 */
export async function takeInTime<Taken>(
  take: () => Promise<Taken>,
  waiting: Waiting | undefined,
): Promise<Taken> {
  const until = performance.now() + (waiting?.limitMs ?? 0)
  let told = false
  while (true) {
    try {
      return await take()
    } catch (error) {
      if (!(error instanceof LedgerBusy) || waiting === undefined) throw error
      const left = Math.max(until - performance.now(), error.watchMs)
      if (left <= 0 || waiting.signal?.aborted === true) throw error
      if (!told) waiting.begun(error.message)
      told = true
      await waitFor(Math.min(left, POLL_MS), waiting.signal)
    }
  }
}

const POLL_MS = 1000
