import type { InstanceOperation } from '../ledger/operation.ts'
import { endsFirst, type ReplaceAction, type Task } from '../plan/action.ts'
import { changeAll, type Position } from './change/change-all.ts'
import { noting, type RunProgress, runProgress } from './change/run-progress.ts'
import { create } from './create.ts'
import type { ApplyEvent, ChangeTask, CreateTask, StoppedEvent } from './event.ts'
import type { ApplyPorts } from './ports.ts'
import { lookForRefused, type Refused } from './refused.ts'
import type { ApplyInput } from './turn.ts'

/**
 * Carries out the tasks of a run, in order: ports and disks, starts, creations, upgrades,
 * stops, and deletions last. A generator, so that the
 * consumer has seen an event before the next call starts. Whoever consumes it must consume it to its end; everything it
 * yields is already recorded, so stopping early loses nothing but words.
 */
export async function* applyActions(
  input: ApplyInput,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, void> {
  const { tasks } = input
  const progress = runProgress()
  const creations = tasks.filter((task): task is CreateTask => task.operation === 'create')
  const placeOf = ([first]: readonly Task[]) => ({
    first: first === undefined ? 0 : tasks.indexOf(first) + 1,
    of: tasks.length,
    progress,
  })
  const changes = (some: readonly ChangeTask[]) =>
    noting(changeAll(some, input, placeOf(some), ports), progress)
  const change = (operation: InstanceOperation) =>
    changes(changesIn(tasks, operation).filter((task) => !endsFirst(task)))
  const stopped =
    (yield* change('edit-ports')) ??
    (yield* change('grow-disk')) ??
    (yield* change('start')) ??
    (yield* changes(changesIn(tasks, 'delete').filter(endsFirst))) ??
    (yield* noting(createAll(creations, input, placeOf(creations), ports), progress)) ??
    (yield* change('upgrade')) ??
    (yield* change('stop')) ??
    (yield* change('subscribe')) ??
    (yield* change('renew')) ??
    (yield* change('auto-renew')) ??
    (yield* change('delete'))
  if (stopped !== undefined) yield stopped
}

const changesIn = (tasks: readonly Task[], operation: InstanceOperation): readonly ChangeTask[] =>
  tasks.filter((task): task is ChangeTask => task.operation === operation)

/** What resets, stops, pays for or ends an instance. */
const AFTER_CREATIONS: ReadonlySet<Task['operation']> = new Set([
  'upgrade',
  'stop',
  'subscribe',
  'renew',
  'auto-renew',
  'delete',
])

/** What cannot be there twice is made once the other one is seen gone. */
const mayBeMade = ({ by, owned }: ReplaceAction, progress: RunProgress): boolean =>
  by === 'create-first' || progress.hasEnded(owned.id)

/** Gives why the run stops, where it does: also where what was refused leaves less than was wanted, and something is to end. */
async function* createAll(
  creations: readonly CreateTask[],
  input: ApplyInput,
  { first, of, progress }: Position,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, StoppedEvent | undefined> {
  const known = new Set(input.known)
  const refused: Refused[] = []
  let stopped: StoppedEvent | undefined
  for (const [index, { action }] of creations.entries()) {
    if (ports.interrupted()) {
      stopped = { kind: 'stopped', why: 'interrupted' }
      break
    }
    if (action.kind === 'replace' && !mayBeMade(action, progress)) {
      const task = { operation: 'create', action } as const
      yield { kind: 'start', ...task, nth: first + index, of }
      yield { kind: 'not_sent', ...task, reason: `${action.owned.id} is not gone` }
      continue
    }
    const end = yield* create(action, { input, known, nth: first + index, of }, ports)
    if (end.id !== undefined) known.add(end.id)
    if (end.refused !== undefined) refused.push(end.refused)
    if (end.stop !== undefined) {
      stopped = end.stop
      break
    }
  }
  yield* lookForRefused(refused, known, input.budget, ports)
  const hasEnds = input.tasks.some(({ operation }) => AFTER_CREATIONS.has(operation))
  if (stopped === undefined && refused.length > 0 && hasEnds) {
    return { kind: 'stopped', why: 'not-all-created' }
  }
  return stopped
}
