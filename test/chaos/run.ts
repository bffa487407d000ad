import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { play, type Story } from './harness.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string', default: '40' },
    at: { type: 'string', default: '2' },
    cli: { type: 'string', default: 'dist/cli.js' },
    verbose: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const runs = Number(values.runs)
const cli = resolve(values.cli)
if (!existsSync(cli)) throw new Error(`${cli} is missing: build it first`)

const started = performance.now()
const totals = { runs: 0, starts: 0, killed: 0, made: 0, inDoubt: 0, violations: 0 }
let next = 0

/** Plays one story after the other until all are played. */
async function work(): Promise<void> {
  while (next < runs) {
    const story = await play(seed + next++, cli)
    totals.runs += 1
    totals.starts += story.launches.length
    totals.killed += story.killed
    totals.made += story.made
    totals.inDoubt += story.inDoubt
    totals.violations += story.violations.length
    tell(story)
    if (totals.runs % 100 === 0) say(figures())
  }
}

function tell(story: Story): void {
  if (values.verbose) {
    for (const { blow, code, signal, output } of story.launches) {
      say(`--- ${JSON.stringify(blow)} → ${code ?? signal}\n${output}`)
    }
  }
  for (const violation of story.violations) {
    say(`VIOLATION, seed ${story.seed}: ${violation}`)
    say(`  again: npm run chaos -- --seed ${story.seed} --runs 1 --verbose`)
  }
}

const figures = (): string => {
  const { runs, starts, killed, made, inDoubt, violations } = totals
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  return `seed ${seed}: ${runs} runs, ${starts} starts, ${killed} killed, ${made} instances made, ${inDoubt} entries in doubt, ${violations} violations, ${seconds} s`
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

await Promise.all(Array.from({ length: Number(values.at) }, work))
say(figures())
process.exitCode = totals.violations === 0 ? 0 : 1
