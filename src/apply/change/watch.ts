import type { ApplyEvent, StoppedEvent } from '../event.ts'
import type { Budget } from '../look-up.ts'
import type { ApplyPorts } from '../ports.ts'
import { judge, type Watching } from './judge.ts'
import { idOf, type OpenChange, seenAs } from './open-change.ts'
import { besideList, isToBeConfirmed, lookFor } from './sight.ts'

/** Waits between the looks at one instance, in milliseconds; the last one repeats. */
const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000] as const

const SHORTEST_PAUSE_MS = 100

/** What a round of looks leaves. */
export interface Round {
  /** The changes that are still under way. */
  readonly open: readonly OpenChange[]
  readonly stop?: StoppedEvent
}

/** Looks at each change whose time has come, after a wait for the first one where none is due, and decides about it. */
export async function* watch(
  changes: readonly OpenChange[],
  watching: Watching,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Round> {
  const next = Math.min(...changes.map(({ lookAt: at }) => at))
  if (next > ports.elapsed() && !ports.interrupted()) await ports.wait(next - ports.elapsed())
  const now = ports.elapsed()
  const isDue = (change: OpenChange) => ports.interrupted() || change.lookAt <= now
  const due = changes.filter(isDue)
  const seen = await Promise.all(due.map((change) => look(change, watching.budget, ports)))
  const round = yield* advance(seen, watching, ports)
  return { ...round, open: [...changes.filter((change) => !due.includes(change)), ...round.open] }
}

/**
 * Decides about each change by what was seen of it last. An instance is gone only when the service does not know it and its
 * list does not show it: one list serves all that seem to be gone.
 */
export async function* advance(
  changes: readonly OpenChange[],
  watching: Watching,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Round> {
  const open: OpenChange[] = []
  let stopped: StoppedEvent | undefined
  for (const change of await confirmed(changes, ports)) {
    const isStopping = watching.isStopping || stopped !== undefined
    const left = yield* judge(change, { ...watching, isStopping }, ports)
    if (left.change !== undefined) open.push(left.change)
    stopped ??= left.stop
  }
  return { open, ...(stopped === undefined ? {} : { stop: stopped }) }
}

async function look(
  change: OpenChange,
  { settleMs }: Budget,
  ports: Pick<ApplyPorts, 'get' | 'list' | 'elapsed'>,
): Promise<OpenChange> {
  const seen = seenAs(change, await lookFor(change.task, idOf(change.task), ports), ports.elapsed())
  const pause = PAUSES_MS[Math.min(change.looks, PAUSES_MS.length - 1)] ?? 0
  const waitMs = Math.min(pause, Math.max(settleMs / 4, SHORTEST_PAUSE_MS))
  return { ...seen, looks: change.looks + 1, lookAt: ports.elapsed() + waitMs }
}

async function confirmed(
  changes: readonly OpenChange[],
  ports: Pick<ApplyPorts, 'list'>,
): Promise<readonly OpenChange[]> {
  const seemsGone = (change: OpenChange) => isToBeConfirmed(change.task.operation, change)
  if (!changes.some(seemsGone)) return changes
  const remote = await ports.list()
  return changes.map((change) =>
    seemsGone(change) ? { ...change, ...besideList(change, idOf(change.task), remote) } : change,
  )
}
