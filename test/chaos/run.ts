import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { endRun } from './end-run.ts'
import { type Figures, NO_FIGURES, play, type Story } from './harness.ts'
import { startKeeper } from './keeping/keeper.ts'
import { LEDGER_KINDS, type LedgerKind } from './keeping/ledger-of-story.ts'
import { scenarioOf } from './story/scenario.ts'
import { TROUBLE_NAMES } from './trouble/trouble-names.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string', default: '40' },
    jobs: { type: 'string', default: '3' },
    minutes: { type: 'string', default: '600' },
    ledger: { type: 'string', default: 'file' },
    cli: { type: 'string', default: 'dist/cli.cjs' },
    /** Plays the stories alone that have this in them, as they are told. */
    having: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
const runs = Number(values.runs)
const cli = resolve(values.cli)
if (!existsSync(cli)) throw new Error(`${cli} is missing: build it first`)

const started = performance.now()
const totals = { runs: 0, ...NO_FIGURES, violations: 0 }
const struck = new Set<string>()
const broken: number[] = []
let next = 0
let undrawn = seed

const seconds = (): number => (performance.now() - started) / 1000

/** What keeps the ledger of a story: with `each` the seeds have them in turn. */
function kindOf(seed: number): LedgerKind {
  const kind = values.ledger === 'each' ? LEDGER_KINDS[seed % LEDGER_KINDS.length] : values.ledger
  const known = LEDGER_KINDS.find((each) => each === kind)
  if (known === undefined) throw new Error(`--ledger is one of ${LEDGER_KINDS.join(', ')}, each`)
  return known
}

/** The next seed whose story has in it what is asked for. */
function nextSeed(): number {
  while (!JSON.stringify(scenarioOf(undrawn)).includes(values.having)) undrawn += 1
  undrawn += 1
  return undrawn - 1
}

/** Plays one story after the other until all are played or the time is over. */
async function work(): Promise<void> {
  await using keeper = startKeeper()
  while (next < runs && seconds() < Number(values.minutes) * 60) {
    next += 1
    const drawn = nextSeed()
    const story = await play(drawn, cli, { keeper, kind: kindOf(drawn) })
    totals.runs += 1
    for (const [name, count] of Object.entries(story.figures))
      totals[name as keyof Figures] += count
    totals.violations += story.violations.length
    for (const name of story.struck) struck.add(name)
    tell(story)
    if (totals.runs % 100 === 0) say(figures())
  }
}

/** A story that breaks a promise is told in whole: what depends on the time may not happen again. */
function tell(story: Story): void {
  if (values.verbose || story.violations.length > 0) {
    say(JSON.stringify(story.scenario))
    for (const { order, blow, code, signal, output } of story.launches) {
      say(`--- ${JSON.stringify(order)} ${JSON.stringify(blow)} → ${code ?? signal}\n${output}`)
    }
  }
  if (story.violations.length === 0) return
  broken.push(story.seed)
  for (const violation of story.violations) say(`VIOLATION, seed ${story.seed}: ${violation}`)
  const ledger = values.ledger === 'file' ? '' : ` --ledger ${kindOf(story.seed)}`
  say(`  again: npm run chaos -- --seed ${story.seed} --runs 1${ledger} --verbose`)
}

const figures = (): string => {
  const { runs, starts, killed, made, ended, switched, edited, upgraded } = totals
  const { inDoubt, violations } = totals
  const done = `${made} instances made, ${ended} ended, ${switched} stops and starts, ${edited} edits, ${upgraded} upgrades, ${totals.replaced} replaced`
  return `seed ${seed}: ${runs} runs, ${starts} starts, ${killed} killed, ${done}, ${inDoubt} in doubt, ${violations} violations, ${seconds().toFixed(0)} s`
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

await Promise.all(Array.from({ length: Number(values.jobs) }, work))
const missing = TROUBLE_NAMES.filter((name) => !struck.has(name))
say(`${TROUBLE_NAMES.length - missing.length} of ${TROUBLE_NAMES.length} kinds of trouble struck`)
if (values.verbose || missing.length < 10) for (const name of missing) say(`  not: ${name}`)
if (broken.length > 0) say(`seeds with violations: ${broken.join(', ')}`)
say(figures())
endRun(totals.violations === 0 && totals.runs > 0)
