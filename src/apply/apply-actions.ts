import { placeOf, type ReplaceAction, RUN_ORDER, type Task } from '../plan/action.ts'
import { changeAll, type Position } from './change/change-all.ts'
import { noting, type RunProgress, runProgress } from './change/run-progress.ts'
import { create } from './create.ts'
import type { ApplyEvent, ChangeTask, CreateTask, StoppedEvent } from './event.ts'
import { lookForRefused } from './look-for-refused.ts'
import type { ApplyPorts } from './ports.ts'
import type { Refused } from './refused.ts'
import type { ApplyInput } from './turn.ts'

/**
 * Carries out the tasks of a run, in its order. A generator, so that the consumer has seen an event before the next
 * call starts. Whoever consumes it must consume it to its end; everything it yields is already recorded, so stopping
 * early loses nothing but words.
 */
export async function* applyActions(
  input: ApplyInput,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, void> {
  const progress = runProgress()
  for (const place of RUN_ORDER) {
    const tasks = input.tasks.filter((task) => placeOf(task) === place)
    const [first] = tasks
    const position = {
      first: first === undefined ? 0 : input.tasks.indexOf(first) + 1,
      of: input.tasks.length,
      progress,
    }
    const events =
      place === 'create'
        ? createAll(tasks.filter(isCreateTask), input, position, ports)
        : changeAll(tasks.filter(isChangeTask), input, position, ports)
    const stopped = yield* noting(events, progress)
    if (stopped !== undefined) {
      yield stopped
      return
    }
  }
}

const isCreateTask = (task: Task): task is CreateTask => task.operation === 'create'

const isChangeTask = (task: Task): task is ChangeTask => task.operation !== 'create'

/** What resets, stops, pays for or ends an instance. */
const AFTER_CREATIONS: ReadonlySet<string> = new Set(
  RUN_ORDER.slice(RUN_ORDER.indexOf('create') + 1),
)

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
  const looked = yield* lookForRefused(refused, known, input.budget, ports)
  stopped ??= looked
  const hasEnds = input.tasks.some(({ operation }) => AFTER_CREATIONS.has(operation))
  if (stopped === undefined && refused.length > 0 && hasEnds) {
    return { kind: 'stopped', why: 'not-all-created' }
  }
  return stopped
}
