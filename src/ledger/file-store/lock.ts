import { basename, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { OwnProcess } from '../../model/own-process.ts'
import { UserError } from '../../model/user-error.ts'
import { LedgerBusy, type Lock, type LockOptions, notLocked, otherLock } from '../ledger-lock.ts'
import { refuseNewer } from './contents.ts'
import { DISK, type Disk, prepareFolder, publish, readWhole, writeDraft } from './disk.ts'
import { inWords } from './disk-errors.ts'
import {
  damagedId,
  decodeHolder,
  describeProcess,
  encodeHolder,
  findProcess,
  type Holder,
  holderText,
  livenessOf,
  markOf,
  ownerOf,
  type Whereabouts,
} from './lock-owner.ts'

interface FileLockOptions extends LockOptions {
  readonly disk?: Disk
  readonly now?: () => Date
}

/**
 * Takes the lock of a ledger, a file beside it. A lock whose process is gone from this machine is taken over;
 * any other throws a `UserError` that names the holder.
 *
 * Whoever replaces or removes the lock with the id X first takes a second lock, `….over-X`, and then looks again:
 * ids never come back, so a lock that was looked at long ago can no longer be taken from a new holder by mistake.
 */
export async function acquireLock(ledgerPath: string, options: FileLockOptions): Promise<Lock> {
  const { own, command, disk = DISK, now = () => new Date() } = options
  const path = lockPath(ledgerPath)
  return await inWords(`lock the ledger ${ledgerPath}`, async () => {
    await prepareFolder(disk, dirname(path))
    const self = await describeProcess(own, command, now())
    const us = { disk, self, seek: (pid: number) => findProcess(own, pid) }
    const taking = await take(us, path)
    if (taking.kind === 'refused') throw refusal(ledgerPath, taking, options.unlockWith)
    // Litter that cannot be removed is not a reason to refuse.
    await sweep(us, path).catch(() => undefined)
    const release = (): Promise<void> =>
      inWords(`unlock the ledger ${ledgerPath}`, () => removeLock(us, ledgerPath, self.id))
    const takenOver = taking.from && { ...taking.from, silence: undefined }
    return { holder: self, takenOver, release }
  })
}

/**
 * Removes the lock with this id, and gives whose it was. Throws a `UserError` when there is no such lock, when its
 * process is known to run, and when a newer ppi-apply wrote the ledger.
 */
export async function unlock(
  ledgerPath: string,
  id: string,
  own: OwnProcess,
  disk: Disk = DISK,
): Promise<Holder | undefined> {
  const path = lockPath(ledgerPath)
  return await inWords(`unlock the ledger ${ledgerPath}`, async () => {
    // A newer ppi-apply may keep its locks by other rules. Nothing else of the ledger matters here.
    const ledger = await readWhole(disk, ledgerPath).catch(() => undefined)
    if (ledger !== undefined) refuseNewer(ledgerPath, ledger)
    const found = await readLock(disk, path)
    if (found === undefined) {
      throw notLocked(ledgerPath)
    }
    if (found.id !== id) throw otherLock(ledgerPath, found)
    const self = await describeProcess(own, 'unlock', new Date())
    const { holder } = found
    // Only a start time makes it certain that this is the process, not a later one with its number.
    if (
      holder?.started !== undefined &&
      (await livenessOf(holder, self, (pid) => findProcess(own, pid))) === 'alive'
    ) {
      throw new UserError(`process ${holder.pid}, which holds the lock ${id}, is still running`, {
        ending: 'ledger',
        hint: `Wait until it ends, or end it (kill ${holder.pid}): its lock is then taken over without "unlock".`,
      })
    }
    const us = { disk, self, seek: (pid: number) => findProcess(own, pid) }
    await removeLock(us, ledgerPath, id)
    await sweep(us, path).catch(() => undefined)
    return holder
  })
}

const lockPath = (ledgerPath: string): string => `${ledgerPath}.lock`

interface Us {
  readonly disk: Disk
  readonly self: Holder
  readonly seek: (pid: number) => Promise<Whereabouts>
}

interface Found {
  readonly id: string
  /** `undefined` when the file cannot be read as a lock. */
  readonly holder: Holder | undefined
}

async function readLock(disk: Disk, path: string): Promise<Found | undefined> {
  const bytes = await inWords(`read the lock ${path}`, () => readWhole(disk, path))
  if (bytes === undefined) return undefined
  const text = bytes.toString()
  const holder = decodeHolder(text)
  return { id: holder?.id ?? damagedId(text), holder }
}

type Taking =
  /** `from`: the dead holder it was taken from. */
  | { readonly kind: 'held'; readonly from: Holder | undefined }
  | { readonly kind: 'refused'; readonly path: string; readonly by: Refuser }

type Refuser = Found & { readonly verdict: 'alive' | 'elsewhere' | 'damaged' }

/** Takes the lock at a path, from a dead holder if need be. */
async function take(us: Us, path: string): Promise<Taking> {
  const bytes = Buffer.from(encodeHolder(us.self))
  for (let tries = 1; ; tries += 1) {
    if (await publish(us.disk, path, bytes, markOf(us.self)))
      return { kind: 'held', from: undefined }
    const found = await readLock(us.disk, path)
    // Released since, or ours: a network disk may say "exists" of the link that it just made.
    if (found === undefined) continue
    if (found.id === us.self.id) return { kind: 'held', from: undefined }
    const verdict = found.holder ? await livenessOf(found.holder, us.self, us.seek) : 'damaged'
    if (verdict !== 'dead') return { kind: 'refused', path, by: { ...found, verdict } }
    const done = await whileGuarded(us, path, found.id, async () => {
      const draft = await writeDraft(us.disk, path, bytes, markOf(us.self))
      await us.disk.move(draft, path)
    })
    if (done.kind === 'done') return { kind: 'held', from: found.holder }
    if (done.kind === 'busy' && tries >= TRIES) return done.refusal
  }
}

/** Removes the lock with this id, if it is still there. */
async function removeLock(us: Us, ledgerPath: string, id: string): Promise<void> {
  const path = lockPath(ledgerPath)
  for (let tries = 1; ; tries += 1) {
    const done = await whileGuarded(us, path, id, () => us.disk.remove(path))
    if (done.kind !== 'busy') return
    if (tries >= TRIES) throw refusal(ledgerPath, done.refusal)
  }
}

type WithSecrets =
  | { readonly kind: 'done' }
  /** The lock is no longer the one with this id. */
  | { readonly kind: 'changed' }
  /** Another process is at this lock, or was when it died on another machine. */
  | { readonly kind: 'busy'; readonly refusal: Extract<Taking, { kind: 'refused' }> }

/** Does something to the lock with this id while nobody else may. */
async function whileGuarded(
  us: Us,
  path: string,
  id: string,
  work: () => Promise<void>,
): Promise<WithSecrets> {
  const guard = guardPath(path, id)
  const taking = await take(us, guard)
  if (taking.kind === 'refused') {
    await pause(PAUSE_MS)
    return { kind: 'busy', refusal: taking }
  }
  try {
    if ((await readLock(us.disk, path))?.id !== id) return { kind: 'changed' }
    await work()
    return { kind: 'done' }
  } finally {
    // Nobody takes the guard of a living process, so it is still ours.
    await us.disk.remove(guard)
  }
}

const guardPath = (path: string, id: string): string => `${path}.over-${id}`

/** Others need a guard for some milliseconds; after two seconds something is wrong with them. */
const PAUSE_MS = 4
const TRIES = 500

/** Removes what processes left that died while they took a lock. No id of theirs comes back, so it is only litter. */
async function sweep({ disk, self, seek }: Us, path: string): Promise<void> {
  const folder = dirname(path)
  const prefix = `${basename(path)}.`
  const ours = basename(guardPath(path, self.id))
  for (const name of await disk.list(folder)) {
    if (!name.startsWith(prefix) || name.startsWith(ours)) continue
    const litter = join(folder, name)
    // A process that died early has left nothing in its file.
    const owner =
      (await readLock(disk, litter))?.holder ?? ownerOf(name.split('.new-').at(-1) ?? '', self)
    if (owner !== undefined && (await livenessOf(owner, self, seek)) === 'dead')
      await disk.remove(litter)
  }
}

function refusal(
  ledgerPath: string,
  { path, by }: Extract<Taking, { kind: 'refused' }>,
  unlockWith: LockOptions['unlockWith'] = (id) => `ppi-apply unlock ${id}`,
): UserError {
  const { id, holder, verdict } = by
  if (path !== lockPath(ledgerPath)) {
    return new UserError(`another process is changing the lock of ${ledgerPath} and does not end`, {
      ending: 'ledger',
      hint: `It left ${path}. Once no ppi-apply runs on this ledger, delete that file and run your command again.`,
    })
  }
  if (holder === undefined || verdict === 'damaged') {
    return new UserError(`the lock ${path} is damaged or empty, so its holder is unknown`, {
      ending: 'ledger',
      hint: `Make sure that no ppi-apply runs on this ledger, here or on another machine; then run: ${unlockWith(id)}`,
    })
  }
  return new LedgerBusy(`the ledger ${ledgerPath} is in use by ${holderText(holder)}`, {
    ending: 'ledger',
    hint:
      verdict === 'alive'
        ? `Wait until it ends. If it hangs, end process ${holder.pid} and run your command again: the lock of a dead process is taken over. By hand, once it is gone: ${unlockWith(id)}`
        : `That process cannot be seen from here. Wait until it ends; only if you know that it is gone, run: ${unlockWith(id)}`,
  })
}
