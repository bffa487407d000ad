import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import { PathRefused, wayTo } from '../../model/files/links.ts'
import { isPattern } from '../../model/files/path-pattern.ts'
import { realPathInside } from '../../model/files/read-file.ts'
import { type Location, type SourceFile, STDIN_PATH } from '../../model/location.ts'
import { nearest } from '../../model/nearest.ts'
import { decode } from './decode.ts'
import { walk } from './find-files.ts'

/** The most that is read of one file, in bytes: room for 100,000 entries of fifteen lines. */
export const MAX_BYTES = 64 * 2 ** 20

/** What is read when nobody names a file. */
export const DEFAULT_FILES = ['instances.yaml', 'instances.yml'] as const

export interface Sources {
  readonly files: readonly SourceFile[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface ReadOptions {
  /** What relative paths count from; absolute. */
  readonly cwd: string
  /** What `-` stands for: standard input, up to so many bytes; `undefined` where there are more. */
  readonly stdin: (mostBytes: number) => Promise<Uint8Array | undefined>
}

/**
 * Reads definition files. A path is a file, a folder (its `*.yaml` and `*.yml` in name order, not the folders within),
 * a pattern (see `walk`) or `-`. The order of the paths is kept; a file reached twice is read once. An existing file
 * whose name looks like a pattern is that file.
 */
export async function read(paths: readonly string[], options: ReadOptions): Promise<Sources> {
  const files: SourceFile[] = []
  const diagnostics: Diagnostic[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    const reached = path === '-' ? [await readStdin(options, seen)] : await reach(path, options.cwd)
    for (const item of reached) {
      const result = item.kind === 'path' ? await readOnce(item.path, options.cwd, seen) : item
      if (result.kind === 'text') files.push(result.file)
      if (result.kind === 'refused') diagnostics.push(result.diagnostic)
    }
  }
  return { files, diagnostics }
}

/** The file that is meant when none was named, or why there is none. Two are an error: reading one would leave out the other. */
export async function findDefault(
  cwd: string,
): Promise<{ readonly paths: readonly string[]; readonly diagnostics: readonly Diagnostic[] }> {
  const present: string[] = []
  for (const name of DEFAULT_FILES) {
    const found = await stat(resolve(cwd, name)).catch((error: unknown) => errnoOf(error))
    if (found !== 'ENOENT' && found !== 'ENOTDIR') present.push(name)
  }
  if (present.length === 1) return { paths: present, diagnostics: [] }
  const place = wholeFile(DEFAULT_FILES[0])
  const diagnostic =
    present.length === 0
      ? diagnose('definitions-not-found', place, { looked: DEFAULT_FILES })
      : diagnose('definitions-ambiguous', place, { names: present })
  return { paths: [], diagnostics: [diagnostic] }
}

type Refused = { readonly kind: 'refused'; readonly diagnostic: Diagnostic }
type Skipped = { readonly kind: 'skipped' }
type ReadFile = { readonly kind: 'text'; readonly file: SourceFile } | Refused | Skipped
type Reached = { readonly kind: 'path'; readonly path: string } | ReadFile

const wholeFile = (path: string): Location => ({
  file: { path, text: '' },
  pointer: '',
  span: { start: 0, end: 0 },
})

function refuse<C extends Parameters<typeof diagnose>[0]>(
  path: string,
  code: C,
  args: Parameters<typeof diagnose<C>>[2],
): Refused {
  return { kind: 'refused', diagnostic: diagnose(code, wholeFile(path), args) }
}

/** The files one argument stands for. */
async function reach(path: string, cwd: string): Promise<readonly Reached[]> {
  if (path === '') return [refuse(path, 'file-not-found', { path, nearest: undefined })]
  const found = await stat(resolve(cwd, path)).catch((error: unknown) => errnoOf(error))
  if (typeof found !== 'string') {
    if (!found.isDirectory()) return [{ kind: 'path', path }]
    // Before anything in it is named.
    return leadingOut(path, cwd) ?? (await reachFolder(path, cwd))
  }
  if (found !== 'ENOENT' && found !== 'ENOTDIR') return [unreadable(path, found)]
  if (!isPattern(path)) {
    return [refuse(path, 'file-not-found', { path, nearest: await nearestPath(path, cwd) })]
  }
  const walked = await walk(path, cwd)
  if (walked.kind === 'too-wide') {
    return [refuse(path, 'pattern-too-wide', { pattern: path, limit: walked.limit })]
  }
  if (walked.paths.length === 0) return [refuse(path, 'pattern-without-match', { pattern: path })]
  return walked.paths.map((match) => ({ kind: 'path', path: match }))
}

function leadingOut(path: string, cwd: string): readonly Refused[] | undefined {
  try {
    realPathInside(resolve(cwd, path))
    return undefined
  } catch (error) {
    return [notRead(path, error)]
  }
}

async function reachFolder(path: string, cwd: string): Promise<readonly Reached[]> {
  const names = await readdir(resolve(cwd, path), { withFileTypes: true }).catch((error: unknown) =>
    errnoOf(error),
  )
  if (typeof names === 'string') return [unreadable(path, names)]
  const visible = names.filter(({ name }) => !name.startsWith('.'))
  const definitions = visible.filter(
    (entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name),
  )
  if (definitions.length === 0) {
    const nested = visible.some((entry) => entry.isDirectory())
    return [refuse(path, 'folder-without-yaml', { path, nested })]
  }
  const prefix = /[\\/]$/.test(path) ? path : `${path}/`
  return definitions
    .map(({ name }) => name)
    .sort()
    .map((name) => ({ kind: 'path', path: `${prefix}${name}` }))
}

/**
 * Opens without waiting and looks at what was opened, so that a named pipe put in the place of a file between two
 * looks cannot stop the program.
 */
async function readOnce(path: string, cwd: string, seen: Set<string>): Promise<ReadFile> {
  const absolute = resolve(cwd, path)
  try {
    // Opening a device can have effects of its own, so its kind is looked at first as well.
    const before = irregular(await stat(absolute))
    if (before !== undefined) return refuse(path, 'file-not-regular', { path, what: before })
    const real = realPathInside(absolute)
    if (seen.has(real)) return { kind: 'skipped' }
    seen.add(real)
    const handle = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stats = await handle.stat()
      const what = irregular(stats)
      if (what !== undefined) return refuse(path, 'file-not-regular', { path, what })
      const bytes = await readHandle(handle, stats.size)
      return bytes === undefined
        ? refuse(path, 'file-too-large', { path, limit: MAX_BYTES })
        : decode(path, bytes)
    } finally {
      await handle.close()
    }
  } catch (error) {
    return notRead(path, error)
  }
}

function notRead(path: string, error: unknown): Refused {
  if (error instanceof PathRefused) {
    return refuse(path, 'file-outside-project', {
      path,
      why: error.message,
      hint: error.hint ?? '',
    })
  }
  const code = errnoOf(error)
  return code === 'ENOENT'
    ? refuse(path, 'file-not-found', { path, nearest: undefined })
    : unreadable(path, code)
}

async function readStdin(options: ReadOptions, seen: Set<string>): Promise<ReadFile> {
  if (seen.has('-')) return { kind: 'skipped' }
  seen.add('-')
  const path = STDIN_PATH
  try {
    const bytes = await options.stdin(MAX_BYTES)
    return bytes === undefined || bytes.byteLength > MAX_BYTES
      ? refuse(path, 'file-too-large', { path, limit: MAX_BYTES })
      : decode(path, bytes)
  } catch (error) {
    return unreadable(path, errnoOf(error))
  }
}

/** All bytes of a file of about this size, or `undefined` when there are more than allowed. A stream costs more. */
async function readHandle(handle: FileHandle, size: number): Promise<Uint8Array | undefined> {
  // One more than there should be, so that the read that finds the end is the last one.
  let bytes = Buffer.allocUnsafe(Math.min(size, MAX_BYTES) + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length)
    if (bytesRead === 0) return bytes.subarray(0, length)
    length += bytesRead
    if (length > MAX_BYTES) return undefined
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, MAX_BYTES + 1))
  }
}

/** What something is that is not an ordinary file. */
function irregular(stats: Stats): string | undefined {
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device'
  return stats.isDirectory() ? 'a folder' : undefined
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'nothing is at the other end',
  EIO: 'the disk or network failed while reading',
  EMFILE: 'too many files are open',
  ERR_INVALID_ARG_VALUE: 'a path cannot hold a NUL character',
}

const unreadable = (path: string, code: string): Refused =>
  refuse(path, 'file-unreadable', { path, reason: REASONS[code] ?? code })

function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (typeof code !== 'string') throw error
  return code
}

/** An existing path that is like a missing one: the first missing name is replaced by its nearest neighbour. */
async function nearestPath(path: string, cwd: string): Promise<string | undefined> {
  const parts = path.split('/')
  for (let at = 0; at < parts.length; at += 1) {
    const name = parts[at] ?? ''
    const before = parts
      .slice(0, at)
      .map((part) => `${part}/`)
      .join('')
    if (await exists(resolve(cwd, `${before}${name}`))) continue
    const folder = dirname(resolve(cwd, `${before}x`))
    // Names behind a link of a checkout are nobody's to tell.
    if (wayTo(folder).link !== undefined) return undefined
    const names = await readdir(folder).catch(() => [])
    const other = sameStem(name, names) ?? nearest(name, names.sort())
    if (other === undefined) return undefined
    const whole = [...parts.slice(0, at), other, ...parts.slice(at + 1)].join('/')
    return (await exists(resolve(cwd, whole))) ? whole : `${before}${other}`
  }
  return undefined
}

const sameStem = (name: string, names: readonly string[]): string | undefined =>
  names.find((other) => /\.ya?ml$/i.test(other) && stem(other) === stem(name))

const stem = (name: string): string => name.replace(/\.ya?ml$/i, '')

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
