import { randomBytes } from 'node:crypto'
import { type FileHandle, link, lstat, open, readdir, rename, unlink } from 'node:fs/promises'
import { platform } from 'node:os'
import { dirname } from 'node:path'
import { refuseLinks } from '../../model/files/links.ts'
import { makeFolder } from '../../model/files/make-folder.ts'
import { isStillNamed, keepsChanging, OPEN_FLAGS } from '../../model/files/open-file.ts'

/** The few file calls that ledger and lock are made of, so that a test can let any of them fail. */
export interface Disk {
  /** `new` fails where the path exists; none of them follows a link at its end. New files are for the user alone. */
  open(path: string, how: 'read' | 'edit' | 'new'): Promise<DiskFile>
  /** What the path itself is, links not followed; `undefined` when there is nothing. */
  look(path: string): Promise<FileFacts | undefined>
  /** Makes a folder and its parents, for the user alone; gives the uppermost that was made. */
  makeFolder(path: string): Promise<string | undefined>
  /** Makes what was created, renamed or removed in a folder last. */
  syncFolder(path: string): Promise<void>
  list(folder: string): Promise<readonly string[]>
  link(from: string, to: string): Promise<void>
  /** Replaces what is at `to`, at once. */
  move(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
}

export interface DiskFile {
  facts(): Promise<FileFacts>
  read(): Promise<Buffer>
  /** Like the system call: may write less than it was given, and gives how much. */
  write(bytes: Uint8Array, position: number): Promise<number>
  cut(size: number): Promise<void>
  /** Resolves when what was written would survive a power cut. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly size: number
  /** Equal for the same file only: tells whether another file was put in its place. */
  readonly identity: string
}

/** Writes all the bytes, however little the system takes at a time. */
export async function writeAll(file: DiskFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const count = await file.write(bytes.subarray(done), position + done)
    if (count <= 0) throw Object.assign(new Error('the system wrote nothing'), { code: 'EIO' })
    done += count
  }
}

/** A ledger of 200,000 records is smaller; what a checkout puts in its place must not fill the memory. */
const MAX_BYTES = 128 * 1024 * 1024

/** Not a code of the system: a file that is larger than any ledger of ours. */
export const TOO_LARGE = 'TOO_LARGE'

/** The bytes of a file, or `undefined` where there is nothing. Waits on no pipe and follows no link. */
export async function readWhole(disk: Disk, path: string): Promise<Buffer | undefined> {
  const facts = await disk.look(path)
  if (facts === undefined) return undefined
  refuseOdd(facts)
  let file: DiskFile
  try {
    file = await disk.open(path, 'read')
  } catch (error) {
    // Removed since: locks come and go.
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    return await file.read()
  } finally {
    await file.close()
  }
}

/** Throws, in the system's words, what is not a plain file (opening it could follow a link or wait on a pipe) or too large. */
export function refuseOdd({ kind, size }: FileFacts): void {
  if (kind === 'file' && size <= MAX_BYTES) return
  if (kind === 'file') throw Object.assign(new Error(`it has ${size} bytes`), { code: TOO_LARGE })
  const code = { folder: 'EISDIR', link: 'ELOOP', other: 'EFTYPE' }[kind]
  throw Object.assign(new Error(`it is not a plain file: ${code}`), { code })
}

/**
 * Creates a file that is whole from the moment anyone can see it; gives false where the path is taken. On file
 * systems without hard links it is created in place, and a reader may meet it half written. `mark`: see `writeDraft`.
 */
export async function publish(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  mark?: string,
): Promise<boolean> {
  const draft = await writeDraft(disk, path, bytes, mark)
  try {
    await disk.link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    if (!NO_LINKS.has(codeOf(error) ?? '')) throw error
    return await createInPlace(disk, path, bytes)
  } finally {
    await disk.remove(draft)
  }
}

/**
 * Writes a file beside the path, under a name of its own, for a later link or move to the path. `mark` begins that
 * name behind `.new-`, so that whose it is can be told while nothing is in it.
 */
export async function writeDraft(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  mark = '',
): Promise<string> {
  const draft = `${path}.new-${mark}${randomBytes(6).toString('hex')}`
  await createInPlace(disk, draft, bytes)
  return draft
}

/** Creates a file and makes it last; gives false where the path is taken. Leaves nothing behind when it fails. */
export async function createInPlace(disk: Disk, path: string, bytes: Uint8Array): Promise<boolean> {
  let file: DiskFile
  try {
    file = await disk.open(path, 'new')
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    await writeAll(file, bytes, 0)
    await file.sync()
  } catch (error) {
    await disk.remove(path).catch(() => undefined)
    throw error
  } finally {
    await file.close()
  }
  return true
}

/** Makes a folder and its parents, and makes them last. */
export async function prepareFolder(disk: Disk, folder: string): Promise<void> {
  const first = await disk.makeFolder(folder)
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await disk.syncFolder(dirname(made))
    if (made === dirname(made)) return
  }
}

/** The code of a system error, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : undefined
}

/** How file systems without hard links answer. */
const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EMLINK',
  'EINVAL',
])

/** The real disk. No call goes where a link of a checkout leads: see `refuseLinks`. */
export const DISK: Disk = {
  async open(path, how) {
    refuseLinks(dirname(path))
    // Locks come and go: one that was replaced meanwhile is opened again, so that what is read is what is there.
    for (let tries = 1; ; tries += 1) {
      const handle = await open(path, OPEN_FLAGS[how], 0o600)
      try {
        if (isStillNamed(path, await handle.stat({ bigint: true }))) return diskFile(handle)
        if (how === 'new' || tries === MAX_TRIES) throw keepsChanging(path)
      } catch (error) {
        await handle.close()
        throw error
      }
      await handle.close()
    }
  },
  async look(path) {
    refuseLinks(dirname(path))
    try {
      return toFacts(await lstat(path, { bigint: true }))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  },
  makeFolder: async (path) => makeFolder(path),
  async syncFolder(path) {
    refuseLinks(path)
    // Windows cannot open folders, and NTFS keeps a journal of them.
    if (platform() === 'win32') return
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } catch (error) {
      // Some network and FUSE file systems do not sync folders.
      if (codeOf(error) !== 'EINVAL' && codeOf(error) !== 'ENOTSUP') throw error
    } finally {
      await handle.close()
    }
  },
  async list(folder) {
    refuseLinks(folder)
    try {
      return await readdir(folder)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return []
      throw error
    }
  },
  async link(from, to) {
    refuseLinks(dirname(from))
    refuseLinks(dirname(to))
    await link(from, to)
  },
  async move(from, to) {
    refuseLinks(dirname(from))
    refuseLinks(dirname(to))
    await rename(from, to)
  },
  async remove(path) {
    refuseLinks(dirname(path))
    try {
      await unlink(path)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
  },
}

const MAX_TRIES = 100

const diskFile = (handle: FileHandle): DiskFile => ({
  facts: async () => toFacts(await handle.stat({ bigint: true })),
  read: () => handle.readFile(),
  write: async (bytes, position) =>
    (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
  cut: (size) => handle.truncate(size),
  sync: () => handle.datasync(),
  close: () => handle.close(),
})

const toFacts = (stats: {
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
  size: bigint
  dev: bigint
  ino: bigint
}): FileFacts => ({
  kind: stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'folder'
      : stats.isSymbolicLink()
        ? 'link'
        : 'other',
  size: Number(stats.size),
  identity: `${stats.dev}:${stats.ino}`,
})
