import { defineConfig, type RolldownOptions } from 'rolldown'

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
  output: { ...READABLE, dir: 'dist', format: 'cjs', entryFileNames: '[name].cjs' },
})

/**
 * The rest is in pieces, so that a run reads what it needs. What several commands need is one piece, since each piece takes
 * its time too. They are CommonJS, as ES modules take longer to load.
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
    codeSplitting: { groups: [{ name: 'shared', minShareCount: 4 }] },
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
