import { type ApplyResult, changedIn, isLeaving } from '../../../apply/result.ts'
import type { InstanceOperation } from '../../../ledger/operation.ts'
import type { Task } from '../../../plan/action.ts'

/** How many of what a run achieved, and how many not: its last words about itself. */
export function countLine(result: ApplyResult): string {
  const { rejected, notSent, inDoubt, skipped } = result
  const missed = [...rejected, ...notSent, ...skipped]
  const count = (tasks: readonly Task[], operation: Task['operation']) =>
    tasks.filter((task) => task.operation === operation).length
  const tasks = [...result.done, ...missed, ...inDoubt]
  const changes = OPERATIONS.filter((operation) => count(tasks, operation) > 0)
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

const OPERATIONS = ['start', 'stop', 'delete'] as const satisfies readonly InstanceOperation[]

const PAST = { start: 'started', stop: 'stopped', delete: 'destroyed' } as const

function changedWords(
  operation: InstanceOperation,
  result: ApplyResult,
  missed: number,
): readonly string[] {
  const changed = changedIn(result).filter((each) => each.operation === operation)
  const there = changed.filter(({ isThere }) => isThere).length
  const leaving = result.inDoubt.filter((each) => each.operation === operation && isLeaving(each))
  const moving = changed.length - there + leaving.length
  return [
    `${there} ${PAST[operation]}`,
    ...(moving === 0 ? [] : [`${moving} not ${PAST[operation]} yet`]),
    ...(missed === 0 ? [] : [`${missed} not ${PAST[operation]}`]),
  ]
}
