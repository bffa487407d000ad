import { join } from 'node:path'
import process from 'node:process'
import { exitCode } from '../exit-code.ts'
import type { run } from '../program.ts'
import type { AskedProgram } from './asked.ts'
import { cacheFolder, compileCacheIn, NO_CACHE } from './compile-cache.ts'
import { compiled } from './compiled.ts'

/** Runs the program that lies beside this file, and sets the code the process ends with. */
export async function runProgram(argv: readonly string[], asked: AskedProgram): Promise<void> {
  const folder = cacheFolder(process.env, process.platform)
  const cache = folder === undefined ? NO_CACHE : compileCacheIn(folder)
  const code = compiled(cache, asked.kind === 'command' ? asked.name : asked.kind)
  const program = code.load(join(__dirname, 'program.cjs')) as { readonly run: typeof run }
  const ending = await program.run(argv, asked)
  process.exitCode = exitCode(ending)
  // A bug, or a line that asked for nothing there is, ran little of what a later run needs.
  if (ending !== 'bug' && ending !== 'usage') code.keep()
}
