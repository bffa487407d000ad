import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { transformSync } from 'esbuild'
import { unreachable } from '../../src/model/unreachable.ts'
import type { CallEvent } from '../../src/sandbox/routes/handle-request.ts'
import { type Launch, SECRETS } from './invariants.ts'
import type { Drive } from './library-driver.ts'
import {
  ALLOW_RECREATE,
  type Blow,
  type Moment,
  type Scenario,
  SETTLE_S,
  type Way,
} from './scenario.ts'
import type { ServiceOfStory } from './service.ts'

/** Where a start happens. */
export interface Stage extends Pick<Scenario, 'driver' | 'marker' | 'flags'> {
  /** The built command; the library is built beside it. */
  readonly cli: string
  readonly folder: string
  readonly service: ServiceOfStory
  readonly way: Way
}

/** A folder of the project from which it is started too. */
export const INNER_FOLDER = 'inner'

/** A start that takes longer hangs. One call that is never answered takes half of it. */
const PATIENCE_MS = 75_000

/** Lets one start of the program, or two at once, go to its end under a blow. */
export async function launch(stage: Stage, blow: Blow): Promise<readonly Launch[]> {
  await stage.service.begin()
  if (blow.blow !== 'twice') return [await launchOne(stage, blow)]
  const { gapMs, killMs } = blow
  const first: Blow =
    killMs === undefined ? { blow: 'none' } : { blow: 'after', signal: 'SIGKILL', ms: killMs }
  const second = wait(gapMs).then(() => launchOne(stage, { blow: 'none' }))
  return await Promise.all([launchOne(stage, first), second])
}

async function launchOne(stage: Stage, blow: Blow): Promise<Launch> {
  const { service } = stage
  const child = start(stage, blow)
  const ended = once(child, 'close')
  const blows: { signalledAt: number | undefined; hung: boolean } = {
    signalledAt: undefined,
    hung: false,
  }
  const signal = (which: NodeJS.Signals): void => {
    blows.signalledAt ??= performance.now()
    child.kill(which)
  }
  service.listen(hookOf(blow, child, signal))
  let output = ''
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = child[name]
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (blow.blow === 'pipe' && blow.of.includes(name)) stream.destroy()
    })
  }
  const timers = [
    setTimeout(() => {
      blows.hung = true
      child.kill('SIGKILL')
    }, PATIENCE_MS),
  ]
  if (blow.blow === 'after') timers.push(setTimeout(() => signal(blow.signal), blow.ms))
  const [code, by] = (await ended) as [number | null, NodeJS.Signals | null]
  for (const timer of timers) clearTimeout(timer)
  service.listen(() => {})
  const { signalledAt, hung } = blows
  const afterSignalMs = signalledAt === undefined ? undefined : performance.now() - signalledAt
  return { blow, code, signal: by, output, hung, afterSignalMs }
}

function start(stage: Stage, blow: Blow): ChildProcess {
  const { folder, service, way } = stage
  const words = stage.driver === 'library' ? libraryWords(stage) : commandWords(stage)
  const line = [process.execPath, ...words]
  // POSIX counts `ulimit -f` in blocks of 512 bytes; Node makes an error of what would be a signal.
  const limited = ['-c', 'ulimit -f "$1" && shift && exec "$@"', 'sh']
  const [command = '', ...args] =
    blow.blow === 'full' ? ['/bin/sh', ...limited, `${blow.blocks}`, ...line] : line
  return spawn(command, args, {
    cwd: way.from === 'folder' ? join(folder, INNER_FOLDER) : folder,
    env: {
      PATH: process.env.PATH,
      // Not the project itself: nobody's home folder is one.
      HOME: join(folder, 'tmp'),
      // What could not be kept beside the ledger goes here.
      TMPDIR: join(folder, 'tmp'),
      HF_TOKEN: SECRETS.token,
      REGISTRY_PASSWORD: SECRETS.password,
      ...service.env(way),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function commandWords({ cli, folder, service, flags }: Stage): readonly string[] {
  const apply = ['apply', join(folder, 'fleet.yaml'), '--yes', '--verbose', `--settle=${SETTLE_S}`]
  return [cli, ...apply, `--timeout=${TIMEOUT_S}`, ...service.flags, ...flags]
}

/** The same start by the library; what concerns the output of the command means nothing there. */
function libraryWords({ cli, folder, flags, marker }: Stage): readonly string[] {
  const program = join(folder, 'tmp', 'library-driver.mjs')
  writeFileSync(program, driverCode())
  const drive: Drive = {
    library: join(dirname(cli), 'library.js'),
    file: join(folder, 'fleet.yaml'),
    settleMs: SETTLE_S * 1000,
    answerMs: TIMEOUT_S * 1000,
    refresh: flags.includes('--refresh=never') ? 'never' : 'auto',
    allow: flags.includes(ALLOW_RECREATE) ? ['recreate'] : [],
    marker,
  }
  return [program, JSON.stringify(drive)]
}

let kept: string | undefined

/** The driver as JavaScript; where it stands is counted from the root of the project, as in `mutants.ts`. */
function driverCode(): string {
  kept ??= transformSync(readFileSync('test/chaos/library-driver.ts', 'utf8'), {
    loader: 'ts',
    format: 'esm',
  }).code
  return kept
}

/** How long a create call may take, in seconds. */
const TIMEOUT_S = 0.8

type Hook = (event: CallEvent) => void | Promise<void>

/** What a blow does when the service tells how far a call has come. */
function hookOf(blow: Blow, child: ChildProcess, signal: (which: NodeJS.Signals) => void): Hook {
  const gone = once(child, 'exit')
  const isRunning = () => child.exitCode === null && child.signalCode === null
  switch (blow.blow) {
    case 'none':
    case 'after':
    case 'twice':
    case 'pipe':
    case 'full':
      return () => {}
    case 'at-call':
      return whenever(blow.at, async () => {
        if (!isRunning()) return
        if (blow.again !== undefined) setTimeout(signal, AGAIN_MS, blow.again).unref()
        if (blow.lateMs > 0) {
          setTimeout(signal, blow.lateMs, blow.signal)
          return
        }
        signal(blow.signal)
        if (blow.signal === 'SIGKILL') await gone
      })
    case 'silence':
      return whenever(blow.at, async () => {
        if (!isRunning()) return
        setTimeout(signal, SILENCE_MS, blow.signal)
        await gone
      })
    case 'full-at-call':
      return whenever(blow.at, () => {
        if (isRunning()) spawnSync('prlimit', [`--pid=${child.pid}`, `--fsize=${blow.bytes}`])
      })
    default:
      return unreachable(blow)
  }
}

/** Beyond the time in which npm may repeat a signal, so that it counts as the second one. */
const AGAIN_MS = 300

const SILENCE_MS = 100

function whenever(at: Moment, strike: () => void | Promise<void>): Hook {
  let seen = 0
  return ({ operation, phase }) => {
    if (operation !== at.operation || phase !== at.phase) return
    seen += 1
    return seen === at.nth ? strike() : undefined
  }
}
