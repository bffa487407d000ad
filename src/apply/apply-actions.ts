import { placeOf, RUN_ORDER, type Task } from '../plan/action.ts'
import { awaitMade } from './await-made.ts'
import { changeAll, type Position } from './change/change-all.ts'
import { noting, runProgress } from './change/run-progress.ts'
import { createAll } from './create/create-all.ts'
import type { ApplyEvent, ChangeTask, CreateTask, StoppedEvent } from './event.ts'
import { fallenBack, holdBack, takes } from './hold-back.ts'
import type { ApplyPorts } from './ports.ts'
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
    const held = tasks.some(takes) ? holdBack(progress) : undefined
    if (held !== undefined) {
      yield held
      return
    }
    const position = {
      first: first === undefined ? 0 : input.tasks.indexOf(first) + 1,
      of: input.tasks.length,
      progress,
    }
    const events =
      place === 'create'
        ? makeAll(tasks.filter(isCreateTask), input, position, ports)
        : changeAll(tasks.filter(isChangeTask), input, position, ports)
    const ended = yield* noting(events, progress)
    const isLookedAt = place === 'upgrade' && input.tasks.some(takes)
    const stopped = ended ?? (isLookedAt ? await fallenBack(progress, ports) : undefined)
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

/**
 * Creates, and where something comes after that, waits until what was made runs. Gives why the run stops, where it does: also
 * where less than was wanted is there and runs, so that nothing that runs is touched for it.
 */
async function* makeAll(
  creations: readonly CreateTask[],
  input: ApplyInput,
  position: Position,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, StoppedEvent | undefined> {
  const { lacks, stopped } = yield* createAll(creations, input, position, ports)
  const isFollowed = input.tasks.some((task) => AFTER_CREATIONS.has(placeOf(task)))
  if (stopped !== undefined || !isFollowed) return stopped
  if (lacks) return { kind: 'stopped', why: 'not-all-created' }
  return yield* awaitMade(position.progress.made(), input.budget, ports)
}
