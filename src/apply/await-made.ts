import { stateWords } from '../api/instance-phase.ts'
import type { ApplyEvent, StoppedEvent } from './event.ts'
import { listWithEach } from './list-with-each.ts'
import type { Budget } from './look-up.ts'
import type { ApplyPorts } from './ports.ts'
import { type Awaited, isSettled, type Waited, waitUntilReady } from './wait.ts'

/**
 * Waits until everything that a run made runs. Gives why the run stops where something of it does not: it failed, stopped or is
 * gone, which is not waited out for the others, or the time is over.
 */
export async function* awaitMade(
  made: readonly Awaited[],
  { successorMs }: Pick<Budget, 'successorMs'>,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, StoppedEvent | undefined> {
  if (made.length === 0) return undefined
  if (ports.interrupted()) return { kind: 'stopped', why: 'interrupted' }
  yield { kind: 'made_wait', instances: made, waitMs: successorMs }
  const began = ports.elapsed()
  const list = () => listWithEach(made, ports)
  const looks = waitUntilReady(made, successorMs, { ...ports, list }, isDecided)
  const { instances, early } = yield* looks
  if (early === 'interrupted') return { kind: 'stopped', why: 'interrupted' }
  const missing = instances.filter((each) => !isRunning(each))
  if (missing.length === 0) return undefined
  return {
    kind: 'stopped',
    why: 'not-all-running',
    instances: missing.map(({ name, id, instance }) => ({
      name,
      id,
      status: instance === undefined ? undefined : stateWords(instance),
    })),
    waitedMs: ports.elapsed() - began,
  }
}

const isRunning = ({ phase }: Waited): boolean => phase === 'running'

/** Whether all of them run, or one of them will not by itself. */
const isDecided = (instances: readonly Waited[]): boolean =>
  instances.every(isRunning) || instances.some((each) => isSettled(each) && !isRunning(each))
