import { type Phase, phaseOf, stateWords } from '../../api/instance-phase.ts'
import { type InstanceDetails, isMonthly, isTold } from '../../api/remote.ts'
import { addsUp, type InstanceOperation } from '../../ledger/operation.ts'
import { unreachable } from '../../model/unreachable.ts'
import { notAsRecorded } from '../../plan/decide/same-instance.ts'
import { differingSettings, settingsIn } from '../../plan/in-place/container-settings.ts'
import { foreignEnvs } from '../../plan/in-place/upgrade-body.ts'
import type { ChangeTask } from '../event.ts'
import type { ChangeObstacle } from '../look-up-reason.ts'
import type { OpenChange } from './open-change.ts'
import { NEEDED } from './sight.ts'

/** What of an instance shows whether the operation was done. */
const TOLD_BY: Readonly<Partial<Record<InstanceOperation, string>>> = {
  'grow-disk': 'rootfsSize',
  subscribe: 'billingMode',
  renew: 'endTime',
}

type Looked = Pick<OpenChange, 'task' | 'target' | 'request' | 'sight' | 'progress' | 'ledgerIds'>

/** Why nothing may be sent about an instance, by a look at it a moment before; `undefined` where nothing speaks against it. */
export function obstacleTo(looked: Looked): ChangeObstacle | undefined {
  const { task, sight, progress } = looked
  if (sight.kind === 'unseen') return { code: 'not-looked-at', why: sight.why }
  if (sight.kind === 'gone') {
    return task.operation === 'delete' ? undefined : { code: 'unknown-to-service' }
  }
  switch (progress) {
    case 'vanished':
      return { code: 'on-its-way-out', status: stateWords(sight.instance) }
    case 'failed':
      return { code: 'failed-by-now', status: stateWords(sight.instance) }
    case 'other':
      return changedMeanwhile(looked, sight.instance)
    case 'untold':
      if (addsUp(task.operation)) {
        return { code: 'not-shown', id: sight.instance.id, field: TOLD_BY[task.operation] ?? '' }
      }
      return obstacleIn(looked, sight.instance)
    case 'not-begun':
      return obstacleIn(looked, sight.instance)
    case 'leading':
      // A start or a stop that is under way is waited for; nobody knows what a container comes back with.
      return task.operation === 'upgrade' ? inAnotherState(sight.instance, []) : undefined
    case 'there':
    case 'listed':
    case 'unseen':
      return undefined
    default:
      return unreachable(progress)
  }
}

function obstacleIn(
  { task, request, ledgerIds }: Looked,
  instance: InstanceDetails,
): ChangeObstacle | undefined {
  const { owned, key, name } = task.action
  const { id } = owned
  const other = notAsRecorded(owned, { key, name }, instance, ledgerIds)
  if (other !== undefined) return other
  switch (task.operation) {
    case 'delete':
      if (owned.protect || task.action.spec?.life.protect === true) return { code: 'protected', id }
      return isMonthly(instance) ? { code: 'prepaid', id, until: instance.endsAt } : undefined
    case 'start':
      return inAnotherState(instance, ['stopped'])
    case 'stop':
      return inAnotherState(instance, ['running'])
    case 'edit-ports':
    case 'grow-disk':
      if (request === undefined || instance.ports === undefined) {
        return { code: 'not-shown', id, field: 'ports' }
      }
      return inAnotherState(instance, ['running', 'stopped'])
    case 'upgrade': {
      if (task.step.isThere) return { code: 'changed-meanwhile', id, fields: task.step.fields }
      const hidden = hiddenSince(task, instance)
      if (hidden !== undefined) return hidden
      return inAnotherState(instance, ['running']) ?? moreForeignEnvs(task, instance)
    }
    case 'subscribe':
      return undefined
    case 'renew':
    case 'auto-renew':
      return isMonthly(instance) ? undefined : { code: 'not-monthly', id }
    default:
      return unreachable(task)
  }
}

const inAnotherState = (
  instance: InstanceDetails,
  phases: readonly Phase[],
): ChangeObstacle | undefined =>
  phases.includes(phaseOf(instance))
    ? undefined
    : { code: 'in-another-state', status: stateWords(instance) }

/** What the plan saw and a look does not show any more: somebody may have changed it, and the call would set it blindly. */
function hiddenSince(
  { action: { remote } }: Pick<ChangeTask, 'action'>,
  instance: InstanceDetails,
): ChangeObstacle | undefined {
  const field =
    remote && NEEDED.upgrade.find((each) => isTold(remote, each) && !isTold(instance, each))
  return field === undefined ? undefined : { code: 'not-shown', id: instance.id, field }
}

/** Variables that came since the plan, which said nothing of dropping them. */
function moreForeignEnvs(
  { action, step }: Extract<ChangeTask, { readonly operation: 'upgrade' }>,
  instance: InstanceDetails,
): ChangeObstacle | undefined {
  const { spec, owned } = action
  const names = foreignEnvs({ body: spec.body, owned, instance }).filter(
    (name) => !step.drops.includes(name),
  )
  return names.length === 0 ? undefined : { code: 'foreign-envs', id: instance.id, names }
}

/** An instance is another one than was planned for: somebody changed it, or it is in a state that nobody planned for. */
function changedMeanwhile({ target }: Looked, instance: InstanceDetails): ChangeObstacle {
  const { id } = instance
  switch (target.operation) {
    case 'edit-ports':
      return { code: 'changed-meanwhile', id, fields: ['ports'] }
    case 'grow-disk':
      return { code: 'changed-meanwhile', id, fields: ['rootfsSize'] }
    case 'subscribe':
      return { code: 'changed-meanwhile', id, fields: ['billingMode'] }
    case 'renew':
      return { code: 'changed-meanwhile', id, fields: ['endTime'] }
    case 'upgrade': {
      if (phaseOf(instance) !== 'running') {
        return { code: 'in-another-state', status: stateWords(instance) }
      }
      const fields = differingSettings(target.from, settingsIn(instance))
      return { code: 'changed-meanwhile', id, fields }
    }
    case 'delete':
    case 'start':
    case 'stop':
    case 'auto-renew':
      return { code: 'in-another-state', status: stateWords(instance) }
    default:
      return unreachable(target)
  }
}
