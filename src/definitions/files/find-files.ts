import { lstat, readdir, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { thousands } from '../../diagnostics/wording.ts'
import { PathRefused } from '../../model/files/links.ts'
import { type Pattern, type Segment, toPatterns } from '../../model/files/path-pattern.ts'
import { realPathInside } from '../../model/files/read-file.ts'

/** More than this under one pattern is a mistake, such as `/**`, or meant to keep us busy. */
export const MOST = { folders: 20_000, names: 200_000, files: 10_000, seconds: 20 } as const

export type Walked =
  | { readonly kind: 'found'; readonly paths: readonly string[] }
  /** `limit`: in words, such as "20,000 folders". */
  | { readonly kind: 'too-wide'; readonly limit: string }

/**
 * The files that a pattern matches, in code unit order, so that every machine reads them in the same order. `**` follows
 * no links and leaves out `node_modules`; folders that cannot be listed hold no match. `tinyglobby` has no limit on what it
 * walks, and follows either every link or none: here one that leads out of the project is told, and one within is followed.
 */
export async function walk(pattern: string, cwd: string): Promise<Walked> {
  const search: Search = { cwd, found: new Set(), folders: 0, names: 0, began: performance.now() }
  for (const { root, segments } of toPatterns(pattern)) {
    if (!(await descend(root, segments, search))) {
      return { kind: 'too-wide', limit: passed(search) ?? '' }
    }
  }
  return { kind: 'found', paths: [...search.found].sort() }
}

interface Search {
  readonly cwd: string
  readonly found: Set<string>
  folders: number
  names: number
  readonly began: number
}

/** The limit that the search has passed, in words. */
function passed({ folders, names, found, began }: Search): string | undefined {
  if (folders > MOST.folders) return `${thousands(MOST.folders)} folders`
  if (names > MOST.names) return `${thousands(MOST.names)} names`
  if (found.size > MOST.files) return `${thousands(MOST.files)} files`
  const seconds = (performance.now() - began) / 1000
  return seconds > MOST.seconds ? `what can be walked in ${MOST.seconds} seconds` : undefined
}

/** Returns `false` when a limit is passed. */
async function descend(
  folder: string,
  segments: Pattern['segments'],
  search: Search,
): Promise<boolean> {
  const [segment, ...rest] = segments
  if (segment === undefined) return true
  search.folders += 1
  if (passed(search) !== undefined) return false
  if (segment.kind === 'name') return step(`${folder}${segment.name}`, rest, search)
  const entries = await list(resolve(search.cwd, folder))
  search.names += entries.length
  if (segment.kind === 'any-depth') {
    // `**` at the end means every file below.
    const below: readonly Segment[] =
      rest.length > 0 ? rest : [{ kind: 'wildcard', matches: (name) => !name.startsWith('.') }]
    if (!(await descend(folder, below, search))) return false
    for (const { name, isFolder } of entries) {
      if (!isFolder || name.startsWith('.') || name === 'node_modules') continue
      if (!(await descend(`${folder}${name}/`, segments, search))) return false
    }
    return true
  }
  for (const { name } of entries) {
    if (!segment.matches(name)) continue
    if (!(await step(`${folder}${name}`, rest, search))) return false
  }
  return passed(search) === undefined
}

async function step(path: string, rest: Pattern['segments'], search: Search): Promise<boolean> {
  const absolute = resolve(search.cwd, path)
  if (await leadsOut(absolute)) {
    // As if it matched: reading it says why it is not read, and nothing behind it is looked at.
    search.found.add(path)
    return true
  }
  const found = await stat(absolute).catch(() => undefined)
  if (rest.length > 0) {
    return found?.isDirectory() === true ? descend(`${path}/`, rest, search) : true
  }
  if (found !== undefined && !found.isDirectory()) search.found.add(path)
  return search.found.size <= MOST.files
}

async function leadsOut(path: string): Promise<boolean> {
  const facts = await lstat(path).catch(() => undefined)
  if (facts?.isSymbolicLink() !== true) return false
  try {
    realPathInside(path)
    return false
  } catch (error) {
    return error instanceof PathRefused
  }
}

async function list(folder: string): Promise<readonly { name: string; isFolder: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
}
