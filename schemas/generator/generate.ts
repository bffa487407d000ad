import { readFileSync, writeFileSync } from 'node:fs'
import { emit, firstDifference, type Output } from './emit.ts'
import { emitConfig } from './emit-config.ts'
import { emitFaults } from './emit-faults.ts'

/**
 * Writes the generated files, from the root of the repository. With `--check` it writes nothing, prints the first
 * difference of each file, and exits with 1 if there is one.
 */
const outputs = [
  ...emit({
    openapi: readFileSync('schemas/openapi.yaml', 'utf8'),
    overlay: readFileSync('schemas/overlay.yaml', 'utf8'),
  }),
  ...emitConfig(),
  ...emitFaults(),
]
if (process.argv.includes('--check')) check(outputs)
else for (const { path, text } of outputs) writeFileSync(path, text)

function check(expected: readonly Output[]): void {
  const differences = expected
    .map((output) => firstDifference(output, readIfThere(output.path)))
    .filter((difference) => difference !== undefined)
  if (differences.length === 0) return
  process.stderr.write(
    `${differences.join('\n')}\nRun \`npm run schemas\` and commit the result.\n`,
  )
  process.exitCode = 1
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
