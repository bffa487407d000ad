import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { toState } from '../../../src/ledger/state.ts'
import type { Launch } from '../judge/check-launch.ts'
import { SECRETS } from '../secrets.ts'
import type { Act } from '../story/act.ts'
import type { Blow } from '../story/blow.ts'
import { type Order, PLAIN_APPLY } from '../story/order.ts'
import { type Consent, consentTo } from './consent.ts'
import { hookOf } from './hook.ts'
import { INNER_FOLDER, type Stage, waitSeconds } from './stage.ts'
import { type Asked, forgetWords, wordsFor } from './words-for.ts'

/** A start that takes longer hangs. One call that is never answered takes half of it. */
const PATIENCE_MS = 75_000

/** What became of one start, or of two at once, and of the plans that a person read before. */
export interface Launched {
  readonly launches: readonly Launch[]
  readonly plans: readonly Launch[]
  readonly consent: Consent
}

/** Lets one start of the program, or two at once, go to its end under a blow. */
export async function launch(stage: Stage, act: Act, blow: Blow): Promise<Launched> {
  await stage.service.begin()
  const plans: Launch[] = []
  const consent = await consentTo(stage, act, async (asked) => {
    const read = await launchOne(stage, asked, NO_BLOW)
    plans.push(read)
    await stage.service.begin()
    return read.output
  })
  const asked = askedBy(act, act.order, consent)
  if (blow.blow !== 'twice')
    return { launches: [await launchOne(stage, asked, blow)], plans, consent }
  const { gapMs, killMs, rival } = blow
  const first: Blow =
    killMs === undefined ? NO_BLOW : { blow: 'after', signal: 'SIGKILL', ms: killMs }
  const other = rival === 'same' ? asked : askedBy(act, PLAIN_APPLY, consent)
  const second = wait(gapMs).then(() => launchOne(stage, other, NO_BLOW))
  const launches = await Promise.all([launchOne(stage, asked, first), second])
  return { launches, plans, consent }
}

/** Reads what an apply of the whole file would do. */
export async function readPlan(stage: Stage): Promise<Launch> {
  await stage.service.begin()
  const asked = { does: 'plan', order: PLAIN_APPLY, consent: NO_ENDS, acceptGone: false } as const
  return await launchOne({ ...stage, driver: 'command' }, asked, NO_BLOW)
}

/** Has a person say of each attempt in doubt that it made nothing. */
export async function forget(stage: Stage): Promise<readonly Launch[]> {
  const { entries } = toState(await stage.ledger.records())
  const said: Launch[] = []
  for (const { key, open } of entries.values()) {
    if (open.length === 0) continue
    await stage.service.begin()
    said.push(
      await launchLine(stage, [process.execPath, ...forgetWords(stage, key)], {
        order: PLAIN_APPLY,
        blow: NO_BLOW,
      }),
    )
  }
  return said
}

const NO_ENDS: Consent = { by: 'number', destroys: 0 }

const NO_BLOW: Blow = { blow: 'none' }

const askedBy = ({ acceptGone }: Act, order: Order, consent: Consent): Asked => ({
  does: 'run',
  order,
  consent,
  acceptGone,
})

const launchOne = (stage: Stage, asked: Asked, blow: Blow): Promise<Launch> =>
  launchLine(stage, lineFor(stage, asked), { order: asked.order, blow })

/** Types a line into a shell, whatever it is. `order`: what the act around it is for. */
export async function typeLine(
  stage: Stage,
  line: string,
  order: Order,
  blow: Blow = NO_BLOW,
): Promise<Launch> {
  await stage.service.begin()
  return await launchLine(stage, shellLine(line), { order, blow })
}

/** One start that nothing disturbs, by a person who agrees to what is new. */
export async function launchOnce(stage: Stage, order: Order): Promise<Launch> {
  await stage.service.begin()
  const asked = { does: 'run', order, consent: NO_ENDS, acceptGone: false } as const
  return await launchOne(stage, asked, NO_BLOW)
}

/** Reads a plan as a person does. */
export async function readPlanText(stage: Stage, order: Order): Promise<Launch> {
  await stage.service.begin()
  const asked = { does: 'plan-as-text', order, consent: NO_ENDS, acceptGone: false } as const
  return await launchOne(stage, asked, NO_BLOW)
}

async function launchLine(
  stage: Stage,
  line: readonly string[],
  { order, blow }: Pick<Launch, 'order' | 'blow'>,
): Promise<Launch> {
  const { service } = stage
  const child = start(stage, line, blow)
  const ended = once(child, 'close')
  const blows: { signalledAt: number | undefined; hung: boolean } = {
    signalledAt: undefined,
    hung: false,
  }
  const signal = (which: NodeJS.Signals): void => {
    blows.signalledAt ??= performance.now()
    child.kill(which)
  }
  service.listen(hookOf(blow, { child, signal, ledger: stage.ledger }))
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
  return { blow, order, code, signal: by, output, hung, afterSignalMs }
}

/** A command that was printed is for a shell, and says all but how long the person has patience. */
const lineFor = (stage: Stage, asked: Asked): readonly string[] =>
  asked.does === 'run' && asked.consent.by === 'command'
    ? shellLine(`${asked.consent.plan.command} --wait=${waitSeconds(stage)}`)
    : [process.execPath, ...wordsFor(stage, asked)]

const shellLine = (line: string): readonly string[] => ['/bin/sh', '-c', `exec ${line}`]

function start(stage: Stage, line: readonly string[], blow: Blow): ChildProcess {
  const { folder, service, way, token } = stage
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
      HF_TOKEN: token,
      REGISTRY_PASSWORD: SECRETS.password,
      ...service.env(way),
      ...stage.ledger.env(),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
