import type { InstanceDetails } from '../../api/remote.ts'
import { isAlreadyThere } from '../../plan/in-place/already-there.ts'
import type { LimitSet } from '../../schema/limit-sets.ts'
import type { ChangeTask, StoppedEvent } from '../event.ts'
import type { ChangeObstacle } from '../look-up-reason.ts'
import type { ApplyPorts } from '../ports.ts'
import { stop } from '../turn.ts'
import { appliedBy } from './applied.ts'
import { callFor } from './change-call.ts'
import { targetOf } from './change-target.ts'
import { obstacleTo } from './obstacle.ts'
import { idOf, type OpenChange } from './open-change.ts'
import { announce } from './record-change.ts'
import type { RunProgress } from './run-progress.ts'
import { lookFor, viewOf } from './sight.ts'

/** What beginning a change came to: it is under way now, or it is not and the run goes on or stops. */
export type Begun =
  | { readonly kind: 'open'; readonly change: OpenChange }
  | { readonly kind: 'left'; readonly why: ChangeObstacle }
  | { readonly kind: 'stop'; readonly stop: StoppedEvent }

export interface Begin extends Pick<OpenChange, 'ledgerIds'> {
  readonly task: ChangeTask
  /** What the run did about the instance before. */
  readonly before: RunProgress
  /** What an hour of it costs, by the list price. */
  readonly hourly: number | undefined
  readonly limits: LimitSet | undefined
}

/**
 * Looks at an instance afresh, and writes down what is about to be sent about it. Nothing is sent about one that could not
 * be looked at, is another one by now, or is protected; what is there already, or on its way, needs no line.
 */
export async function begin(starting: Begin, ports: ApplyPorts): Promise<Begun> {
  const id = idOf(starting.task)
  if (starting.before.isUnsettled(id))
    return { kind: 'left', why: { code: 'step-before-open', id } }
  const change = await lookedAt(starting, ports)
  const why = obstacleTo(change)
  if (why !== undefined) return { kind: 'left', why }
  if (change.progress !== 'not-begun' && change.progress !== 'untold') {
    // A definition that is true already counts as applied only by a line that says so.
    if (change.applied === undefined) return { kind: 'open', change }
  }
  const recorded = await announce(change, ports)
  return recorded.kind === 'failed'
    ? { kind: 'stop', ...stop({ why: 'ledger', cause: recorded.reason }) }
    : { kind: 'open', change: { ...change, isAnnounced: true } }
}

async function lookedAt(
  { task, hourly, limits, ledgerIds, before }: Begin,
  ports: ApplyPorts,
): Promise<OpenChange> {
  const { open } = task.action.owned
  const sight = await lookFor(task, idOf(task), ports)
  const seen = sight.kind === 'seen' ? sight.instance : undefined
  const target = targetOf(task, seen)
  const now = ports.elapsed()
  return {
    task,
    target,
    request: callFor(task, seen, limits),
    applied: appliedBy(task, before.madeFor(idOf(task))),
    hourly,
    ledgerIds,
    // An earlier run that sent the same goes on.
    attempt: open?.operation === task.operation ? open.attempt : ports.newAttempt(),
    began: now,
    isAnnounced: false,
    sends: 0,
    sentAt: undefined,
    mayBeOurs: open !== undefined,
    wasLeading: false,
    thereSince: undefined,
    call: undefined,
    requestId: undefined,
    looks: 0,
    lookAt: now,
    ...viewOf(target, sight),
    ...(isThereAlready(task, seen) ? { progress: 'there' } : {}),
  }
}

/** What a reset is for may be so already, whatever else it would set: then none is sent. */
const isThereAlready = (task: ChangeTask, seen: InstanceDetails | undefined): boolean =>
  task.operation === 'upgrade' &&
  seen !== undefined &&
  isAlreadyThere(
    { body: task.action.spec.body, owned: task.action.owned, instance: seen },
    task.step.fields,
  )
