import type { SettledRecord } from '../../ledger/record.ts'
import type { ApplyPorts, Recorded } from '../ports.ts'
import { causeOf, idOf, type OpenChange, TARGETS } from './open-change.ts'

type RecordPorts = Pick<ApplyPorts, 'record' | 'now'>

/**
 * Writes down that a change is about to be sent. Each call has a line of its own: by its time a later run knows for how
 * long that call may still arrive.
 */
export const announce = (
  { task, attempt, sight, hourly }: OpenChange,
  ports: RecordPorts,
): Promise<Recorded> =>
  ports.record({
    type: 'operation',
    time: ports.now(),
    attempt,
    key: task.action.key,
    name: task.action.name,
    id: idOf(task),
    operation: task.operation,
    from: { status: sight.kind === 'seen' ? sight.instance.status : '' },
    to: { status: TARGETS[task.operation] },
    because: causeOf(task.action, task.operation),
    hourly,
  })

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
    because: task.operation === 'delete' ? causeOf(task.action, task.operation) : undefined,
  })
