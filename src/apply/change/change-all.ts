import type { ApplyEvent, ChangeTask, StoppedEvent } from '../event.ts'
import type { ApplyPorts } from '../ports.ts'
import type { ApplyInput } from '../turn.ts'
import { awaitSuccessor } from './await-successor.ts'
import { begin } from './begin.ts'
import { idOf, type OpenChange } from './open-change.ts'
import type { RunProgress } from './run-progress.ts'
import { advance, watch } from './watch.ts'

/** Changes under way at the same time. */
const MAX_OPEN = 8

/** Where the tasks are in their run, and what it did before. */
export interface Position {
  readonly first: number
  readonly of: number
  readonly progress: RunProgress
}

/**
 * Carries out changes of one operation, and sees each of them done. Several are under way at once, and a failure of one does
 * not stop the others, since nothing here costs; but upgrades go one by one, and the first that does not come back stops the
 * rest. Gives why the run stops, where it does: then nothing more is sent, and what was sent is seen to its end.
 */
export async function* changeAll(
  tasks: readonly ChangeTask[],
  {
    budget,
    hourly,
    limits,
    ledgerIds,
  }: Pick<ApplyInput, 'budget' | 'hourly' | 'limits' | 'ledgerIds'>,
  { first, of, progress }: Position,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, StoppedEvent | undefined> {
  const maxOpen = tasks[0]?.operation === 'upgrade' ? 1 : MAX_OPEN
  let open: readonly OpenChange[] = []
  let stopped: StoppedEvent | undefined
  const watching = () => ({ budget, isStopping: stopped !== undefined })
  for (const [index, task] of tasks.entries()) {
    while (open.length >= maxOpen && stopped === undefined) {
      const round = yield* watch(open, watching(), ports)
      open = round.open
      stopped = round.stop
    }
    stopped ??= stuckBy(tasks[index - 1], progress)
    if (ports.interrupted()) stopped ??= { kind: 'stopped', why: 'interrupted' }
    if (stopped !== undefined) break
    const unreplaced =
      task.operation === 'delete' ? yield* awaitSuccessor(task, progress, budget, ports) : undefined
    if (unreplaced !== undefined) {
      yield { kind: 'start', ...task, nth: first + index, of }
      yield { kind: 'not_sent', ...task, reason: unreplaced }
      continue
    }
    const price = hourly.get(task.action.key)
    const begun = await begin({ task, hourly: price, limits, ledgerIds, before: progress }, ports)
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
  return stopped ?? stuckBy(tasks.at(-1), progress)
}

/** Whether the run stops, since a container was reset and did not come back. */
const stuckBy = (task: ChangeTask | undefined, progress: RunProgress): StoppedEvent | undefined =>
  task?.operation === 'upgrade' && progress.isUnsettled(idOf(task))
    ? { kind: 'stopped', why: 'upgrade-not-back' }
    : undefined
