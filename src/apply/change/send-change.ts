import { explainRefusal } from '../../api/responses/refusal.ts'
import { backoff, LONGEST_WAIT_MS } from '../../http/retry.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { ApplyEvent } from '../event.ts'
import type { Budget } from '../look-up.ts'
import type { ResendReason } from '../look-up-reason.ts'
import type { ApplyPorts } from '../ports.ts'
import { stoppedBy, withdraw } from './end-change.ts'
import { obstacleTo } from './obstacle.ts'
import { idOf, type Left, MAX_SENDS, type OpenChange, seenAs } from './open-change.ts'
import { announce, settle } from './record-change.ts'
import { refuse, refused } from './refused-change.ts'
import { lookFor } from './sight.ts'

const MAX_CONNECTS = 4

/**
 * Sends a change, each call after a line in the ledger that says so. It is sent again at once only where the request
 * provably never reached the service, and after a 429, each time after a look that shows nothing of it. Whatever was
 * answered, only a look says what came of it.
 */
export async function* send(
  change: OpenChange,
  budget: Pick<Budget, 'retryMs' | 'settleMs'>,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Left> {
  const { task } = change
  const started = ports.elapsed()
  let unsent = 0
  let sending = change
  while (true) {
    if (ports.interrupted()) {
      return yield* withdraw(sending, { reason: failed('interrupted'), why: 'interrupted' }, ports)
    }
    if (!sending.isAnnounced) {
      const recorded = await announce(sending, ports)
      if (recorded.kind === 'failed') return { change: sending, ...stoppedBy(recorded) }
      sending = { ...sending, isAnnounced: true }
    }
    // What could not be seen well enough to be sent was not begun.
    if (sending.request === undefined) return { change: sending }
    const outcome = await ports.change(sending.request)
    let pause: { readonly reason: ResendReason; readonly waitMs: number }
    switch (outcome.kind) {
      case 'accepted':
        yield { kind: 'accepted', ...task, id: idOf(task) }
        return { change: sent(sending, undefined, ports) }
      case 'gone': {
        const call = 'RESOURCE_NOT_FOUND'
        const { mayBeOurs } = sending
        return { change: { ...sent(sending, call, ports), mayBeOurs } }
      }
      case 'unknown': {
        const { reason, requestId } = outcome
        const unknown = { ...sent(sending, reason, ports), requestId }
        // If this line cannot be written the change is open anyway: its operation says so.
        await settle(unknown, { result: 'unknown', reason }, ports)
        yield { kind: 'lookup', ...task, reason }
        return { change: unknown }
      }
      case 'rejected':
        return yield* refused(
          sent(sending, explainRefusal(outcome.refusal), ports),
          outcome,
          budget,
          ports,
        )
      case 'throttled': {
        const { refusal, retryAfterMs } = outcome
        const reason = `throttled, ${explainRefusal(refusal)}`
        sending = sent(sending, reason, ports)
        const waitMs = retryAfterMs ?? backoff(sending.sends, ports.random)
        if (sending.sends >= MAX_SENDS[task.operation] || waitMs > LONGEST_WAIT_MS) {
          const why = { why: 'throttled', cause: refusal.message, retryAfterMs } as const
          // It may have been done, whatever was answered.
          sending = seenAs(sending, await lookFor(task, idOf(task), ports), ports.elapsed())
          const isUnderWay = sending.progress === 'there' || sending.progress === 'leading'
          if (isUnderWay) return { change: sending }
          return yield* refuse(sending, { refusal, reason: why }, budget, ports)
        }
        pause = { reason: failed(reason), waitMs }
        break
      }
      case 'not-sent': {
        unsent += 1
        const { reason } = outcome
        const most = { never: 1, once: 2, backoff: MAX_CONNECTS }[outcome.retry]
        const waitMs = backoff(unsent, ports.random)
        if (unsent >= most || ports.elapsed() - started + waitMs > budget.retryMs) {
          return yield* withdraw(sending, { reason: failed(reason), why: 'unreachable' }, ports)
        }
        pause = { reason: failed(reason), waitMs }
        break
      }
      default:
        return unreachable(outcome)
    }
    yield { kind: 'retry', ...task, ...pause }
    await ports.wait(pause.waitMs)
    sending = seenAs(sending, await lookFor(task, idOf(task), ports), ports.elapsed())
    const isToBeSent =
      (sending.progress === 'not-begun' || sending.progress === 'untold') &&
      obstacleTo(sending) === undefined
    if (!isToBeSent) return { change: sending }
  }
}

const failed = (why: string) => ({ code: 'call-failed', why }) as const

/** The change after a call that reached the service, or may have. It is looked at next at once. */
function sent(
  change: OpenChange,
  call: string | undefined,
  { elapsed }: Pick<ApplyPorts, 'elapsed'>,
): OpenChange {
  const now = elapsed()
  const { sends } = change
  return {
    ...change,
    isAnnounced: false,
    sends: sends + 1,
    sentAt: now,
    mayBeOurs: true,
    wasLeading: false,
    thereSince: undefined,
    call,
    requestId: undefined,
    looks: 0,
    lookAt: now,
  }
}
