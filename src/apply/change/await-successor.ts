import { phaseOf, stateWords } from '../../api/instance-phase.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { ApplyEvent, ChangeTask } from '../event.ts'
import type { Budget } from '../look-up.ts'
import type { ChangeObstacle } from '../look-up-reason.ts'
import type { ApplyPorts } from '../ports.ts'
import { idOf } from './open-change.ts'
import type { RunProgress } from './run-progress.ts'
import { lookAt } from './sight.ts'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 15_000

type Deletion = Extract<ChangeTask, { readonly operation: 'delete' }>

/**
 * Waits until what takes the place of an instance runs: before that the instance does not end. Gives why it does not end at
 * all; `undefined` where it may, as one that nothing takes the place of.
 */
export async function* awaitSuccessor(
  task: Deletion,
  progress: RunProgress,
  { successorMs }: Pick<Budget, 'successorMs'>,
  ports: Pick<ApplyPorts, 'get' | 'wait' | 'elapsed' | 'interrupted'>,
): AsyncGenerator<ApplyEvent, ChangeObstacle | undefined> {
  const { action } = task
  const { replacement } = action
  const id = idOf(task)
  if (replacement === undefined || replacement.by === 'destroy-first') return undefined
  const successor = replacement.successor ?? progress.createdFor(action.key)
  if (successor === undefined) return { code: 'not-replaced', id }
  const began = ports.elapsed()
  let pause = FIRST_PAUSE_MS
  let shown = ''
  while (true) {
    const { isRunning, isOver, status } = await stateOf(successor, ports)
    if (isRunning) return undefined
    const left = successorMs - (ports.elapsed() - began)
    if (isOver || left <= 0 || ports.interrupted()) {
      return { code: 'successor-not-running', id, successor, status }
    }
    if (status !== undefined && status !== shown) {
      yield { kind: 'successor', ...task, id, successor, status }
      shown = status
    }
    await ports.wait(Math.min(pause, left))
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }
}

interface SuccessorState {
  readonly isRunning: boolean
  /** It will not run by itself. */
  readonly isOver: boolean
  /** `undefined` where the service does not know it. */
  readonly status: string | undefined
}

async function stateOf(
  successor: InstanceId,
  ports: Pick<ApplyPorts, 'get'>,
): Promise<SuccessorState> {
  const sight = await lookAt(successor, ports)
  switch (sight.kind) {
    case 'unseen':
      return { isRunning: false, isOver: false, status: sight.why }
    case 'gone':
      return { isRunning: false, isOver: true, status: undefined }
    case 'seen': {
      const phase = phaseOf(sight.instance)
      const isOver = phase === 'failed' || phase === 'stopped' || phase === 'gone'
      return { isRunning: phase === 'running', isOver, status: stateWords(sight.instance) }
    }
  }
}
