import { stateWords } from '../../api/instance-phase.ts'
import type { SettledRecord } from '../../ledger/record.ts'
import type { ApplyEvent, ChangedEvent } from '../event.ts'
import type { ChangeDoubt, ChangeObstacle } from '../look-up-reason.ts'
import type { ApplyPorts, Recorded } from '../ports.ts'
import type { StopReason } from '../stop-reason.ts'
import { stop } from '../turn.ts'
import { idOf, type Left, type OpenChange } from './open-change.ts'
import { othersIn } from './others-in.ts'
import { settle } from './record-change.ts'
import { lostPorts } from './sight.ts'

type EndPorts = Pick<ApplyPorts, 'record' | 'now' | 'elapsed'>

/** It was seen done, or, with `isThere` false, so far on its way that it counts as done. */
export async function* complete(
  change: OpenChange,
  isThere: boolean,
  ports: EndPorts,
): AsyncGenerator<ApplyEvent, Left> {
  const { task, began } = change
  const end = task.operation === 'delete' ? endOf(change) : undefined
  const recorded =
    end !== undefined || isOnRecord(change)
      ? await settle(change, { result: 'done', how: 'seen', end }, ports)
      : RECORDED
  yield {
    kind: 'complete',
    ...task,
    id: idOf(task),
    how: howDone(change),
    isThere,
    ...paidUntil(change),
    elapsedMs: ports.elapsed() - began,
    ...(recorded.kind === 'recorded' ? {} : { unrecorded: recorded }),
  }
  return stoppedBy(recorded)
}

function howDone({ sends, call, task }: OpenChange): ChangedEvent['how'] {
  if (sends > 0) return call === undefined ? 'answered' : 'seen'
  return task.action.owned.open === undefined ? 'was-so' : 'seen'
}

function paidUntil({ task, sight }: OpenChange): Pick<ChangedEvent, 'endsAt'> {
  const isPaid = task.operation === 'renew' || task.operation === 'subscribe'
  const endsAt = isPaid && sight.kind === 'seen' ? sight.instance.endsAt : undefined
  return endsAt === undefined ? {} : { endsAt }
}

const endOf = ({ sight, mayBeOurs }: OpenChange): SettledRecord['end'] => {
  if (!mayBeOurs) return 'was-gone'
  return sight.kind === 'seen' ? 'removed' : 'gone'
}

/** It cannot come to its end any more, and nobody has to look again. */
export async function* giveUp(
  change: OpenChange,
  ports: EndPorts,
): AsyncGenerator<ApplyEvent, Left> {
  const recorded = isOnRecord(change)
    ? await settle(change, { result: 'given-up', how: 'seen' }, ports)
    : RECORDED
  yield unknown(change, doubtOf(change))
  return stoppedBy(recorded)
}

/** Nobody knows what came of it. It stays open in the ledger: the next run looks again before anything else is sent. */
export async function* leaveOpen(
  change: OpenChange,
  ports: EndPorts,
): AsyncGenerator<ApplyEvent, Left> {
  const recorded = await takeBack(change, 'given-up', ports)
  yield unknown(change, doubtOf(change))
  return stoppedBy(recorded)
}

/** Nothing of it reached the service; one of which an earlier call may have goes on. */
export async function* withdraw(
  change: OpenChange,
  {
    reason,
    why,
  }: { readonly reason: ChangeObstacle; readonly why?: 'interrupted' | 'unreachable' },
  ports: EndPorts,
): AsyncGenerator<ApplyEvent, Left> {
  const words = reason.code === 'call-failed' ? reason.why : reason.code
  if (change.sends > 0) return { change: { ...change, call: words } }
  const recorded = await takeBack(change, words, ports)
  yield { kind: 'not_sent', ...change.task, reason }
  return stoppedBy(recorded, why === undefined ? undefined : { why, cause: words })
}

/** Whether the run stops after an end: where the ledger could not take it, and for the reason that is given. */
export function stoppedBy(recorded: Recorded, reason?: StopReason): Left {
  if (recorded.kind === 'failed') return stop({ why: 'ledger', cause: recorded.reason })
  return reason === undefined ? {} : stop(reason)
}

/** The ledger takes a change for one that may have been sent. */
const isOnRecord = ({ isAnnounced, sends, task }: OpenChange): boolean =>
  isAnnounced || sends > 0 || task.action.owned.open !== undefined

/** Closes a change that was announced and never sent; one that an earlier run sent stays open. */
async function takeBack(change: OpenChange, reason: string, ports: EndPorts): Promise<Recorded> {
  const { isAnnounced, sends, task } = change
  return isAnnounced && sends === 0 && task.action.owned.open === undefined
    ? settle(change, { result: 'not-sent', reason }, ports)
    : RECORDED
}

const RECORDED: Recorded = { kind: 'recorded' }

const unknown = ({ task, requestId }: OpenChange, reason: ChangeDoubt): ApplyEvent => ({
  kind: 'unknown',
  ...task,
  reason,
  candidates: [],
  requestId,
})

const lostIn = ({ target, sight, progress }: OpenChange): readonly string[] =>
  progress === 'other' && sight.kind === 'seen' ? lostPorts(target, sight.instance) : []

function doubtOf(change: OpenChange): ChangeDoubt {
  const { task, target, sight, progress, call } = change
  const id = idOf(task)
  const lost = lostIn(change)
  if (lost.length > 0) return { code: 'ports-lost', operation: task.operation, id, ports: lost }
  const has = othersIn(target, change)
  if (has.length > 0) {
    return { code: 'change-by-others', operation: task.operation, id, has, call }
  }
  if (progress === 'listed') return { code: 'still-listed', id }
  if (progress === 'there') return { code: 'reset-not-seen', id, call }
  if (progress === 'vanished') return { code: 'change-vanished', id }
  switch (sight.kind) {
    case 'unseen':
      return { code: 'change-unseen', id, why: sight.why }
    case 'gone':
      return { code: 'still-listed', id }
    case 'seen': {
      const status = stateWords(sight.instance)
      return progress === 'leading'
        ? { code: 'still-leaving', id, status }
        : { code: 'change-not-seen', operation: task.operation, id, status, call }
    }
  }
}
