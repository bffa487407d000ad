import type { Refusal } from '../../api/outcome.ts'
import type { InstanceId, IntentRecord } from '../../ledger/record.ts'
import type { Creation } from '../../plan/action.ts'
import type { CreatedEvent } from '../event.ts'
import type { ApplyPorts } from '../ports.ts'

/** An attempt that has made an instance. */
interface Successful {
  readonly action: Creation
  readonly intent: IntentRecord
  /** By the monotonic clock, in milliseconds: when the attempt started. */
  readonly started: number
}

interface MadeInstance {
  readonly id: InstanceId
  readonly how: 'answered' | 'found'
  /** Set when the service had refused it. */
  readonly despite?: Refusal
}

/** Records an instance, and only then gives the news of it: with what went wrong where the ledger could not take it. */
export async function recordCreated(
  { action, intent: { attempt, key, rung }, started }: Successful,
  { id, how, despite }: MadeInstance,
  ports: Pick<ApplyPorts, 'record' | 'now' | 'elapsed'>,
): Promise<CreatedEvent> {
  const recorded = await ports.record({ type: 'created', time: ports.now(), attempt, key, id, how })
  return {
    kind: 'complete',
    operation: 'create',
    action,
    id,
    how,
    elapsedMs: ports.elapsed() - started,
    ...(rung === undefined ? {} : { rung }),
    ...(despite === undefined ? {} : { despite }),
    ...(recorded.kind === 'recorded' ? {} : { unrecorded: recorded }),
  }
}
