import type { OwnProcess } from '../../model/own-process.ts'
import { findProcess, type Holder, livenessOf } from '../file-store/lock-owner.ts'
import type { LockedRecord } from '../record.ts'
import type { Store } from '../store.ts'
import { holderOf } from './held.ts'

/** Whether the ledger may be taken from the run that holds it. */
export type Verdict =
  | { readonly kind: 'free' }
  /** Its process is gone from this machine, or it gave no sign of life for as long as it said it would. */
  | { readonly kind: 'left'; readonly by: LockedRecord }
  /** `ageMs`: since its last sign of life, which is `undefined` where none was seen. */
  | { readonly kind: 'held'; readonly by: LockedRecord; readonly ageMs: number | undefined }

interface Judging {
  readonly store: Pick<Store, 'lastBeat'>
  readonly own: OwnProcess
  readonly self: Holder
}

/**
 * Judges a lock. A wrong "left" costs no instance: the two runs write to the same place, one of them loses it, and that
 * one sends nothing more.
 */
export async function judgeLock(
  current: LockedRecord | undefined,
  { store, own, self }: Judging,
): Promise<Verdict> {
  if (current === undefined) return { kind: 'free' }
  const liveness = await livenessOf(holderOf(current), self, (pid) => findProcess(own, pid))
  if (liveness === 'dead') return { kind: 'left', by: current }
  const ageMs = await store.lastBeat(current.lock)
  return ageMs !== undefined && ageMs >= current.leaseMs
    ? { kind: 'left', by: current }
    : { kind: 'held', by: current, ageMs }
}
