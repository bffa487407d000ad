import { readdir, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Pattern, type Segment, toPatterns } from './pattern.ts'

/** More folders than this under one pattern are a slip, such as `/**`. */
export const MOST_FOLDERS = 50_000

export type Walked =
  | { readonly kind: 'found'; readonly paths: readonly string[] }
  | { readonly kind: 'too-wide' }

/**
 * The files that a pattern matches, in code unit order, so that every machine reads them in the same order. `**` follows
 * no links and leaves out `node_modules`; folders that cannot be listed hold no match.
 */
export async function walk(pattern: string, cwd: string): Promise<Walked> {
  const found = new Set<string>()
  const budget = { folders: MOST_FOLDERS }
  for (const { root, segments } of toPatterns(pattern)) {
    if (!(await descend(root, segments, { cwd, found, budget }))) return { kind: 'too-wide' }
  }
  return { kind: 'found', paths: [...found].sort() }
}

interface Search {
  readonly cwd: string
  readonly found: Set<string>
  readonly budget: { folders: number }
}

/** Returns `false` when the budget is spent. */
async function descend(
  folder: string,
  segments: Pattern['segments'],
  search: Search,
): Promise<boolean> {
  const [segment, ...rest] = segments
  if (segment === undefined) return true
  search.budget.folders -= 1
  if (search.budget.folders < 0) return false
  if (segment.kind === 'name') return step(`${folder}${segment.name}`, rest, search)
  const entries = await list(resolve(search.cwd, folder))
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
  return true
}

async function step(path: string, rest: Pattern['segments'], search: Search): Promise<boolean> {
  const found = await stat(resolve(search.cwd, path)).catch(() => undefined)
  if (rest.length > 0) {
    return found?.isDirectory() === true ? descend(`${path}/`, rest, search) : true
  }
  if (found !== undefined && !found.isDirectory()) search.found.add(path)
  return true
}

async function list(folder: string): Promise<readonly { name: string; isFolder: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
}
