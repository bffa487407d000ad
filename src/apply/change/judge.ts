import { stateWords } from '../../api/instance-phase.ts'
import { addsUp } from '../../ledger/operation.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { ApplyEvent } from '../event.ts'
import { type Budget, steadyMs } from '../look-up.ts'
import type { ChangeObstacle, ResendReason } from '../look-up-reason.ts'
import type { ApplyPorts } from '../ports.ts'
import { complete, giveUp, leaveOpen, withdraw } from './end-change.ts'
import { obstacleTo } from './obstacle.ts'
import { type Left, MAX_SENDS, type OpenChange } from './open-change.ts'
import { send } from './send-change.ts'

/** What a run does about changes under way. */
export interface Watching {
  readonly budget: Budget
  /** The run stops: nothing is sent any more, and what was sent is seen to its end. */
  readonly isStopping: boolean
}

/** Decides about a change by what was seen of it last: it has ended, goes on, or is sent. */
export async function* judge(
  change: OpenChange,
  { budget, isStopping }: Watching,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Left> {
  const isOver = ports.interrupted() || ports.elapsed() - change.began >= budget.changeMs
  switch (change.progress) {
    case 'there':
      if (isSteady(change, budget, ports)) return yield* complete(change, true, ports)
      break
    case 'leading':
      if (isOver && isSwitch(change)) return yield* complete(change, false, ports)
      break
    case 'vanished':
    case 'failed':
      return yield* giveUp(change, ports)
    case 'untold': {
      if (change.sends === 0) return yield* sendFirst(change, { budget, isStopping }, ports)
      if (isBelieved(change, budget, ports)) return yield* complete(change, true, ports)
      if (isOver || isStopping || !mayBeSentAgain(change, budget, ports)) break
      if (change.task.operation !== 'auto-renew') break
      yield { kind: 'retry', ...change.task, reason: effectless(change), waitMs: 0 }
      return yield* send(change, budget, ports)
    }
    case 'other':
      if (change.sends === 0) return yield* sendFirst(change, { budget, isStopping }, ports)
      break
    case 'not-begun': {
      if (change.sends === 0) return yield* sendFirst(change, { budget, isStopping }, ports)
      if (isOver || isStopping || !mayBeSentAgain(change, budget, ports)) break
      yield { kind: 'retry', ...change.task, reason: effectless(change), waitMs: 0 }
      return yield* send(change, budget, ports)
    }
    case 'listed':
    case 'unseen':
      break
    default:
      return unreachable(change.progress)
  }
  return isOver ? yield* leaveOpen(change, ports) : { change }
}

/**
 * Whether what shows a change done proves it. A service may write the settings of a container into its record before it resets
 * it: where nobody saw it at that, it has to run with them for a while.
 */
const isSteady = (
  { task, sends, wasLeading, thereSince }: OpenChange,
  { settleMs }: Budget,
  { elapsed }: Pick<ApplyPorts, 'elapsed'>,
): boolean =>
  task.operation !== 'upgrade' ||
  sends === 0 ||
  wasLeading ||
  (thereSince !== undefined && elapsed() - thereSince >= steadyMs(settleMs))

/**
 * Whether a change that no look can tell counts as done: the service took it, and was seen at it, or had the time for it.
 * The plan says of such fields that they cannot be checked.
 */
const isBelieved = (
  { task, call, wasLeading, sentAt, began }: OpenChange,
  { settleMs }: Budget,
  { elapsed }: Pick<ApplyPorts, 'elapsed'>,
): boolean =>
  !addsUp(task.operation) &&
  call === undefined &&
  (task.operation === 'auto-renew' || wasLeading || elapsed() - (sentAt ?? began) >= settleMs)

async function* sendFirst(
  change: OpenChange,
  { budget, isStopping }: Watching,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Left> {
  const obstacle: ChangeObstacle | undefined = isStopping
    ? { code: 'run-stopped-before' }
    : obstacleTo(change)
  return obstacle === undefined
    ? yield* send(change, budget, ports)
    : yield* withdraw(change, { reason: obstacle }, ports)
}

/** What was sent may still arrive: only once its effect had its time to show is it sent again, and not for ever. */
const mayBeSentAgain = (
  change: OpenChange,
  { settleMs }: Budget,
  { elapsed }: Pick<ApplyPorts, 'elapsed'>,
): boolean =>
  elapsed() - (change.sentAt ?? change.began) >= settleMs &&
  change.sends < MAX_SENDS[change.task.operation] &&
  obstacleTo(change) === undefined

/** What is only on its way counts as far as it goes; a deletion or an upgrade that does not come to its end does not. */
const isSwitch = ({ task: { operation } }: OpenChange): boolean =>
  operation === 'start' || operation === 'stop'

const effectless = ({ sight }: OpenChange): ResendReason => ({
  code: 'no-effect-seen',
  ...(sight.kind === 'seen' ? { status: stateWords(sight.instance) } : {}),
})
