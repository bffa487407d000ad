import { type ApplyResult, changedIn, isLeaving } from '../../../apply/result.ts'
import { INSTANCE_OPERATIONS, type InstanceOperation } from '../../../ledger/operation.ts'
import type { Task } from '../../../plan/action.ts'

/** How many of what a run achieved, and how many not: its last words about itself. */
export function countLine(result: ApplyResult): string {
  const { rejected, notSent, inDoubt, skipped } = result
  const missed = [...rejected, ...notSent, ...skipped]
  const count = (tasks: readonly Task[], operation: Task['operation']) =>
    tasks.filter((task) => task.operation === operation).length
  const tasks = [...result.done, ...missed, ...inDoubt]
  const changes = INSTANCE_OPERATIONS.filter((operation) => count(tasks, operation) > 0)
  const hasCreations = changes.length === 0 || count(tasks, 'create') > 0
  const parts = [
    ...(hasCreations
      ? [`${count(result.done, 'create')} created`, `${count(missed, 'create')} not created`]
      : []),
    ...changes.flatMap((operation) => changedWords(operation, result, count(missed, operation))),
    `${inDoubt.filter((each) => !isLeaving(each)).length} in doubt`,
  ]
  return parts.join(', ')
}

/** How what was done is counted, and what was not. */
const COUNTED = {
  'edit-ports': { done: 'with new ports', missed: 'without new ports' },
  'grow-disk': { done: 'with a larger disk', missed: 'without a larger disk' },
  start: { done: 'started', missed: 'not started' },
  upgrade: { done: 'reset', missed: 'not reset' },
  stop: { done: 'stopped', missed: 'not stopped' },
  subscribe: { done: 'paid by the month', missed: 'not changed to months' },
  renew: { done: 'renewed', missed: 'not renewed' },
  'auto-renew': {
    done: 'with automatic renewal switched',
    missed: 'without automatic renewal switched',
  },
  delete: { done: 'destroyed', missed: 'not destroyed' },
} as const satisfies Record<InstanceOperation, { readonly done: string; readonly missed: string }>

function changedWords(
  operation: InstanceOperation,
  result: ApplyResult,
  missed: number,
): readonly string[] {
  const words = COUNTED[operation]
  const changed = changedIn(result).filter((each) => each.operation === operation)
  const there = changed.filter(({ isThere }) => isThere).length
  const leaving = result.inDoubt.filter((each) => each.operation === operation && isLeaving(each))
  const moving = changed.length - there + leaving.length
  return [
    `${there} ${words.done}`,
    ...(moving === 0 ? [] : [`${moving} ${words.missed} yet`]),
    ...(missed === 0 ? [] : [`${missed} ${words.missed}`]),
  ]
}
