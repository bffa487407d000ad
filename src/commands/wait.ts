import type { Remote } from '../api/remote.ts'
import type { ApplyPorts } from '../apply/ports.ts'
import type { ApplyResult } from '../apply/result.ts'
import { type Awaited, waitUntilReady } from '../apply/wait.ts'
import { connect, MOST_CONNECTIONS } from '../operations/fetch-connections.ts'
import type { Flags } from '../settings/flags.ts'
import { UserError } from '../user-error.ts'
import type { Interrupts } from './interrupts.ts'
import type { Service } from './service.ts'
import type { ApplyVoice } from './voice.ts'

/** The time that `--wait` gives, in milliseconds; `undefined` without the flag. */
export function waitBudget({ wait }: Flags): number | undefined {
  if (wait === undefined) return undefined
  if (!/^\d+(\.\d+)?$/.test(wait) || Number(wait) > MOST_SECONDS) {
    throw new UserError(`--wait needs a number of seconds up to ${MOST_SECONDS}, not "${wait}"`, {
      ending: 'usage',
      hint: 'as in --wait=300; without a number it is 600',
    })
  }
  return Number(wait) * 1000
}

/** A day: a longer wait is a mistake of units. */
const MOST_SECONDS = 86_400

interface Waiting {
  readonly result: ApplyResult
  readonly budgetMs: number
  readonly service: Service
  readonly ports: ApplyPorts
  readonly interrupts: Interrupts
  readonly voice: ApplyVoice
}

/**
 * Waits until what this run created runs, and tells how to connect. Nothing that happens here changes what was
 * created, so it decides no exit code: only an interrupt does.
 */
export async function waitForCreated(waiting: Waiting): Promise<void> {
  const { result, budgetMs, service, ports, interrupts, voice } = waiting
  const awaited = result.created.map(({ creation, id }) => ({ name: creation.name, id }))
  const started = ports.elapsed()
  const list = () => lookAtEach(awaited, service, ports)
  const looking = waitUntilReady(awaited, budgetMs, { ...ports, list })
  const what = awaited.length === 1 ? 'one instance' : `${awaited.length} instances`
  voice.busy(`Waiting for ${what} to run`)
  let step = await looking.next()
  while (step.done !== true) {
    voice.waiting(step.value)
    step = await looking.next()
  }
  const ended = step.value
  const running = ended.instances.flatMap(({ phase, instance }) =>
    phase === 'running' && instance !== undefined ? [instance] : [],
  )
  const connections =
    service.access === undefined || interrupts.requested()
      ? new Map()
      : await connect(service.access.client, running, interrupts.deadline)
  voice.waited(ended, connections, ports.elapsed() - started)
}

/** The account; where it cannot be listed, a few instances can still be asked for one by one. */
async function lookAtEach(
  awaited: readonly Awaited[],
  { access }: Service,
  ports: ApplyPorts,
): Promise<Remote> {
  const remote = await ports.list()
  const isListed = remote.kind === 'complete' || remote.kind === 'partial'
  if (isListed || access === undefined || awaited.length > MOST_CONNECTIONS) return remote
  const instances = []
  for (const { id } of awaited) {
    const answer = await access.client.get(id)
    if (answer.kind === 'ok' && answer.value.id === id) instances.push(answer.value)
  }
  return instances.length === 0 ? remote : { kind: 'partial', instances, why: remote.why }
}
