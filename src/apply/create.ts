import type { CreateOutcome } from '../api/outcome.ts'
import { explainRefusal } from '../api/responses/refusal.ts'
import type { InstanceId, IntentRecord } from '../ledger/record.ts'
import { mask } from '../model/secret.ts'
import { unreachable } from '../model/unreachable.ts'
import type { Creation } from '../plan/action.ts'
import { markerObstacle, markerText } from '../plan/marker.ts'
import { attemptCreate } from './attempt.ts'
import type { ApplyEvent } from './event.ts'
import { candidatesIn, lookUp } from './look-up.ts'
import type { ApplyPorts } from './ports.ts'
import { isSureRefusal } from './refused.ts'
import { soughtNow } from './sought.ts'
import { type ApplyInput, type Ended, stop, type Turn } from './turn.ts'

/** Creates one instance: intent, call, outcome, and only then the news. */
export async function* create(
  action: Creation,
  { input, known, nth, of }: Turn,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Ended> {
  const intent = intentOf(action, input, ports)
  const recorded = await ports.record(intent)
  if (recorded.kind === 'failed') return stop('ledger', recorded.reason)
  const started = ports.elapsed()
  yield { kind: 'start', operation: 'create', action, nth, of }
  const outcome = yield* attemptCreate({ action, intent, known, budget: input.budget }, ports)
  const ended = yield* settle({ action, intent, outcome, started, known, input }, ports)
  if (outcome.kind !== 'rejected' && outcome.kind !== 'throttled') return ended
  // Looked for already: see `mayBeMade`.
  if (ended.id !== undefined || (intent.name === undefined && outcome.kind === 'rejected')) {
    return ended
  }
  const { refusal } = outcome
  return { ...ended, refused: { action, intent, refusal, until: ports.now(), started } }
}

function intentOf(action: Creation, input: ApplyInput, ports: ApplyPorts): IntentRecord {
  const { spec } = action
  const seen = spec.name === undefined ? undefined : input.seen
  const attempt = ports.newAttempt()
  return {
    type: 'intent',
    time: ports.now(),
    attempt,
    key: spec.key,
    name: spec.name,
    digest: spec.digest,
    spec: mask(spec.body),
    seen: seen === undefined ? undefined : (seen.get(spec.name ?? '') ?? []),
    listed: input.seen === undefined ? undefined : true,
    replaces: action.kind === 'recreate' ? action.gone : [],
    hourly: input.hourly.get(spec.key),
    marker:
      input.ledgerId === undefined || markerObstacle(spec.body, input.limits) !== undefined
        ? undefined
        : markerText(input.ledgerId, spec.key, attempt),
    skewMs: ports.skewMs(),
    limitMs: input.budget.callMs + input.budget.retryMs,
    settleMs: input.budget.settleMs,
    file: input.fileOf(spec),
  }
}

interface Attempted {
  readonly action: Creation
  readonly intent: IntentRecord
  readonly outcome: CreateOutcome
  /** Milliseconds of the monotonic clock. */
  readonly started: number
  readonly known: ReadonlySet<InstanceId>
  readonly input: ApplyInput
}

/** Records what came of an attempt, tells it, and says whether the run goes on. */
async function* settle(attempted: Attempted, ports: ApplyPorts): AsyncGenerator<ApplyEvent, Ended> {
  const { action, intent, outcome, input } = attempted
  const line = { time: ports.now(), attempt: intent.attempt, key: intent.key }
  switch (outcome.kind) {
    case 'created':
      return yield* settleCreated(attempted, outcome.id, 'answered', ports)
    case 'rejected':
    case 'throttled': {
      const { refusal } = outcome
      const reason = refusal.reason ?? `HTTP ${refusal.status}`
      if (outcome.kind === 'rejected' && (await mayBeMade(attempted, ports))) {
        const { requestId } = refusal
        const words = `the service refused it (${explainRefusal(refusal)}), but the account shows an instance that may be it`
        return yield* settleUnknown(
          attempted,
          { kind: 'unknown', reason: words, requestId, halt: false },
          ports,
        )
      }
      const recorded = await ports.record({ type: 'rejected', ...line, reason })
      yield { kind: 'rejected', operation: 'create', action, refusal }
      if (recorded.kind === 'failed') return stop('ledger', recorded.reason)
      if (outcome.kind === 'throttled' || outcome.scope === 'account') {
        if (ports.interrupted()) return stop('interrupted', refusal.message)
        const why = outcome.kind === 'throttled' ? 'throttled' : 'account-refused'
        return stop(why, refusal.message)
      }
      return input.failFast ? stop('fail-fast', 'the first rejection ends the run') : {}
    }
    case 'not-sent': {
      const { reason } = outcome
      const recorded = await ports.record({ type: 'not-sent', ...line, reason })
      yield { kind: 'not_sent', operation: 'create', action, reason }
      if (recorded.kind === 'failed') return stop('ledger', recorded.reason)
      return stop(ports.interrupted() ? 'interrupted' : 'unreachable', reason)
    }
    case 'unknown':
      return yield* settleUnknown(attempted, outcome, ports)
    default:
      return unreachable(outcome)
  }
}

/**
 * Whether a refusal may be a lie that no later look could uncover: an entry without a name leaves no trace but its
 * marker, and where the service shows no variables, not even that. So it is looked for before the refusal is believed.
 */
async function mayBeMade(
  { action, intent, known, input, outcome }: Attempted,
  ports: ApplyPorts,
): Promise<boolean> {
  if (intent.name !== undefined || intent.marker === undefined) return false
  if (outcome.kind === 'rejected' && isSureRefusal(outcome.refusal)) return false
  const found = await lookUp(soughtNow(intent, action, ports.now()), known, input.budget, ports)
  return found.kind === 'one' || candidatesIn(found).length > 0
}

async function* settleCreated(
  { action, intent, started }: Attempted,
  id: InstanceId,
  how: 'answered' | 'found',
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Ended> {
  const { attempt, key } = intent
  const recorded = await ports.record({ type: 'created', time: ports.now(), attempt, key, id, how })
  const elapsedMs = ports.elapsed() - started
  const news = { kind: 'complete', operation: 'create', action, id, how, elapsedMs } as const
  if (recorded.kind === 'recorded') {
    yield news
    return { id }
  }
  yield { ...news, unrecorded: recorded }
  return { id, ...stop('ledger', recorded.reason) }
}

async function* settleUnknown(
  attempted: Attempted,
  { reason, requestId, halt }: Extract<CreateOutcome, { kind: 'unknown' }>,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Ended> {
  const { action, intent, input, known } = attempted
  const { attempt, key } = intent
  const until = ports.now()
  // If this line cannot be written the attempt is open anyway: the intent says so.
  await ports.record({ type: 'unknown', time: until, attempt, key, reason })
  yield { kind: 'lookup', operation: 'create', action, reason }
  const sought = soughtNow(intent, action, until)
  const found = await lookUp(sought, known, input.budget, ports)
  if (found.kind === 'one') {
    const end = yield* settleCreated(attempted, found.id, 'found', ports)
    if (!halt || end.stop !== undefined) return end
    return {
      ...end,
      ...stop('odd-answer', `${reason}; what it made was found in the account and recorded`),
    }
  }
  const candidates = candidatesIn(found)
  const words = `${reason}; ${found.words}`
  yield { kind: 'unknown', operation: 'create', action, reason: words, candidates, requestId }
  return stop(ports.interrupted() ? 'interrupted' : 'unknown-outcome', reason)
}
