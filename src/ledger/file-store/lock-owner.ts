import { createHash, randomBytes } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import type { OwnProcess } from '../../model/own-process.ts'
import { timeText } from '../../model/time-text.ts'
import { userId } from '../../model/user-id.ts'
import { crc32 } from './crc32.ts'

/** Who holds a lock: what a person is told, and what tells whether that process still lives. */
export interface Holder {
  /** Random, new for every lock; what `unlock` asks for. */
  readonly id: string
  readonly user: string
  readonly host: string
  readonly pid: number
  readonly command: string
  readonly time: string
  /** Digest of the machine's own id; `undefined` where it has none (containers, macOS, Windows). */
  readonly machine: string | undefined
  /** Changes with every start of the kernel. Linux only, as the next two. */
  readonly boot: string | undefined
  /** In which space of process numbers `pid` counts: containers have their own. */
  readonly space: string | undefined
  /** When the process started, in the kernel's ticks: a later process may get the same number. */
  readonly started: string | undefined
}

/** Describes the process that a run is. */
export async function describeProcess(
  { pid }: Pick<OwnProcess, 'pid'>,
  command: string,
  now: Date,
): Promise<Holder> {
  const machine = await textOf('/etc/machine-id')
  return {
    id: randomBytes(6).toString('hex'),
    user: userName(),
    host: hostname(),
    pid,
    command,
    time: now.toISOString(),
    // The id itself is meant to stay on the machine (man machine-id).
    machine:
      machine && createHash('sha256').update(`ppi-apply ${machine}`).digest('hex').slice(0, 16),
    boot: await textOf('/proc/sys/kernel/random/boot_id'),
    space: await readlink('/proc/self/ns/pid').catch(() => undefined),
    started: (await processStat(pid))?.started,
  }
}

/**
 * Whether the holder's process still runs. `elsewhere`: it cannot be seen from here, so nobody may say. The age of a
 * lock proves nothing: machines sleep, clocks jump, and creating takes minutes.
 */
export async function livenessOf(
  holder: Holder,
  self: Holder,
  seek: (pid: number) => Promise<Whereabouts>,
): Promise<'alive' | 'dead' | 'elsewhere'> {
  if (holder.host !== self.host || holder.machine !== self.machine) return 'elsewhere'
  if (holder.boot !== self.boot) {
    // Two containers can share a host name; only the machine's id makes another start of this machine of it.
    return self.machine !== undefined && holder.boot && self.boot ? 'dead' : 'elsewhere'
  }
  if (holder.space !== self.space) return 'elsewhere'
  const found = await seek(holder.pid)
  if (found.kind === 'gone') return 'dead'
  const isOther =
    holder.started !== undefined && found.started !== undefined && holder.started !== found.started
  return isOther ? 'dead' : 'alive'
}

/** What became of a process number. */
export type Whereabouts =
  | { readonly kind: 'gone' }
  | { readonly kind: 'there'; readonly started: string | undefined }

/** Looks for a process on this machine. */
export async function findProcess(
  { isRunning }: Pick<OwnProcess, 'isRunning'>,
  pid: number,
): Promise<Whereabouts> {
  if (!isRunning(pid)) return { kind: 'gone' }
  const stat = await processStat(pid)
  // Killed, but its parent did not ask for its exit code yet: it does nothing any more.
  if (stat !== undefined && 'ZX'.includes(stat.state)) return { kind: 'gone' }
  return { kind: 'there', started: stat?.started }
}

/** A run that holds a lock, for a message. */
export const holderText = ({ command, user, host, pid, time }: Holder): string =>
  `"${command}" of ${user} on ${host}, process ${pid}, since ${timeText(time)}`

export const encodeHolder = (holder: Holder): string => `${JSON.stringify(holder)}\n`

/** What the name of a file can say of the process that makes it. */
export const markOf = (holder: Holder): string =>
  `${worldOf(holder)}-${holder.pid}-${holder.started ?? ''}-`

/** The process that a mark is of, for `judge`; `undefined` where it cannot be seen from here, or there is no mark. */
export function ownerOf(text: string, self: Holder): Holder | undefined {
  const [mark, world, pid, started] = /^([0-9a-f]{16})-([1-9]\d*)-(\d*)-/.exec(text) ?? []
  if (mark === undefined || world !== worldOf(self)) return undefined
  return { ...self, pid: Number(pid), started: started || undefined }
}

/** Equal where process numbers mean the same processes. */
const worldOf = ({ host, machine, boot, space }: Holder): string =>
  createHash('sha256')
    .update(JSON.stringify([host, machine, boot, space]))
    .digest('hex')
    .slice(0, 16)

/** Reads a lock file; `undefined` when it is not one. What it shows is free of control characters. */
export function decodeHolder(text: string): Holder | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const at = (name: string): unknown => Reflect.get(value, name)
  const shown = (name: string): string =>
    String(at(name))
      .replaceAll(/[\p{Cc}\p{Cf}]/gu, '?')
      .slice(0, 200)
  const optional = (name: string): string | undefined =>
    typeof at(name) === 'string' ? String(at(name)) : undefined
  const pid = at('pid')
  const id = at('id')
  if (typeof id !== 'string' || !/^[0-9a-f]{12}$/.test(id)) return undefined
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined
  if (!['user', 'host', 'command', 'time'].every((name) => typeof at(name) === 'string')) {
    return undefined
  }
  return {
    id,
    user: shown('user'),
    host: shown('host'),
    pid,
    command: shown('command'),
    time: shown('time'),
    machine: optional('machine'),
    boot: optional('boot'),
    space: optional('space'),
    started: optional('started'),
  }
}

/** What to call a lock file that cannot be read: equal only as long as its bytes are. */
export const damagedId = (text: string): string =>
  `damaged-${crc32(text).toString(16).padStart(8, '0')}`

/** Field 3 and field 22 of /proc/PID/stat (man proc_pid_stat); the name before them may hold spaces and brackets. */
async function processStat(
  pid: number,
): Promise<{ readonly state: string; readonly started: string | undefined } | undefined> {
  const text = await textOf(`/proc/${pid}/stat`)
  if (text === undefined) return undefined
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', started: fields[19] }
}

/** A user without an entry in the system's list (containers) has a number only. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${userId() ?? 'unknown'}`
  }
}

/** The text of a small system file, `undefined` where there is none. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim() || undefined
  } catch {
    return undefined
  }
}
