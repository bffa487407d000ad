import { accessSync, constants, existsSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, isAbsolute, join, relative } from 'node:path'
import type { Environment } from '../config/environment.ts'
import { readSmallFile } from '../model/files/read-file.ts'
import { shellWord } from '../output/terminal/shell-word.ts'

export interface Started {
  /** The file that Node runs, in the package that it belongs to: `<package>/dist/cli.cjs`. */
  readonly program: string
  readonly cwd: string
  readonly env: Environment
}

/**
 * The words that start this very program once more from this folder: its name where the shell finds it, `npx` where a
 * package of this folder holds it or it was started so, else Node with its file. Never a name that would start, or
 * fetch, another program.
 */
export function howStarted({ program, cwd, env }: Started): string {
  const own = realPath(program) ?? program
  const home = dirname(dirname(own))
  if (isFoundBy(shellPath(env), own, home)) return NAME
  if (isInstalledAbove(cwd, home)) return `npx ${NAME}`
  const named = npxPackage(home)
  if (named !== undefined)
    return named === NAME ? `npx ${NAME}` : `npx --package=${shellWord(named)} ${NAME}`
  const inside = relative(cwd, own)
  const isInside = !isAbsolute(inside) && !inside.startsWith('..')
  return `node ${shellWord(isInside ? inside : own)}`
}

const NAME = 'ppi-apply'

/** The folders that the shell itself looks in: npm adds some for what it runs, which are gone afterwards. */
function shellPath(env: Environment): readonly string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  const isOfNpm = env.npm_execpath !== undefined || env.npm_command !== undefined
  return isOfNpm
    ? folders.filter(
        (folder) => !/[\\/](?:node_modules[\\/]\.bin|node-gyp-bin)[\\/]?$/.test(folder),
      )
    : folders
}

/** Whether the first program of our name there is this one: a link to it, or a script beside its package. */
function isFoundBy(folders: readonly string[], own: string, home: string): boolean {
  const first = folders.find((folder) => BINS.some((name) => isExecutable(join(folder, name))))
  if (first === undefined) return false
  const isLink = BINS.some((name) => realPath(join(first, name)) === own)
  return isLink || BESIDE.some((path) => realPath(join(first, path, NAME)) === home)
}

const BINS = process.platform === 'win32' ? [`${NAME}.cmd`, `${NAME}.exe`] : [NAME]

/** Where npm, pnpm and yarn put a package whose script is in a folder, seen from there. */
const BESIDE = ['node_modules', '../lib/node_modules', '..']

/** What `npx` starts without asking the registry: it looks in this folder and in those above. */
function isInstalledAbove(cwd: string, home: string): boolean {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules')
    const bin = BINS.some((name) => existsSync(join(modules, '.bin', name)))
    if (bin) return realPath(join(modules, NAME)) === home
    if (dirname(folder) === folder) return false
  }
}

/**
 * The package that `npx` was asked for when it put this program into its cache: a name, a tarball or an address. Without it
 * `npx` would ask the registry for one of our name.
 */
function npxPackage(home: string): string | undefined {
  const folder = dirname(dirname(home))
  if (basename(dirname(folder)) !== '_npx') return undefined
  try {
    const { _npx } = JSON.parse(readSmallFile(join(folder, 'package.json'), MAX_BYTES))
    const named: unknown = _npx?.packages?.[0]
    if (typeof named !== 'string') return undefined
    return named.replace(/^ppi-apply@.*$/s, NAME)
  } catch {
    return undefined
  }
}

const MAX_BYTES = 65_536

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}
