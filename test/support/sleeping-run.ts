import type { ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import type { CallEvent } from '../../src/sandbox/routes/handle-request.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { type Run, runCli } from './run-cli.ts'
import { runInProcess } from './run-in-process.ts'
import { withSandbox } from './sandbox.ts'
import { serviceEnv } from './service-env.ts'
import { SHARED_PLACES, type SharedPlace } from './shared-places.ts'
import { tempDir } from './temp-dir.ts'

/** An apply of another machine that was stopped while its first create was on its way. */
export interface SleepingRun {
  readonly sandbox: Sandbox
  /** How many creates the service has got, from whomever. */
  creates(): number
  readonly place: SharedPlace
  /** A working folder with the same files, and how the program runs there. */
  readonly folder: string
  run(...args: readonly string[]): Promise<Run>
  /** Lets it go on, and gives how it ended. */
  wake(): Promise<Run>
}

interface Asleep {
  readonly kind: keyof typeof SHARED_PLACES
  readonly files: Readonly<Record<string, string>>
  /** Those of the run that is stopped. */
  readonly args: readonly string[]
  readonly faults?: readonly FaultRule[]
}

/** Twice as long as a run may give no sign of life. */
const SILENCE_MS = 120_000

/** Plays with a run that sleeps; where the store tells how old a sign of life is, it is older than its lease. */
export async function whileAsleep(
  { kind, files, args, faults = [] }: Asleep,
  play: (sleeping: SleepingRun) => Promise<void>,
): Promise<void> {
  await using place = await SHARED_PLACES[kind]()
  const calls = new EventEmitter()
  const create = once(calls, 'create')
  let creates = 0
  let child: ChildProcess | undefined
  const options = {
    faults,
    onRequest: ({ operation, phase }: Pick<CallEvent, 'operation' | 'phase'>) => {
      if (operation !== 'create' || phase !== 'received') return
      creates += 1
      if (creates > 1) return
      child?.kill('SIGSTOP')
      calls.emit('create')
    },
  }
  await withSandbox(options, async (sandbox) => {
    const env = { HOME: tempDir(), ...place.env, ...serviceEnv(sandbox) }
    const ended = runCli([...args, '--ledger', place.address], {
      cwd: place.machine(files),
      env,
      onStart: (started) => {
        child = started
      },
    })
    try {
      const early = await Promise.race([create.then(() => undefined), ended])
      if (early !== undefined) throw new Error(`it created nothing: ${early.stderr}`)
      await place.age?.(SILENCE_MS)
      const folder = place.machine(files)
      const run = (...words: readonly string[]) => runInProcess(words, { cwd: folder, env })
      const wake = () => {
        child?.kill('SIGCONT')
        return ended
      }
      await play({ sandbox, place, folder, run, wake, creates: () => creates })
    } finally {
      child?.kill('SIGKILL')
      await ended
    }
  })
}
