import type { CreateOutcome, Refusal } from '../../api/outcome.ts'
import { explainRefusal } from '../../api/responses/refusal.ts'
import { backoff, LONGEST_WAIT_MS } from '../../http/retry.ts'
import type { InstanceId, IntentRecord } from '../../ledger/record.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Creation } from '../../plan/action.ts'
import { withMarker } from '../../plan/marker.ts'
import type { ApplyEvent } from '../event.ts'
import { lookCloser } from '../look-closer.ts'
import { type Budget, candidatesIn, matchIn, unrecognisable } from '../look-up.ts'
import type { ApplyPorts } from '../ports.ts'
import { soughtNow } from '../sought.ts'

interface Tried {
  readonly action: Creation
  readonly intent: IntentRecord
  readonly known: ReadonlySet<InstanceId>
}

interface Attempt extends Tried {
  readonly budget: Budget
}

const MAX_SENDS = 5
const MAX_CONNECTS = 4

/**
 * One attempt under one intent. The call is repeated only where the request provably never reached the
 * service, and after a 429 of which two complete lists, a settle time apart, show nothing; within bounds, and told to
 * the consumer.
 */
export async function* attemptCreate(
  { action, intent, known, budget }: Attempt,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, CreateOutcome> {
  const started = ports.elapsed()
  const { marker } = intent
  const { body: written } = action.spec
  const body = marker === undefined ? written : withMarker(written, marker)
  let throttled = 0
  let unsent = 0
  // A signal may have come while the intent was being flushed.
  if (ports.interrupted()) return { kind: 'not-sent', reason: 'interrupted', retry: 'never' }
  while (true) {
    const outcome = await ports.create(body, known)
    let waitMs: number
    switch (outcome.kind) {
      case 'created':
      case 'rejected':
      case 'unknown':
        return outcome
      case 'throttled': {
        throttled += 1
        waitMs = outcome.retryAfterMs ?? backoff(throttled, ports.random)
        if (throttled >= MAX_SENDS || waitMs > LONGEST_WAIT_MS) {
          return await lastLook(outcome, { action, intent, known }, ports)
        }
        const verdict = await afterThrottling({ action, intent, known }, ports)
        if (verdict === 'made') return madeAfter(outcome.refusal)
        if (verdict === 'unclear') return outcome
        waitMs = Math.max(waitMs, budget.settleMs)
        break
      }
      case 'not-sent': {
        unsent += 1
        const most = { never: 1, once: 2, backoff: MAX_CONNECTS }[outcome.retry]
        waitMs = backoff(unsent, ports.random)
        const over = ports.elapsed() - started + waitMs > budget.retryMs
        if (unsent >= most || over) return outcome
        break
      }
      default:
        return unreachable(outcome)
    }
    const reason =
      outcome.kind === 'throttled'
        ? `throttled, ${explainRefusal(outcome.refusal)}`
        : outcome.reason
    if (ports.interrupted()) return await lastLook(outcome, { action, intent, known }, ports)
    yield { kind: 'retry', operation: 'create', action, reason, waitMs }
    await ports.wait(waitMs)
    if (ports.interrupted()) return await lastLook(outcome, { action, intent, known }, ports)
    if (outcome.kind === 'throttled') {
      const verdict = await afterThrottling({ action, intent, known }, ports)
      if (verdict === 'made') return madeAfter(outcome.refusal)
      if (verdict === 'unclear') return outcome
    }
  }
}

const madeAfter = ({ requestId }: Refusal): CreateOutcome => ({
  kind: 'unknown',
  reason: 'the account shows what may be its instance after HTTP 429 (throttled)',
  requestId,
  halt: false,
})

/** Nothing is sent again: what a 429 may have hidden is looked for while this run still knows of it. */
async function lastLook(
  outcome: CreateOutcome,
  attempt: Tried,
  ports: ApplyPorts,
): Promise<CreateOutcome> {
  if (outcome.kind !== 'throttled') return outcome
  const isMade = (await afterThrottling(attempt, ports)) === 'made'
  return isMade ? madeAfter(outcome.refusal) : outcome
}

/**
 * A 429 normally means that nothing was made, but nobody promised it. `clear`: a complete list shows nothing of it; it
 * takes a second one, a settle time later, before the call may be sent again. What cannot be looked for is never clear.
 */
async function afterThrottling(
  { action, intent, known }: Tried,
  ports: ApplyPorts,
): Promise<'made' | 'clear' | 'unclear'> {
  const sought = soughtNow(intent, action, ports.now())
  if (unrecognisable(sought) !== undefined) return 'unclear'
  const remote = await lookCloser([sought], known, ports)
  const found = matchIn(sought, known, remote)
  switch (found.kind) {
    case 'one':
    case 'several':
    case 'removed':
    // Not surely its instance, but a new one of its name: a person has to look.
    case 'unproven':
      return 'made'
    case 'none':
      return 'clear'
    case 'unclear':
      // The list need not be whole to show that something is there.
      if (candidatesIn(found).length > 0) return 'made'
      return 'unclear'
    default:
      return unreachable(found)
  }
}
