import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { endRun } from './end-run.ts'
import { play } from './harness.ts'
import { MUTANTS } from './mutants/all-mutants.ts'
import { type Mutant, shownOf } from './mutants/mutant.ts'
import { scenarioOf } from './story/scenario.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '6000' },
    jobs: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
  },
})
const seed = Number(values.seed)
const runs = Number(values.runs)

/** What the stories are played with as well, so that what shows is the fault of the mutant. */
const sound = resolve('dist', 'cli.cjs')
if (!existsSync(sound)) throw new Error(`${sound} is missing: build it first`)

/** Copies the project with the change in its sources into a folder of their own. */
function breakSources({ name, file, from, to }: Mutant, folder: string): void {
  for (const part of [
    'package.json',
    'rolldown.config.ts',
    'examples',
    'schemas',
    'src',
    'test',
    'vitest.config.ts',
  ])
    cpSync(part, join(folder, part), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const path = join(folder, file)
  const pieces = readFileSync(path, 'utf8').split(from)
  if (pieces.length !== 2) {
    throw new Error(`"${name}": its text is ${pieces.length - 1} times in ${file}, not once`)
  }
  writeFileSync(path, pieces.join(to))
}

/** How the mutant shows; `undefined` where it does not. */
async function hunt(mutant: Mutant): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ppi-apply-mutant-'))
  try {
    breakSources(mutant, folder)
    const { shownIn } = mutant
    return shownIn === undefined ? await playOn(mutant, folder) : failingIn(shownIn, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Plays stories on a broken build until one shows it. */
async function playOn({ shownBy }: Mutant, folder: string): Promise<string | undefined> {
  execFileSync('npm', ['run', '--silent', 'build:bundle'], { cwd: folder, stdio: 'inherit' })
  const cli = join(folder, 'dist', 'cli.cjs')
  await mustStart(cli)
  let played = 0
  for (let n = 0; n < runs; n += 1) {
    if (shownBy?.(shownOf(scenarioOf(seed + n))) === false) continue
    played += 1
    const [violation] = (await play(seed + n, cli)).violations
    if (violation === undefined || (await play(seed + n, sound)).violations.length > 0) continue
    return `${`${n + 1}`.padStart(4)} runs, ${`${played}`.padStart(3)} played  ${violation}`
  }
  return undefined
}

/** Runs a test of the project on the broken sources; it has to fail. */
function failingIn(test: string, folder: string): string | undefined {
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'unit', test], {
    cwd: folder,
    stdio: 'ignore',
  })
  return status === 0 ? undefined : `by ${test}`
}

/** A build that does not even start would be caught for the wrong reason. */
async function mustStart(cli: string): Promise<void> {
  const child = spawn(process.execPath, [cli, 'completion', 'bash'], {
    stdio: 'ignore',
  })
  const code = await new Promise((done) => child.on('close', done))
  if (code !== 0) throw new Error(`the broken build does not start: ${code}`)
}

const chosen = MUTANTS.filter(({ name }) => name.includes(values.only))
const queue = [...chosen]
let survivors = 0

async function work(): Promise<void> {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const caught = await hunt(mutant)
    if (caught === undefined) survivors += 1
    const row = `${mutant.name.padEnd(56)} ${caught ?? `NOT CAUGHT in ${runs} runs`}`
    process.stdout.write(`${row.replaceAll('\n', ' ').slice(0, 160)}\n`)
  }
}

await Promise.all(Array.from({ length: Number(values.jobs) }, work))
process.stdout.write(
  `seed ${seed}: ${chosen.length - survivors} of ${chosen.length} broken builds caught\n`,
)
endRun(survivors === 0)
