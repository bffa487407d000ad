import type { OperationState, SettledRecord } from '../../ledger/record.ts'
import { Secret } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import { settingsBefore, settingsToBe } from '../../plan/in-place/kept-settings.ts'
import type { ChangeTask } from '../event.ts'
import type { ApplyPorts, Recorded } from '../ports.ts'
import { bodyOf } from './change-target.ts'
import { causeOf, idOf, type OpenChange } from './open-change.ts'

type RecordPorts = Pick<ApplyPorts, 'record' | 'now'>

/**
 * Writes down that a change is about to be sent. Each call has a line of its own: by its time a later run knows for how
 * long that call may still arrive.
 */
export const announce = (change: OpenChange, ports: RecordPorts): Promise<Recorded> => {
  const { task, attempt, hourly, applied } = change
  return ports.record({
    type: 'operation',
    time: ports.now(),
    attempt,
    key: task.action.key,
    name: task.action.name,
    id: idOf(task),
    operation: task.operation,
    ...statesOf(change),
    because: causeOf(task),
    ...applied,
    hourly,
    madeAt: madeAt(task),
  })
}

/** Only the end of what has expired tells it: its time is counted again where its entry stays in a file. */
function madeAt(task: ChangeTask): string | undefined {
  const at = task.operation === 'delete' ? task.action.madeAt : undefined
  return at === undefined ? undefined : new Date(at).toISOString()
}

/** What is read of the instance just before, and what it is to come to. */
function statesOf({ task, sight, progress }: OpenChange): {
  readonly from: OperationState
  readonly to: OperationState
} {
  const status = sight.kind === 'seen' ? sight.instance.status : ''
  switch (task.operation) {
    case 'delete':
      return { from: { status }, to: { status: 'removed' } }
    case 'start':
      return { from: { status }, to: { status: 'running' } }
    case 'stop':
      return { from: { status }, to: { status: 'exited' } }
    case 'edit-ports': {
      // Ports that a secret variable gives are in no line: a later run cannot tell them then, and plans them afresh.
      if (task.action.spec.body.ports instanceof Secret) return { from: { status }, to: {} }
      return { from: { status, ports: task.step.from }, to: { ports: task.step.to } }
    }
    case 'grow-disk':
      return { from: { status, rootfsSize: task.step.from }, to: { rootfsSize: task.step.to } }
    case 'upgrade': {
      if (sight.kind !== 'seen') return { from: { status }, to: { status: 'running' } }
      const { instance } = sight
      const body = bodyOf(task, instance)
      const before = settingsBefore(instance, { body, applied: task.action.owned.spec })
      // What is recorded without a call changes nothing, whatever else a reset would set.
      const after = progress === 'there' ? before : settingsToBe(body)
      return { from: { status, fields: before }, to: { status: 'running', fields: after } }
    }
    case 'subscribe':
      return { from: { status }, to: { months: task.step.months } }
    case 'renew': {
      const { from: endsAt, to, months } = task.step
      return { from: { status, endsAt }, to: { endsAt: to, months } }
    }
    case 'auto-renew':
      return { from: { status }, to: { months: task.step.months } }
    default:
      return unreachable(task)
  }
}

/** Writes down how a change ended, or that it has not. */
export const settle = (
  { task, attempt }: OpenChange,
  said: Pick<SettledRecord, 'result' | 'how' | 'end' | 'reason'>,
  ports: RecordPorts,
): Promise<Recorded> =>
  ports.record({
    type: 'settled',
    time: ports.now(),
    attempt,
    key: task.action.key,
    id: idOf(task),
    operation: task.operation,
    ...said,
    because: task.operation === 'delete' ? causeOf(task) : undefined,
    madeAt: madeAt(task),
  })
