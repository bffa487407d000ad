import { spawn } from 'node:child_process'
import { type Summary, summaryOf } from './statistics.ts'

/** A process to measure, from its start to its end. */
export interface Subject {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** The exit codes that count as done; 0 when it is left out. */
  readonly codes?: readonly number[]
  /** Runs before each round, unmeasured. */
  readonly prepare?: () => void
}

/**
 * Milliseconds of whole processes. The subjects take turns, so that what else the machine does falls on all of them;
 * a round before the first one is not counted, where there is more than one.
 */
export async function alternate(
  subjects: readonly Subject[],
  rounds: number,
): Promise<ReadonlyMap<string, Summary>> {
  const samples = new Map<string, number[]>(subjects.map(({ name }) => [name, []]))
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round += 1) {
    for (const subject of subjects) {
      subject.prepare?.()
      const started = performance.now()
      await run(subject)
      if (round > 0) samples.get(subject.name)?.push(performance.now() - started)
    }
  }
  return new Map([...samples].map(([name, each]) => [name, summaryOf(each)]))
}

/** MiB that a Node process held at most, told by itself as it ends. */
export async function peakOf(subject: Subject): Promise<number> {
  subject.prepare?.()
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(TELL_PEAK)}`,
    ...subject.args,
  ]
  const told = await run({ ...subject, args })
  return Number(told) / 1024
}

/** `maxRSS` is in KiB. The fourth stream is free in every program measured here. */
const TELL_PEAK =
  'import{writeSync}from"node:fs";process.on("exit",()=>writeSync(3,String(process.resourceUsage().maxRSS)))'

/** Gives what the process wrote to its fourth stream. What it prints goes through a pipe and is dropped. */
function run({ name, command, args, env, cwd, codes = [0] }: Subject): Promise<string> {
  const child = spawn(command, args, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LANG: 'C.UTF-8',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let told = ''
  let complaint = ''
  child.stdout?.resume()
  child.stderr?.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(0, 500)
  })
  child.stdio[3]?.on('data', (chunk) => {
    told += chunk
  })
  return new Promise((done, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== null && codes.includes(code)) done(told)
      else reject(new Error(`${name} ended with ${code}: ${complaint}`))
    })
  })
}
