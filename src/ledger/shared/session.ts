import { describeProcess, type Holder } from '../file-store/lock-owner.ts'
import { type LockOptions, type TakenFrom, takeInTime } from '../ledger-lock.ts'
import type { LedgerRecord, LockedRecord } from '../record.ts'
import type { LockId, Store } from '../store.ts'
import { type Chain, extend, linkLine, NO_LINES } from './chain.ts'
import type { Clocks } from './clocks.ts'
import { currentLock, holderOf } from './held.ts'
import { putSurely } from './put-surely.ts'
import { busy, unfit } from './refusals.ts'
import { SharedLog } from './shared-log.ts'
import { judgeLock, type Verdict, Watch } from './take-over.ts'

/** The times of a holder, in milliseconds. */
export interface Lease {
  /** How long it may give no sign of life before another run takes the ledger over. */
  readonly leaseMs: number
  /** How often it gives one. */
  readonly beatMs: number
  /** How long after its last line it may send a call without asking whether the ledger is its own; below the lease. */
  readonly lateMs: number
}

export const LEASE: Lease = { leaseMs: 60_000, beatMs: 15_000, lateMs: 10_000 }

/** A shared ledger while a run holds it. */
export interface Session {
  readonly log: SharedLog
  /** What was in the ledger when it was taken, the lock of this run included. */
  readonly records: readonly LedgerRecord[]
  readonly holder: Holder
  readonly takenOver: TakenFrom | undefined
  /** Gives the ledger back, if it is this run's still, and closes the store. */
  end(): Promise<void>
}

interface Timing {
  readonly lease: Lease
  readonly clocks: Clocks
}

/**
 * Takes a shared ledger: reads all of it, lets the store prove that it refuses a second line at one place, and puts a
 * `locked` line at the end. Throws a `LedgerBusy` that names the holder, and a `UserError` for a store that is not fit.
 * The store is closed when this throws.
 */
export async function takeLedger(
  store: Store,
  options: LockOptions,
  timing: Timing,
): Promise<Session> {
  try {
    const self = await describeProcess(options.own, options.command, new Date(timing.clocks.wall()))
    const watch = new Watch(timing.clocks)
    let chain = NO_LINES
    let isFit = false
    return await takeInTime(async () => {
      for (;;) {
        chain = extend(chain, await store.read(chain.last), store.label)
        // Once, and not at each look while it waits: a proof is a call, to Git a push.
        if (!isFit && chain.last > 0) {
          await requireFit(store)
          isFit = true
        }
        const session = await take({ store, chain, watch, self, options, timing })
        if (session !== undefined) return session
      }
    }, options.waiting)
  } catch (error) {
    await store.close().catch(() => undefined)
    throw error
  }
}

interface Taking {
  readonly store: Store
  readonly chain: Chain
  readonly watch: Watch
  readonly self: Holder
  readonly options: LockOptions
  readonly timing: Timing
}

/** `undefined` where another run was quicker. */
async function take({
  store,
  chain,
  watch,
  self,
  options,
  timing,
}: Taking): Promise<Session | undefined> {
  const verdict = await judgeLock(currentLock(chain.records), {
    store,
    watch,
    own: options.own,
    self,
  })
  if (verdict.kind === 'held') throw busy(store.label, verdict, options.unlockWith)
  const left = verdict.kind === 'left' ? verdict.by : undefined
  const locked = lockLine(self, timing, left)
  // Whoever sees the lock is to see a sign of life as well.
  await store.beat(locked.lock)
  const { bytes, end } = linkLine(locked, chain)
  const line = { at: end.last, bytes, timing: 'before-call' } as const
  if ((await putSurely(store, line, timing.clocks)) === 'taken') return undefined
  // Only a line that is there can be put again.
  if (chain.last === 0) await requireFit(store)
  const { lock } = locked
  const { clocks, lease } = timing
  const log = new SharedLog({ store, end, lock, clocks, lateMs: lease.lateMs })
  return {
    log,
    records: [...chain.records, locked],
    holder: holderOf(locked),
    takenOver: verdict.kind === 'left' ? takenFrom(verdict, clocks) : undefined,
    end: endWith(beating(store, lock, lease), { store, log, timing }),
  }
}

function takenFrom(
  { by, sign }: Extract<Verdict, { kind: 'left' }>,
  { wall }: Pick<Clocks, 'wall'>,
): TakenFrom {
  const since = (ageMs: number): string => new Date(wall() - ageMs).toISOString()
  return { ...holderOf(by), silence: sign && { ...sign, since: since(sign.ageMs) } }
}

async function requireFit(store: Store): Promise<void> {
  const proof = await store.prove()
  if (!proof.fit) throw unfit(store.label, proof.why)
}

function lockLine(
  { id, time: _time, ...self }: Holder,
  { lease, clocks }: Timing,
  left: LockedRecord | undefined,
): LockedRecord {
  return {
    type: 'locked',
    time: new Date(clocks.wall()).toISOString(),
    lock: id as LockId,
    ...self,
    leaseMs: lease.leaseMs,
    over: left?.lock,
  }
}

/** A sign of life now and then. One that is lost is a hint less, and the next one follows. */
function beating(store: Store, lock: LockId, { beatMs }: Lease): NodeJS.Timeout {
  const timer = setInterval(() => void store.beat(lock).catch(() => undefined), beatMs)
  return timer.unref()
}

function endWith(
  beats: NodeJS.Timeout,
  {
    store,
    log,
    timing,
  }: { readonly store: Store; readonly log: SharedLog } & Pick<Taking, 'timing'>,
): () => Promise<void> {
  return async () => {
    clearInterval(beats)
    try {
      if (!log.isSound) return
      const time = new Date(timing.clocks.wall()).toISOString()
      await log.append({ type: 'unlocked', time, lock: log.lock, by: 'holder' }, 'after-call')
    } finally {
      await store.close()
    }
  }
}
