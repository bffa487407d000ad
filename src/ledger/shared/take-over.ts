import type { OwnProcess } from '../../model/own-process.ts'
import { findProcess, type Holder, livenessOf } from '../file-store/lock-owner.ts'
import type { LockedRecord } from '../record.ts'
import type { LockId, Store } from '../store.ts'
import type { Clocks } from './clocks.ts'
import { holderOf } from './held.ts'

/** The last sign of life of a holder. */
export interface Sign {
  /** In milliseconds; where none was seen, for how long this run has looked for one. */
  readonly ageMs: number
  readonly agesFrom: Store['agesFrom']
  /** When the holder gave it by its own clock, in Unix milliseconds, where the store knows no other. */
  readonly saidAt: number | undefined
}

/** Whether the ledger may be taken from the run that holds it. */
export type Verdict =
  | { readonly kind: 'free' }
  /** Its process is gone from this machine; or it gave no sign of life for as long as it said it would: then `sign` is set. */
  | { readonly kind: 'left'; readonly by: LockedRecord; readonly sign: Sign | undefined }
  | ({
      readonly kind: 'held'
      readonly by: LockedRecord
      /** How much longer it has to be watched before it can be taken; 0 where its holder seems to live. */
      readonly watchMs: number
    } & Sign)

/** What a run has seen of the lock of another one since its first look. */
export class Watch {
  readonly #clocks: Pick<Clocks, 'elapsed' | 'wall'>
  #watched: { readonly lock: LockId; readonly since: number } | undefined
  #first: { readonly lock: LockId; readonly saidAt: number | undefined } | undefined

  constructor(clocks: Pick<Clocks, 'elapsed' | 'wall'>) {
    this.#clocks = clocks
  }

  /**
   * Whether a holder seems to be gone that told the time of its last sign of life by its own clock alone. That clock may be
   * wrong, so this is a guess; another sign during the watch proves that it lives.
   */
  seemsGone({ lock, leaseMs, time }: LockedRecord, saidAt: number | undefined): boolean {
    if (this.#first?.lock !== lock) this.#first = { lock, saidAt }
    if (saidAt !== undefined && saidAt !== this.#first.saidAt) return false
    return this.#clocks.wall() - (saidAt ?? Date.parse(time)) >= leaseMs
  }

  /** In milliseconds, from the first look on. */
  silentFor(lock: LockId): number {
    const now = this.#clocks.elapsed()
    if (this.#watched?.lock !== lock) this.#watched = { lock, since: now }
    return now - this.#watched.since
  }

  heard(): void {
    this.#watched = undefined
  }
}

interface Judging {
  readonly store: Pick<Store, 'lastBeat' | 'saidAt' | 'agesFrom'>
  readonly watch: Watch
  readonly own: OwnProcess
  readonly self: Holder
}

/**
 * Judges a lock. A wrong "left" costs no instance: the two runs write to the same place, one of them loses it, and that
 * one sends nothing more.
 */
export async function judgeLock(
  current: LockedRecord | undefined,
  { store, watch, own, self }: Judging,
): Promise<Verdict> {
  if (current === undefined) return { kind: 'free' }
  const liveness = await livenessOf(holderOf(current), self, (pid) => findProcess(own, pid))
  if (liveness === 'dead') return { kind: 'left', by: current, sign: undefined }
  const sign = await lastSign(current, store, watch)
  return sign.ageMs >= current.leaseMs
    ? { kind: 'left', by: current, sign }
    : { kind: 'held', by: current, ...sign, watchMs: watchMs(current, sign, watch) }
}

const watchMs = (current: LockedRecord, sign: Sign, watch: Watch): number =>
  sign.agesFrom === 'the first look' && watch.seemsGone(current, sign.saidAt)
    ? current.leaseMs - sign.ageMs
    : 0

async function lastSign(
  { lock }: LockedRecord,
  store: Judging['store'],
  watch: Watch,
): Promise<Sign> {
  const ageMs = await store.lastBeat(lock)
  if (ageMs === undefined) {
    return { ageMs: watch.silentFor(lock), agesFrom: 'the first look', saidAt: undefined }
  }
  watch.heard()
  return { ageMs, agesFrom: store.agesFrom, saidAt: store.saidAt?.(lock) }
}
