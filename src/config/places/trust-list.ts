import { randomBytes } from 'node:crypto'
import {
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { platform as hostPlatform } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { hasRepository, isWithin } from '../../model/files/project-root.ts'
import { readBounded } from '../../model/files/read-bounded.ts'
import { UserError } from '../../model/user-error.ts'
import { userId } from '../../model/user-id.ts'
import type { Environment } from '../environment.ts'
import { trustedPlaceOf } from './ledger-address.ts'

/**
 * The hosts and shared ledgers that a person lets config files name, besides the known hosts: a text file in the person's
 * own config folder, one address (`https://gateway.example:8443`, `postgres://db.example`,
 * `s3://bucket?endpoint=https://minio.example`) a line.
 */
export type TrustList =
  | { readonly kind: 'list'; readonly path: string; readonly origins: readonly string[] }
  /** It counts for nothing: `why` follows "the trust list …". */
  | { readonly kind: 'ignored'; readonly path: string; readonly why: string }
  /** There is no home folder to keep one in. */
  | { readonly kind: 'nowhere' }

/** Where a run takes place: a list in one of the projects of these folders is the work of whoever wrote the project. */
export interface TrustWorld {
  readonly env: Environment
  /** Absolute: the working folder, and that of the config. */
  readonly folders: readonly string[]
  readonly platform?: NodeJS.Platform
}

const FILE = 'trusted-hosts'
const MAX_BYTES = 65_536
const HEAD =
  '# Hosts that config files may name: ppi-apply sends them your API key. See: ppi-apply trust --help\n'

/** Reads the list. Throws a `UserError` for a line that is not an address, since nothing of a damaged list may count. */
export function readTrustList(world: TrustWorld): TrustList {
  const folder = configFolder(world)
  if (folder === undefined) return { kind: 'nowhere' }
  const path = join(folder, FILE)
  const why = untrustworthy(path, world.folders)
  if (why !== undefined) return { kind: 'ignored', path, why }
  const read = readBounded(path, { mostBytes: MAX_BYTES, root: realOf(folder) })
  switch (read.kind) {
    case 'missing':
      return { kind: 'list', path, origins: [] }
    case 'refused':
      return { kind: 'ignored', path, why: read.why }
    case 'read':
      return { kind: 'list', path, origins: parse(path, read.bytes.toString('utf8')) }
  }
}

/** Whether the person trusts a place, and what to say of a list that counts for nothing: a sentence behind a space. */
export function trustIn(
  place: string | undefined,
  world: TrustWorld,
): { readonly isTrusted: boolean; readonly ignored: string } {
  const list = readTrustList(world)
  return {
    isTrusted: place !== undefined && list.kind === 'list' && list.origins.includes(place),
    ignored:
      list.kind === 'ignored'
        ? ` The trust list ${list.path} ${list.why}, so it counts for nothing.`
        : '',
  }
}

/** Writes the list again, whole or not at all. */
export function writeTrustList(path: string, origins: readonly string[]): void {
  const piece = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    makeFolder(dirname(path))
    writeFileSync(piece, `${HEAD}${origins.map((origin) => `${origin}\n`).join('')}`, {
      mode: 0o600,
      flag: 'wx',
    })
    renameSync(piece, path)
  } catch (cause) {
    rmSync(piece, { force: true })
    throw new UserError(`cannot write the trust list ${path}: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** One by one: below a folder that takes none, as `/proc`, Node's own way to make all of them never ends. */
function makeFolder(folder: string): void {
  if (statOf(folder) !== undefined) return
  makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}

/** The place of a service or of a shared ledger, in the form in which the list has it; `undefined` for what is neither. */
export const listedPlaceOf = (address: string): string | undefined =>
  originOf(address) ?? trustedPlaceOf(address)

/** Scheme, host and port, in the form in which the list has them; `undefined` for what is not an address. */
export function originOf(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !/^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(url.hostname))
    return undefined
  // Only these have an origin: for others it would be the text "null", the same for all.
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : undefined
}

function parse(path: string, text: string): readonly string[] {
  const origins: string[] = []
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    if (listedPlaceOf(line) !== line) {
      throw new UserError(`line ${at + 1} of the trust list ${path} is not an address`, {
        hint: 'Each line is one such as https://gateway.example:8443. Fix it, or remove the file to trust only the known hosts.',
      })
    }
    origins.push(line)
  }
  return origins
}

function configFolder({ env, platform = hostPlatform() }: TrustWorld): string | undefined {
  const { XDG_CONFIG_HOME, APPDATA, HOME } = env
  const folder = (base: string | undefined, ...names: readonly string[]) =>
    base !== undefined && isAbsolute(base) ? join(base, ...names, 'ppi-apply') : undefined
  return (
    folder(XDG_CONFIG_HOME) ??
    (platform === 'win32'
      ? folder(APPDATA)
      : platform === 'darwin'
        ? folder(HOME, 'Library', 'Application Support')
        : folder(HOME, '.config'))
  )
}

/** Why somebody else than the person may have written the list, in words that follow its path. */
function untrustworthy(path: string, folders: readonly string[]): string | undefined {
  const folder = realOf(dirname(path))
  for (const from of folders) {
    const project = projectWith(folder, from)
    if (project !== undefined) return `is in the project ${project}, which anybody may have written`
  }
  // No such numbers on Windows, where a profile is the user's own.
  const me = userId()
  if (me === undefined) return undefined
  if (isOpen(statOf(path), me, OTHERS)) return 'can be changed by other users'
  if (isOpen(statOf(folder), me, OTHERS)) return 'is in a folder that other users can change'
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if (isOpen(statOf(at), me, ANYBODY)) return `is below ${at}, which other users can change`
  }
  return undefined
}

/** The project above a folder that holds the list; every enclosing repository counts, and the folder itself. */
function projectWith(list: string, from: string): string | undefined {
  const start = realOf(from)
  for (let at = start; ; at = dirname(at)) {
    if ((at === start || hasRepository(at)) && isWithin(at, list)) return at
    if (at === dirname(at)) return undefined
  }
}

/** The real path of a folder; of one that is not there yet, as far as it is there. */
function realOf(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    const above = dirname(folder)
    return above === folder ? folder : join(realOf(above), folder.slice(above.length))
  }
}

const OTHERS = 0o022
const ANYBODY = 0o002
const STICKY = 0o1000

/** Whether somebody else than this user and the superuser may write there. */
function isOpen(stats: Stats | undefined, me: number, bits: number): boolean {
  if (stats === undefined) return false
  if (stats.uid !== me && stats.uid !== 0) return true
  // In a folder such as /tmp nobody can replace what is somebody else's.
  return (stats.mode & bits) !== 0 && !(stats.isDirectory() && (stats.mode & STICKY) !== 0)
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
