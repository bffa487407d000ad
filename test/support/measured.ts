import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLI, type Run, type RunOptions, runCli } from './run-cli.ts'
import { tempDir } from './temp-dir.ts'

/** A run with what it took: milliseconds of a processor, and the most memory it had, in MiB. */
export interface Measured extends Run {
  readonly ms: number
  readonly mebibytes: number
}

/** Runs the built program, and has it write down at its end what it took. Fails where it did not end by itself. */
export async function runMeasured(args: readonly string[], options: RunOptions): Promise<Measured> {
  const folder = tempDir({
    // No `--require`: for that Node itself reads the package.json of the working folder.
    'measure.cjs': `process.on('exit', () => require('node:fs').writeFileSync(__dirname + '/took.json',
      JSON.stringify({ ms: Object.values(process.cpuUsage()).reduce((a, b) => a + b) / 1000, mebibytes: process.resourceUsage().maxRSS / 1024 })))
      require(${JSON.stringify(CLI)})`,
  })
  const run = await runCli(args, { ...options, cli: join(folder, 'measure.cjs') })
  const took = JSON.parse(readFileSync(join(folder, 'took.json'), 'utf8')) as {
    ms: number
    mebibytes: number
  }
  return { ...run, ...took }
}
