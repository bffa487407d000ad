import { resolve } from 'node:path'
import { defineConfig, type OutputChunk, type RolldownOptions, rolldown } from 'rolldown'

/** What is ours goes into the bundle; packages and what Node brings along stay outside, under their own names. */
const ours: RolldownOptions = {
  platform: 'node',
  external: /^[^./]/,
}

const READABLE = {
  minify: false,
  comments: { legal: true, annotation: false, jsdoc: false },
} as const

const COMMAND = { target: 'node20.19', define: { 'import.meta.filename': '__filename' } }

/** What a start begins with: no more than it takes to say what can be asked for. */
const start = defineConfig({
  ...ours,
  // The descriptions of the commands name what handles each; only the program calls that.
  external: [/^[^./]/, './program/run.cjs', /^\.\.\/handlers\//],
  input: { cli: 'src/main.ts' },
  transform: COMMAND,
  output: {
    ...READABLE,
    dir: 'dist',
    format: 'cjs',
    dynamicImportInCjs: false,
    entryFileNames: '[name].cjs',
  },
})

/** All modules that are loaded together with these, and not only once a run asks for them. */
async function loadedWith(...input: string[]): Promise<ReadonlySet<string>> {
  const bundle = await rolldown({ ...ours, input })
  const { output } = await bundle.generate({ format: 'cjs' })
  const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk')
  const entries = new Set(input.map((path) => resolve(path)))
  const found = new Set(chunks.filter(({ facadeModuleId }) => entries.has(facadeModuleId ?? '')))
  for (const { imports } of found) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) found.add(chunk)
  }
  return new Set([...found].flatMap(({ moduleIds }) => moduleIds))
}

const neededToPlan = await loadedWith('src/cli/run.ts', 'src/cli/handlers/plan-command.ts')

/**
 * The rest is in pieces, so that a run reads what it needs. What a plan needs is one piece, since each piece takes its time
 * too, and what several other commands need on top is a second one. They are CommonJS, as ES modules take longer to load.
 */
const program = defineConfig({
  ...ours,
  input: { run: 'src/cli/run.ts' },
  transform: COMMAND,
  output: {
    ...READABLE,
    dir: 'dist/program',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    codeSplitting: {
      groups: [
        { name: 'planning', priority: 2, minShareCount: 2, test: (id) => neededToPlan.has(id) },
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

export default [start, program, library]
