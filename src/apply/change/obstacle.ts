import { phaseOf, stateWords } from '../../api/instance-phase.ts'
import type { InstanceDetails } from '../../api/remote.ts'
import { unreachable } from '../../model/unreachable.ts'
import { foreignMark } from '../../plan/decide/foreign-mark.ts'
import { differsFromRecord } from '../../plan/decide/same-instance.ts'
import type { ChangeTask } from '../event.ts'
import type { ChangeObstacle } from '../look-up-reason.ts'
import type { OpenChange } from './open-change.ts'

type Looked = Pick<OpenChange, 'task' | 'sight' | 'progress' | 'ledgerIds'>

/** Why nothing may be sent about an instance, by a look at it a moment before; `undefined` where nothing speaks against it. */
export function obstacleTo({
  task,
  sight,
  progress,
  ledgerIds,
}: Looked): ChangeObstacle | undefined {
  if (sight.kind === 'unseen') return { code: 'not-looked-at', why: sight.why }
  if (sight.kind === 'gone') {
    return task.operation === 'delete' ? undefined : { code: 'unknown-to-service' }
  }
  switch (progress) {
    case 'vanished':
      return { code: 'on-its-way-out', status: stateWords(sight.instance) }
    case 'failed':
      return { code: 'failed-by-now', status: stateWords(sight.instance) }
    case 'not-begun':
      return obstacleIn(task, sight.instance, ledgerIds)
    case 'there':
    case 'leading':
    case 'listed':
    case 'unseen':
      return undefined
    default:
      return unreachable(progress)
  }
}

function obstacleIn(
  task: ChangeTask,
  instance: InstanceDetails,
  ledgerIds: ReadonlySet<string>,
): ChangeObstacle | undefined {
  const { owned, key, name } = task.action
  const { id } = owned
  const mark = foreignMark(instance, key, ledgerIds)
  if (mark !== undefined) return mark
  if (differsFromRecord(owned, name, instance)) {
    return { code: 'became-another', id }
  }
  switch (task.operation) {
    case 'delete':
      if (owned.protect || task.action.spec?.life.protect === true) return { code: 'protected', id }
      return instance.billingMode?.toLowerCase() === 'monthly'
        ? { code: 'prepaid', id, until: instance.endsAt }
        : undefined
    case 'start':
    case 'stop': {
      const from = task.operation === 'start' ? 'stopped' : 'running'
      return phaseOf(instance) === from
        ? undefined
        : { code: 'in-another-state', status: stateWords(instance) }
    }
    default:
      return unreachable(task)
  }
}
