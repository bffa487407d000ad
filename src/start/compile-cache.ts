import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import process from 'node:process'

/** Where compiled code is kept between runs. Losing any of it costs time and nothing else, so no failure is told. */
export interface CompileCache {
  read(name: string): Buffer | undefined
  /** `make` gives the code, and is asked only where it can be kept. */
  write(name: string, make: () => Buffer): void
}

export const NO_CACHE: CompileCache = { read: () => undefined, write: () => {} }

const DAY = 24 * 60 * 60 * 1000
/** What was written this long ago is of an older version as likely as not. */
const KEPT_FOR = 30 * DAY
const DIGEST_BYTES = 32

/**
 * The folder of the cache: the user's own, never a shared one, since what is in it is run. `undefined` where there is
 * none, or where `NODE_DISABLE_COMPILE_CACHE` (the switch of Node's own compile cache) is set.
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string | undefined {
  if (env.NODE_DISABLE_COMPILE_CACHE) return undefined
  const home = cacheHome(env, platform)
  return home && join(home, 'ppi-apply')
}

function cacheHome(
  { XDG_CACHE_HOME, LOCALAPPDATA, HOME }: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string | undefined {
  if (XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  if (platform === 'win32') return LOCALAPPDATA
  return HOME && join(HOME, platform === 'darwin' ? 'Library/Caches' : '.cache')
}

/**
 * Compiled code in files of the folder. V8 itself refuses code of another version, but trusts what it reads: so each file
 * begins with the digest of the rest, and a folder that somebody else can write to is not used.
 */
export function compileCacheIn(folder: string): CompileCache {
  return {
    read(name) {
      try {
        if (!isPrivate(folder)) return undefined
        const file = readFileSync(join(folder, name))
        const code = file.subarray(DIGEST_BYTES)
        return digestOf(code).equals(file.subarray(0, DIGEST_BYTES)) ? code : undefined
      } catch {
        return undefined
      }
    },
    write(name, make) {
      try {
        if (makePrivate(folder)) put(join(folder, name), make())
      } catch {
        // The next run compiles again.
      }
    },
  }
}

/** Makes the folder where it is missing. Says whether it may be used. */
function makePrivate(folder: string): boolean {
  const home = dirname(folder)
  const above = statOf(home) ?? statOf(dirname(home))
  // A home that is not there is not made. A run as another user, as with sudo, leaves nothing that its owner could not replace.
  if (above === undefined || !isOurs(above.uid)) return false
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return isPrivate(folder)
}

/** The whole file or none of it, also beside a run that writes the same. */
function put(path: string, code: Buffer): void {
  sweep(dirname(path))
  const piece = `${path}.${process.pid}.new`
  try {
    writeFileSync(piece, Buffer.concat([digestOf(code), code]), { mode: 0o600, flag: 'wx' })
    renameSync(piece, path)
  } catch (error) {
    rmSync(piece, { force: true })
    throw error
  }
}

const digestOf = (code: Buffer): Buffer => createHash('sha256').update(code).digest()

/** Windows has no such numbers; a profile there is the user's own. */
const isOurs = (owner: number): boolean =>
  process.getuid === undefined || process.getuid() === owner

function isPrivate(folder: string): boolean {
  const { uid, mode } = lstatSync(folder)
  return isOurs(uid) && (process.platform === 'win32' || (mode & 0o022) === 0)
}

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false })

function sweep(folder: string): void {
  const oldest = Date.now() - KEPT_FOR
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (lstatSync(path).mtimeMs < oldest) rmSync(path, { force: true })
  }
}
