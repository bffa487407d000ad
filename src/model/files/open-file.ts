import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  statSync,
} from 'node:fs'
import { linkRefused, PathRefused, refuseLinks, wayTo } from './links.ts'

/** The one way in which a file is opened that the tool writes, or keeps for itself. */
export interface OpenHow {
  /** `read`, `edit` (both of what is there), `new` (fails where anything is), `append` and `replace` (made where it is missing). */
  readonly for: 'read' | 'edit' | 'new' | 'append' | 'replace'
  /** 0o600 when it is left out. */
  readonly mode?: number
}

/**
 * Opens a file and gives its descriptor. Throws a `PathRefused` for what a link of a checkout leads to and for what is not
 * a plain file; system errors pass. It never waits: opening a named pipe could for ever, and no signal would end that.
 *
 * Node has no `openat`, so links are looked for before, the last one is refused by the system, and afterwards what was
 * opened has to be what the path names, still without a link. A checkout cannot race; a program that could already
 * writes as this user.
 */
export function openFile(path: string, how: OpenHow): number {
  refuseLinks(path)
  refuseIrregular(path, lstatSync(path, { throwIfNoEntry: false, bigint: true }))
  const descriptor = openSync(path, OPEN_FLAGS[how.for], how.mode ?? 0o600)
  try {
    if (!isStillNamed(path, fstatSync(descriptor, { bigint: true }))) throw keepsChanging(path)
    // Not at opening: then it is not known yet what is cut.
    if (how.for === 'replace') ftruncateSync(descriptor)
    return descriptor
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

/**
 * Opens a file that a person named for writing. Unlike `openFile` it follows links outside of projects, as to
 * `/dev/stdout`, and takes what they lead to.
 */
export function openNamed(path: string): number {
  if (wayTo(path).project !== undefined) return openFile(path, { for: 'replace', mode: 0o666 })
  const found = statSync(path, { throwIfNoEntry: false })
  // A pipe without a name, as of a shell, is open already; one with a name may wait for ever.
  if (found?.isFIFO() === true && !isOpenAlready(path)) throw irregular(path, 'a named pipe')
  return openSync(path, 'w', 0o666)
}

/**
 * Whether an opened file is the one that the path names now. Throws where it is not a plain file or a link is on the way; like
 * the system where nothing is there any more.
 */
export function isStillNamed(path: string, opened: BigIntStats): boolean {
  refuseIrregular(path, opened)
  refuseLinks(path)
  const named = lstatSync(path, { bigint: true })
  return named.ino === opened.ino && named.dev === opened.dev
}

export const keepsChanging = (path: string): PathRefused =>
  new PathRefused(`${path} was replaced while it was opened`, {
    hint: 'Something else changes this folder. Look at what does, then run the command again.',
  })

/** Throws for anything but a plain file, a link included. */
export function refuseIrregular(path: string, stats: BigIntStats | undefined): void {
  if (stats === undefined || stats.isFile()) return
  if (stats.isSymbolicLink()) throw linkRefused(path)
  throw irregular(path, kindOf(stats))
}

const irregular = (path: string, what: string): PathRefused =>
  new PathRefused(`${path} is ${what}, not a file`, {
    hint: 'Move it away, or name another path, then run the command again.',
  })

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a named pipe'
  return stats.isSocket() ? 'a socket' : 'a device'
}

const isOpenAlready = (path: string): boolean => /^\/(?:dev|proc)\//.test(path)

// Absent on Windows, where links need a privilege and pipes have a place of their own.
const ALWAYS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Of the system, for `open`; none of them waits or follows a link at the end. */
export const OPEN_FLAGS = {
  read: constants.O_RDONLY | ALWAYS,
  edit: constants.O_RDWR | ALWAYS,
  new: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | ALWAYS,
  append: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | ALWAYS,
  replace: constants.O_WRONLY | constants.O_CREAT | ALWAYS,
} as const
