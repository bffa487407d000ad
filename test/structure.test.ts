import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

/** The folders in the order of what may import what, types included: each imports only from those before it. */
const ORDER: readonly string[] = [
  'model',
  'schema',
  'diagnostics',
  'config',
  'definitions',
  'http',
  'ledger',
  'api',
  'pricing',
  'plan',
  'apply',
  'status',
  'operations',
  'output',
  'sandbox',
  'cli',
  'library',
]

/** Folders that import less than their place allows, each with all that it may. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  // It stands in for the service: what it shared with the program, both could be wrong about.
  sandbox: ['model', 'schema'],
}

/** Folders that never import one that comes before them. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  // Texts are made from values; how the values were obtained does not concern them.
  output: ['operations'],
}

/** Files beside the folders: the two doors of the program. */
const DOORS: readonly string[] = ['library.ts', 'main.ts']

const MAX_FILES = 20

const MAX_MEDIAN_LINES = 80

interface Source {
  /** Relative to `src`. */
  readonly path: string
  readonly text: string
  /** Of the files of ours that it imports, relative to `src`. */
  readonly imports: readonly string[]
}

const sources: readonly Source[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join(SRC, path), 'utf8')
    const imports = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+\.ts)'/g)].map(
      ([, specifier = '']) => relative(SRC, resolve(SRC, dirname(path), specifier)),
    )
    return { path, text, imports }
  })

const folderOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : '')

function mayImport(from: string, to: string): boolean {
  if (from === to) return true
  const allowed = ONLY[from]
  if (allowed !== undefined) return allowed.includes(to)
  if (NEVER[from]?.includes(to) === true) return false
  return ORDER.includes(to) && ORDER.indexOf(to) < ORDER.indexOf(from)
}

describe('the structure of the sources', () => {
  it('has no folder that the order does not name, and two doors', () => {
    const folders = new Set(sources.map(({ path }) => folderOf(path)).filter(Boolean))
    expect([...folders].sort()).toEqual([...ORDER].sort())
    expect(sources.map(({ path }) => path).filter((path) => !path.includes('/'))).toEqual(DOORS)
  })

  it('imports only what comes before, types included', () => {
    const wrong = sources
      .filter(({ path }) => !DOORS.includes(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter((target) => !mayImport(folderOf(path), folderOf(target)))
          .map((target) => `${path} → ${target}`),
      )
    expect(wrong).toEqual([])
  })

  it('has no cycle, types included', () => {
    const all = new Map(sources.map(({ path, imports }) => [path, imports]))
    const done = new Set<string>()
    const cycles: string[] = []
    const visit = (path: string, way: readonly string[]): void => {
      const at = way.indexOf(path)
      if (at !== -1) cycles.push([...way.slice(at), path].join(' → '))
      if (at !== -1 || done.has(path)) return
      for (const next of all.get(path) ?? []) visit(next, [...way, path])
      done.add(path)
    }
    for (const path of all.keys()) visit(path, [])
    expect(cycles).toEqual([])
  })

  it('calls no two files alike, but where the folder says the role', () => {
    const byName = new Map<string, string[]>()
    for (const { path } of sources) {
      if (path.startsWith('cli/commands/')) continue
      byName.set(basename(path), [...(byName.get(basename(path)) ?? []), path])
    }
    expect([...byName.values()].filter((paths) => paths.length > 1)).toEqual([])
  })

  it(`has at most ${MAX_FILES} files on one level, but for the commands`, () => {
    const counts = new Map<string, number>()
    for (const { path } of sources) {
      counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
    }
    // One for each command, and its handler.
    counts.delete('cli/commands')
    counts.delete('cli/handlers')
    expect([...counts].filter(([, count]) => count > MAX_FILES)).toEqual([])
  })

  it('knows of a process in `cli` and at the door of the command alone', () => {
    const wrong = sources
      .filter(({ path }) => !path.startsWith('cli/') && path !== 'main.ts')
      .filter(({ text }) =>
        /'node:process'|(?<![-\w/])process\.\w|\bconsole\.\w/.test(withoutComments(text)),
      )
      .map(({ path }) => path)
    expect(wrong).toEqual([])
  })

  it('tells each command in a light file of its name, which loads its code when it runs', () => {
    const told = sources.filter(({ path }) => path.startsWith('cli/commands/'))
    for (const { path, imports } of told) {
      const name = basename(path, '.ts')
      const light = ['cli/command.ts', 'config/flags.ts']
      expect(imports.toSorted(), path).toEqual(
        [...light, `cli/handlers/${name}-command.ts`].toSorted(),
      )
    }
    const declared = sources.find(({ path }) => path === 'cli/commands.ts')?.imports ?? []
    expect(declared.filter((path) => path.startsWith('cli/commands/')).toSorted()).toEqual(
      told.map(({ path }) => path).toSorted(),
    )
  })

  it('is made of small files', () => {
    const lines = sources
      .filter(({ path }) => !path.endsWith('.generated.ts'))
      .map(({ text }) => text.split('\n').length)
      .sort((a, b) => a - b)
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(MAX_MEDIAN_LINES)
  })
})

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
