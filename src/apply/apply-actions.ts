import type { InstanceOperation } from '../ledger/operation.ts'
import type { Task } from '../plan/action.ts'
import { changeAll } from './change/change-all.ts'
import { noting, runProgress } from './change/run-progress.ts'
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
  const place = (operation: Task['operation']) => ({
    first: tasks.findIndex((task) => task.operation === operation) + 1,
    of: tasks.length,
  })
  const change = (operation: InstanceOperation) =>
    noting(
      changeAll(changesIn(tasks, operation), input, { ...place(operation), progress }, ports),
      progress,
    )
  const stopped =
    (yield* change('edit-ports')) ??
    (yield* change('grow-disk')) ??
    (yield* change('start')) ??
    (yield* createAll(creations, input, place('create'), ports)) ??
    (yield* change('upgrade')) ??
    (yield* change('stop')) ??
    (yield* change('delete'))
  if (stopped !== undefined) yield stopped
}

const changesIn = (tasks: readonly Task[], operation: InstanceOperation): readonly ChangeTask[] =>
  tasks.filter((task): task is ChangeTask => task.operation === operation)

/** Gives why the run stops, where it does: also where what was refused leaves less than was wanted, and something is to end. */
async function* createAll(
  creations: readonly CreateTask[],
  input: ApplyInput,
  { first, of }: { readonly first: number; readonly of: number },
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
    const end = yield* create(action, { input, known, nth: first + index, of }, ports)
    if (end.id !== undefined) known.add(end.id)
    if (end.refused !== undefined) refused.push(end.refused)
    if (end.stop !== undefined) {
      stopped = end.stop
      break
    }
  }
  yield* lookForRefused(refused, known, input.budget, ports)
  const hasEnds = input.tasks.some(
    ({ operation }) => operation === 'upgrade' || operation === 'stop' || operation === 'delete',
  )
  if (stopped === undefined && refused.length > 0 && hasEnds) {
    return { kind: 'stopped', why: 'not-all-created' }
  }
  return stopped
}
