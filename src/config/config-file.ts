import { isUtf8 } from 'node:buffer'
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { foldersUpwards } from '../model/files/project-folders.ts'
import { projectRoot } from '../model/files/project-root.ts'
import { readBounded } from '../model/files/read-bounded.ts'
import { UserError } from '../model/user-error.ts'
import { type ConfigFile, checkConfig } from './config.ts'
import type { Config } from './config-keys.ts'

const DATA_PLACES = [
  'ppi-apply.config.yaml',
  'ppi-apply.config.yml',
  'ppi-apply.config.json',
  '.ppi-applyrc',
  '.ppi-applyrc.yaml',
  '.ppi-applyrc.yml',
  '.ppi-applyrc.json',
  'package.json',
] as const

const CODE_PLACES = ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'].flatMap((ending) => [
  `ppi-apply.config.${ending}`,
  `.ppi-applyrc.${ending}`,
])

/**
 * Files that cosmiconfig 9 runs merely because it is constructed in their folder. It holds no place of ours, but
 * a checkout of somebody else's branch can hold one, next to an API key.
 */
const META_CODE_PLACES = ['js', 'cjs', 'mjs', 'ts'].map((ending) => `.config/config.${ending}`)

/** A config is a page at most, and what is parsed must not be able to take long. */
const MAX_BYTES = 65_536
/** A `package.json` is looked at for our member only. */
const MAX_PACKAGE_BYTES = 4 * 1_048_576

/** The member of `package.json` that is a config. */
const MEMBER = 'ppi-apply'

/**
 * The config of the project: of the working folder or the nearest folder above it that has one (`foldersUpwards`), or
 * the file that `--config` names. Data only: a config that is a program is refused,
 * since this tool holds an API key and runs in checkouts of other people's branches. One that is there and cannot be
 * read stops the run as well: it may hold a limit, and a limit is never lost in silence.
 */
export async function readConfig(
  cwd: string,
  named: string | undefined,
): Promise<ConfigFile | undefined> {
  return named === undefined
    ? findConfig(foldersUpwards(cwd))
    : readNamed(resolve(cwd, named), projectRoot(cwd))
}

/**
 * The config of the first of these folders that has one. Throws a `UserError` for two in one folder, for one that cannot
 * be read, or only through a link out of its project, and for one that hides a limit of another one above it.
 */
async function findConfig(folders: readonly string[]): Promise<ConfigFile | undefined> {
  let nearest: ConfigFile | undefined
  for (const folder of folders) {
    const found = await configIn(folder)
    if (found === undefined) continue
    if (nearest !== undefined) refuseHiddenLimits(nearest, found)
    nearest ??= found
  }
  return nearest
}

async function configIn(folder: string): Promise<ConfigFile | undefined> {
  const root = projectRoot(folder)
  refuseCode(folder)
  const [place, other] = DATA_PLACES.filter((each) => holdsConfig(join(folder, each), root))
  refuseMisnamed(folder)
  if (place === undefined) return undefined
  if (other !== undefined) throw twoConfigs(folder, place, other)
  refuseMetaCode(folder)
  const { searchConfig } = await import('./config-search.ts')
  const found = await searchConfig(folder, [place], codeRefused)
  // An empty one is a config as well: it hides those above it.
  if (found === undefined) return { path: join(folder, place), config: {} }
  return { path: found.path, config: checkConfig(found.path, found.value) }
}

/** What a config may forbid. Another setting of a folder above is replaced as a whole, which harms nobody. */
const LIMITS = [
  'maxHourly',
  'maxTotalHourly',
  'maxUpfront',
] as const satisfies readonly (keyof Config)[]

function refuseHiddenLimits(nearest: ConfigFile, above: ConfigFile): void {
  const hidden = LIMITS.filter(
    (limit) => above.config[limit] !== undefined && nearest.config[limit] === undefined,
  )
  if (hidden.length === 0) return
  const limits = hidden.join(' and ')
  throw new UserError(
    `${nearest.path} is read in the place of ${above.path}, and ${limits} of that one would be lost`,
    { hint: `Write ${limits} into the nearer one too, or name the one to read: --config FILE` },
  )
}

/** Windows hides the ending that its editor adds, and takes capitals for small letters. */
function refuseMisnamed(folder: string): void {
  for (const name of namesIn(folder)) {
    const meant = name.toLowerCase().replace(/\.txt$/, '')
    if (meant === name || meant === 'package.json') continue
    if (!DATA_PLACES.some((place) => place === meant)) continue
    // Where capitals do not count it is the very file that is read.
    if (existsSync(join(folder, meant))) continue
    throw new UserError(`${join(folder, name)} is not read: a config is called ${meant}`, {
      hint: 'Rename it, or remove it: a limit in it would be lost.',
    })
  }
}

/** None for a folder that may be entered and not listed. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function readNamed(path: string, root: string): Promise<ConfigFile> {
  if (/\.[cm]?[jt]s$/.test(path)) throw codeRefused(path)
  const text = readText(path, root, MAX_BYTES)
  if (text === undefined) throw new UserError(`The config file ${path} does not exist`)
  const { parseData } = await import('./config-search.ts')
  const value = parseData(path, text)
  if (basename(path) !== 'package.json') return { path, config: checkConfig(path, value) }
  const member = memberOf(value)
  if (member !== undefined) return { path, config: checkConfig(path, member) }
  throw new UserError(`The config file ${path} has no member "${MEMBER}"`, {
    hint: `The settings are in it as "${MEMBER}": { … }`,
  })
}

/** Whether there is a config; throws where that cannot be told. */
function holdsConfig(path: string, root: string): boolean {
  if (basename(path) !== 'package.json') return readText(path, root, MAX_BYTES) !== undefined
  // A folder of this name is none of npm's, and can hold no settings.
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== false) return false
  const text = readText(path, root, MAX_PACKAGE_BYTES) ?? ''
  const parsed = parseJson(text)
  if (parsed.kind === 'valid') refuseMisspelt(path, parsed.value)
  if (parsed.kind === 'invalid') {
    if (!mentionsUs(text)) return false
    throw new UserError(
      `${path}${parsed.at} is not valid JSON (${parsed.why}), and it mentions ppi-apply: a limit in it would be lost`,
      { hint: 'Fix the file, then run the command again.' },
    )
  }
  if (memberOf(parsed.value) === undefined) return false
  if (Buffer.byteLength(text) <= MAX_BYTES) return true
  throw new UserError(`${path} is larger than ${MAX_BYTES / 1024} KiB and holds settings`, {
    hint: `Move the member "${MEMBER}" to a file of its own: ppi-apply.config.yaml`,
  })
}

/** Broken JSON can be read in many ways, so any trace of our name counts, also in UTF-16 or with escapes. */
const mentionsUs = (text: string): boolean =>
  text
    .replaceAll('\0', '')
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .includes(MEMBER)

type ParsedJson =
  | { readonly kind: 'valid'; readonly value: unknown }
  /** `at` is ":line" or empty. Nothing of the file is quoted. */
  | { readonly kind: 'invalid'; readonly why: string; readonly at: string }

function parseJson(text: string): ParsedJson {
  try {
    return { kind: 'valid', value: JSON.parse(text) }
  } catch (error) {
    if (text.includes('\0')) return { kind: 'invalid', why: 'it is UTF-16', at: '' }
    if (text.startsWith('\ufeff')) {
      return { kind: 'invalid', why: 'it starts with a byte order mark', at: '' }
    }
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const line = text.slice(0, Number(position)).split('\n').length
    return {
      kind: 'invalid',
      why: 'such as an extra comma',
      at: position === undefined ? '' : `:${line}`,
    }
  }
}

/** The text of a config, `undefined` where there is none. */
function readText(path: string, root: string, mostBytes: number): string | undefined {
  const read = readBounded(path, { mostBytes, root })
  switch (read.kind) {
    case 'missing':
      return undefined
    case 'read':
      if (basename(path) !== 'package.json') refuseOtherEncodings(path, read.bytes)
      return read.bytes.toString('utf8')
    case 'refused':
      throw new UserError(`The config file ${path} ${read.why}`, {
        hint: 'A config that cannot be read may hold a limit, so nothing is done without it. Fix the file or remove it.',
        cause: read.cause,
      })
  }
}

/** YAML of another encoding may parse, and mean something else. */
function refuseOtherEncodings(path: string, bytes: Buffer): void {
  const isUtf16 = bytes.includes(0)
  if (!isUtf16 && isUtf8(bytes)) return
  throw new UserError(`The config file ${path} is ${isUtf16 ? 'UTF-16' : 'not valid UTF-8'}`, {
    hint: 'Save it as UTF-8, then run the command again.',
  })
}

const twoConfigs = (folder: string, one: string, other: string): UserError =>
  new UserError(`${folder} has two configs: ${one} and ${other}`, {
    hint: 'A limit in one of them would be lost. Put the settings into one file and remove the other, or name one: --config FILE',
  })

function refuseCode(folder: string): void {
  const found = CODE_PLACES.find((place) => existsSync(join(folder, place)))
  if (found !== undefined) throw codeRefused(join(folder, found))
}

const codeRefused = (path: string): UserError =>
  new UserError(`${path} is a program, and a config of ppi-apply is data only`, {
    hint: 'write the same settings to ppi-apply.config.yaml; running code from a checkout next to an API key is not safe',
  })

function refuseMetaCode(folder: string): void {
  const found = META_CODE_PLACES.find((place) => existsSync(join(folder, place)))
  if (found === undefined) return
  throw new UserError(
    `${found} would be run while looking for a config, and ppi-apply runs no code`,
    {
      hint: 'name the config file with --config FILE, which needs no search',
    },
  )
}

/** "ppiApply" and its like: what nobody reads, and looks like settings. */
function refuseMisspelt(path: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const near = Object.keys(value).find(
    (key) => key !== MEMBER && key.toLowerCase().replaceAll(/[-_ ]/g, '') === 'ppiapply',
  )
  if (near === undefined) return
  throw new UserError(`${path}: "${near}" is not read: the settings belong under "${MEMBER}"`, {
    hint: 'Rename it, or remove it: a limit in it would be lost.',
  })
}

/** What the member of ours holds; `null` is how a person empties it. */
function memberOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, MEMBER)) return undefined
  return Reflect.get(value, MEMBER) ?? undefined
}
