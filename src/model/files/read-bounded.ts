import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { isWithin } from './project-root.ts'

/** What became of a file: its bytes, or why there are none, in words that follow its path ("is a named pipe"). */
export type BoundedRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly why: string; readonly cause?: unknown }

/** What may be read. */
export interface Bounds {
  readonly mostBytes: number
  /** The real path of a project: a link in it may lead to another place in it, and nowhere else. */
  readonly root: string
}

/**
 * Reads a file whose name or content a checkout may have chosen: a config, a variable file it names, a list in the home
 * folder. At most `mostBytes` of a regular file, never a pipe or a device, which could wait for ever or never end, and
 * nothing through a link that leads out of the project. It never waits, so a signal always ends the program.
 */
export function readBounded(path: string, bounds: Bounds): BoundedRead {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return { kind: 'missing' }
    // To open a device can have effects of its own, so it is looked at before and after.
    const before = irregular(statSync(path))
    if (before !== undefined) return refused(before)
    const real = realpathSync(path)
    if (leavesProject(path, bounds.root)) return refused(LEADS_OUT)
    const descriptor = openSync(real, READ_AT_ONCE)
    try {
      const after = irregular(fstatSync(descriptor))
      return after === undefined ? readAll(descriptor, bounds.mostBytes) : refused(after)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return codeOf(error) === 'ENOTDIR' ? { kind: 'missing' } : refused(reasonOf(error), error)
  }
}

/** Whether a path that begins in the project ends outside of it; both as the file system sees them now. */
export const leavesProject = (path: string, root: string): boolean =>
  isWithin(root, realpathSync(dirname(path))) && !isWithin(root, realpathSync(path))

/** At most so many bytes of what was opened, from where it is. */
export function readAll(descriptor: number, mostBytes: number): BoundedRead {
  const pieces: Buffer[] = []
  let length = 0
  // Its size tells little: files of /proc have none, and one may grow.
  while (length <= mostBytes) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE, mostBytes + 1 - length))
    const count = readSync(descriptor, piece)
    if (count === 0) return { kind: 'read', bytes: Buffer.concat(pieces, length) }
    pieces.push(piece.subarray(0, count))
    length += count
  }
  return tooLarge(mostBytes)
}

const PIECE = 65_536

export const tooLarge = (mostBytes: number): BoundedRead =>
  refused(`is larger than ${sizeWords(mostBytes)}`)

const sizeWords = (bytes: number): string =>
  bytes % 1_048_576 === 0 ? `${bytes / 1_048_576} MiB` : `${bytes / 1024} KiB`

export const LEADS_OUT = 'is a link that leads out of the project'

// Absent on Windows, where links need a privilege and pipes have a place of their own.
export const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** What something is that is not a regular file. */
export function irregular(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined
  if (stats.isDirectory()) return 'is a folder'
  if (stats.isFIFO()) return 'is a named pipe'
  return stats.isSocket() ? 'is a socket' : 'is a device'
}

const refused = (why: string, cause?: unknown): BoundedRead => ({ kind: 'refused', why, cause })

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

/** Why the system does not give a file, in words that follow its path. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error)
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist'
    case 'EISDIR':
      return 'is a folder'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read'
    case 'ELOOP':
      return 'is a link that leads in a circle'
    case 'ERR_INVALID_ARG_VALUE':
      return 'has a NUL character in its name'
    default:
      if (code === undefined) throw error
      return `cannot be read (${code})`
  }
}
