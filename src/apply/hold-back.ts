import { phaseOf } from '../api/instance-phase.ts'
import { placeOf, type RUN_ORDER, type Task } from '../plan/action.ts'
import type { RunProgress } from './change/run-progress.ts'
import { lookAt } from './change/sight.ts'
import type { StoppedEvent } from './event.ts'
import type { ApplyPorts } from './ports.ts'

type Place = (typeof RUN_ORDER)[number]

/** What takes from an account: it stops or ends an instance, or pays for one, which nothing undoes. */
const TAKES: ReadonlySet<Place> = new Set<Place>([
  'delete-first',
  'stop',
  'subscribe',
  'renew',
  'auto-renew',
  'delete',
])

export const takes = (task: Task): boolean => TAKES.has(placeOf(task))

/**
 * Why a run stops before it takes anything: something that it was to start does not run, or nobody knows what came of an
 * earlier step. So a failure leaves running what ran.
 */
export function holdBack({ doubt, isStarted }: RunProgress): StoppedEvent | undefined {
  const first = doubt()
  if (first !== undefined) return { kind: 'stopped', why: 'unknown-outcome', doubt: first }
  return isStarted() ? undefined : { kind: 'stopped', why: 'not-all-started' }
}

/** Looks once more at what was reset: why the run stops, where one of those was seen not to run any more. */
export async function fallenBack(
  { reset }: RunProgress,
  ports: Pick<ApplyPorts, 'get' | 'interrupted'>,
): Promise<StoppedEvent | undefined> {
  for (const id of reset()) {
    if (ports.interrupted()) return { kind: 'stopped', why: 'interrupted' }
    const sight = await lookAt(id, ports)
    const runs = sight.kind === 'seen' && phaseOf(sight.instance) === 'running'
    if (!runs && sight.kind !== 'unseen') return { kind: 'stopped', why: 'upgrade-not-back' }
  }
  return undefined
}
