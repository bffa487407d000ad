import type { ApplyEvent, ChangeTask, StoppedEvent } from '../event.ts'
import type { ApplyPorts } from '../ports.ts'
import type { ApplyInput } from '../turn.ts'
import { begin } from './begin.ts'
import type { OpenChange } from './open-change.ts'
import { advance, watch } from './watch.ts'

/** Changes under way at the same time. */
const MAX_OPEN = 8

/** Where the tasks are in their run. */
export interface Position {
  readonly first: number
  readonly of: number
}

/**
 * Starts, stops or deletes instances, and sees each of them done. Several are under way at once; a failure of one does not
 * stop the others, since nothing here costs. Gives why the run stops, where it does: then nothing more is sent, and what
 * was sent is seen to its end.
 */
export async function* changeAll(
  tasks: readonly ChangeTask[],
  { budget, hourly, ledgerIds }: Pick<ApplyInput, 'budget' | 'hourly' | 'ledgerIds'>,
  { first, of }: Position,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, StoppedEvent | undefined> {
  let open: readonly OpenChange[] = []
  let stopped: StoppedEvent | undefined
  const watching = () => ({ budget, isStopping: stopped !== undefined })
  for (const [index, task] of tasks.entries()) {
    while (open.length >= MAX_OPEN && stopped === undefined) {
      const round = yield* watch(open, watching(), ports)
      open = round.open
      stopped = round.stop
    }
    if (ports.interrupted()) stopped ??= { kind: 'stopped', why: 'interrupted' }
    if (stopped !== undefined) break
    const begun = await begin({ task, hourly: hourly.get(task.action.key), ledgerIds }, ports)
    if (begun.kind === 'stop') {
      stopped = begun.stop
      break
    }
    yield { kind: 'start', ...task, nth: first + index, of }
    if (begun.kind === 'left') {
      yield { kind: 'not_sent', ...task, reason: begun.why }
      continue
    }
    // It was looked at a moment ago: this sends it.
    const round = yield* advance([begun.change], watching(), ports)
    open = [...open, ...round.open]
    stopped = round.stop
  }
  while (open.length > 0) {
    const round = yield* watch(open, watching(), ports)
    open = round.open
    stopped ??= round.stop
  }
  return stopped
}
