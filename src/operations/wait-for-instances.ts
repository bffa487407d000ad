import type { Client } from '../api/client.ts'
import { listWithEach } from '../apply/list-with-each.ts'
import type { ApplyPorts } from '../apply/ports.ts'
import { type Awaited, type WaitResult, waitUntilReady } from '../apply/wait.ts'
import type { Connections } from '../status/connection.ts'
import { fetchConnections } from './account/fetch-connections.ts'
import type { Cancellation } from './cancellation.ts'
import type { ApplyReporter } from './reporter.ts'

export interface WaitOptions {
  readonly awaited: readonly Awaited[]
  readonly budgetMs: number
  readonly client: Client
  readonly ports: ApplyPorts
  readonly cancellation: Cancellation
  readonly reporter: Pick<ApplyReporter, 'progress' | 'waiting' | 'waited'>
}

/**
 * Waits until each of the instances runs, and tells how to connect. Nothing that happens here changes what was made; who
 * asked for the waiting is told at the end which do not run.
 */
export async function waitForInstances(options: WaitOptions): Promise<WaitResult> {
  const { awaited, budgetMs, client, ports, cancellation, reporter } = options
  const started = ports.elapsed()
  const list = () => listWithEach(awaited, ports)
  const looking = waitUntilReady(awaited, budgetMs, { ...ports, list })
  reporter.progress({ kind: 'waiting', instances: awaited.length })
  let step = await looking.next()
  while (step.done !== true) {
    reporter.waiting(step.value)
    step = await looking.next()
  }
  const ended = step.value
  const running = ended.instances.flatMap(({ phase, instance }) =>
    phase === 'running' && instance !== undefined ? [instance] : [],
  )
  const connections: Connections = cancellation.requested()
    ? new Map()
    : await fetchConnections(client, running, cancellation.deadline)
  reporter.waited(ended, connections, ports.elapsed() - started)
  return ended
}
