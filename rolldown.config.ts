import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import {
  defineConfig,
  type OutputChunk,
  type Plugin,
  type RolldownOptions,
  type RolldownOutput,
  rolldown,
} from 'rolldown'

/** What is ours goes into the bundle; packages and what Node brings along stay outside, under their own names. */
const ours: RolldownOptions = {
  platform: 'node',
  external: /^[^./]/,
}

const READABLE = {
  minify: false,
  comments: { legal: true, annotation: false, jsdoc: false },
} as const

const MAIN = resolve('src/main.ts')

/** All modules that are loaded together with these, and not only once a run asks for them. */
async function loadedWith(...input: string[]): Promise<ReadonlySet<string>> {
  const bundle = await rolldown({ ...ours, input })
  const { output } = await bundle.generate({ format: 'cjs' })
  const chunks = chunksOf(output)
  const entries = new Set(input.map((path) => resolve(path)))
  const found = new Set(chunks.filter(({ facadeModuleId }) => entries.has(facadeModuleId ?? '')))
  for (const { imports } of found) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) found.add(chunk)
  }
  return modulesOf([...found])
}

const chunksOf = (output: RolldownOutput['output']): readonly OutputChunk[] =>
  output.filter((file) => file.type === 'chunk')

/** Without the one that a person starts: a chunk with that would be run again by whoever reads it. */
const modulesOf = (chunks: readonly OutputChunk[]): ReadonlySet<string> =>
  new Set(chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => id !== MAIN))

/** How a chunk reads a file of ours beside it as it starts. */
const READ_AT_ONCE = /^const (require_(?!rolldown)\w+) = (require\("\.[^"]*\/(\w+)[^/"]*"\));$/gm

/** Makes chunks read files beside them only when something of those is used. Nothing of ours does anything by being read. */
const readLate = (isLate: (chunk: string, file: string) => boolean): Plugin => ({
  name: 'read-late',
  renderChunk: (code, chunk) =>
    code.replace(READ_AT_ONCE, (line, name, read, file) =>
      isLate(chunk.name, file)
        ? `let ${name}_read;\nconst ${name} = new Proxy({}, { get: (_, member) => (${name}_read ??= ${read})[member] });`
        : line,
    ),
})

const TRIAL = resolve('.cache/trial')

/** A build in which each module of ours is a file of its own, and is read late. */
async function buildTrial(): Promise<readonly OutputChunk[]> {
  const bundle = await rolldown({ ...command, plugins: [readLate(() => true)] })
  const { output } = await bundle.write({ ...READ, dir: TRIAL, preserveModules: true })
  return chunksOf(output)
}

/** The modules of ours of which a command line uses anything: those that the trial reads, in a project and where there is none. */
function usedBy(...args: readonly string[]): ReadonlySet<string> {
  const elsewhere = mkdtempSync(join(tmpdir(), 'ppi-apply-'))
  try {
    const read = new Set([TRIAL, elsewhere].flatMap((cwd) => readBy(args, cwd)))
    return modulesOf(trial.filter(({ fileName }) => read.has(join(TRIAL, fileName))))
  } finally {
    rmSync(elsewhere, { recursive: true })
  }
}

/** The files that the trial reads for a command line in a folder, where no variable is set. */
function readBy(args: readonly string[], cwd: string): readonly string[] {
  const main = join(TRIAL, 'cli.cjs')
  const program = `
    process.on('exit', () => {
      require('node:fs').writeSync(3, JSON.stringify(Object.keys(require.cache)))
    })
    require(process.argv[1])`
  const { status, output, stderr } = spawnSync(process.execPath, ['-e', program, main, ...args], {
    cwd,
    env: { HOME: TRIAL },
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return JSON.parse(output[3] ?? '[]')
}

/** They are CommonJS, as ES modules take longer to load. */
const READ = { format: 'cjs', dynamicImportInCjs: false, entryFileNames: '[name].cjs' } as const

const command = {
  ...ours,
  input: { cli: MAIN },
  transform: { target: 'node20.19', define: { 'import.meta.filename': '__filename' } },
}

const EXAMPLE = resolve('examples/fleet.yaml')

const neededToStart = await loadedWith(MAIN)
const trial = await buildTrial()
const usedToCheck = usedBy('validate', EXAMPLE)
const usedToPlan = usedBy('plan', EXAMPLE, '--refresh=never')
const neededToPlan = await loadedWith(
  'src/cli/run.ts',
  'src/cli/handlers/validate-command.ts',
  'src/cli/handlers/plan-command.ts',
)

/**
 * What these read late: all that is not there before them. No other does: what a run that changes the account may need is there
 * before it begins.
 */
const READS_LATE = ['checking', 'planning']
const THERE_BEFORE = ['starting', 'checking']

/**
 * The program is in pieces, so that a run reads what it needs: first what it takes to say what can be asked for. What a check
 * uses is one piece, since each piece takes its time too; what a plain plan uses besides is one; and what else that may need is
 * another, which is read late. What several other commands need on top is a further one.
 */
const program = defineConfig({
  ...command,
  preserveEntrySignatures: 'allow-extension',
  plugins: [readLate((chunk, file) => READS_LATE.includes(chunk) && !THERE_BEFORE.includes(file))],
  output: {
    ...READABLE,
    ...READ,
    dir: 'dist',
    chunkFileNames: 'program/[name].cjs',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: 'starting', priority: 5, test: (id) => neededToStart.has(id) },
        { name: 'checking', priority: 4, test: (id) => usedToCheck.has(id) },
        { name: 'planning', priority: 3, test: (id) => usedToPlan.has(id) },
        { name: 'seldom', priority: 2, test: (id) => neededToPlan.has(id) },
        { name: 'applying', priority: 1, minShareCount: 4 },
      ],
    },
  },
})

const library = defineConfig({
  ...ours,
  input: { library: 'src/library.ts' },
  transform: { target: 'node20.19' },
  output: {
    ...READABLE,
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  },
})

export default [program, library]
