import type { Brand } from '../model/brand.ts'

/**
 * Where a line is in its ledger, counted from 1; 0 is before the first. It is what keeps two writers apart: a
 * writer puts a line only behind the last one that it has read or written itself, and who loses that place stops.
 */
export type Position = Brand<number, 'Position'>

export const position = (count: number): Position => count as Position

/** Which lock a sign of life is for. */
export type LockId = Brand<string, 'LockId'>

export interface StoredLine {
  readonly position: Position
  /** Without the line feed. */
  readonly bytes: Uint8Array
}

/**
 * When a line is written. `before-call`: nothing was sent yet, so a line of which it is not sure that it would survive
 * is taken back, and the line after it must fit. `after-call`: it is true whatever happens to it, so it stays.
 */
export type Timing = 'before-call' | 'after-call'

/**
 * A place that keeps the lines of one ledger: puts a line where there is none, and never changes or removes one. What
 * the lines say is not its business.
 */
export interface Store {
  /** What messages call it: no user, password or query in it. */
  readonly label: string
  /** Every line after `from`, in order. Sees each line whose `put` resolved before. */
  read(from: Position): Promise<readonly StoredLine[]>
  /**
   * Puts one line at a position if there is none, and resolves once it would survive a crash. `taken`: a line is there,
   * perhaps this one. When it throws, nobody knows whether the line is there.
   */
  put(at: Position, line: Uint8Array, timing: Timing): Promise<'put' | 'taken'>
  /**
   * Whether the age of a sign of life is told by the store, or counted from when this process first saw the sign, since the
   * store knows no time: then it is older than it seems.
   */
  readonly agesFrom: 'its clock' | 'the first look'
  /** Says that the holder of a lock lives. A hint, never a reason to be sure. */
  beat(lock: LockId): Promise<void>
  /** How long ago, in milliseconds; `undefined` where nobody said so. */
  lastBeat(lock: LockId): Promise<number | undefined>
  /**
   * When the holder gave the sign that `lastBeat` saw last, by its own clock, in Unix milliseconds: only of a store that knows
   * no time. It is for people, and says whether a look that takes its time is worth it; nothing is taken over by it.
   */
  saidAt?(lock: LockId): number | undefined
  /** Whether it refuses a second line at one position. Asked before anything is sent. */
  prove(): Promise<Proof>
  close(): Promise<void>
}

/** `why` ends a sentence. */
export type Proof = { readonly fit: true } | { readonly fit: false; readonly why: string }
