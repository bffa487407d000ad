import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
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

/** A run of the program that has next to nothing to do takes about 85 ms of a processor on an idle machine. */
const PLAIN_RUNS_PER_SECOND = 12

/** Other work on the same processor makes a short and a long run dearer, and not always alike. */
const UNEVENNESS = 2

/** Expects that a run took no more than so many seconds of a processor, and less than 200 MiB. */
export async function expectCheap(run: Measured, seconds = 1): Promise<void> {
  expect(run.mebibytes).toBeLessThan(200)
  await expectSoon(run, seconds)
}

/**
 * Expects that a run took no more than so many seconds of a processor. A machine that is slow, or busy, takes more: there
 * the run is compared with a plain one beside it.
 */
export async function expectSoon({ ms }: Measured, seconds: number): Promise<void> {
  if (ms < seconds * 1_000) return
  const plain = await runMeasured(['validate', 'fleet.yaml'], { cwd: tempDir(PLAIN) })
  expect(ms / plain.ms).toBeLessThan(seconds * PLAIN_RUNS_PER_SECOND * UNEVENNESS)
}

const PLAIN = { 'fleet.yaml': 'instances:\n  - name: a\n    kind: cpu\n    productId: p\n' }
