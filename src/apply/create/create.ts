import type { CreateOutcome } from '../../api/outcome.ts'
import { explainRefusal } from '../../api/responses/refusal.ts'
import type { InstanceId, IntentRecord } from '../../ledger/record.ts'
import { mask } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Creation } from '../../plan/action.ts'
import { markerObstacle, markerText } from '../../plan/marker.ts'
import type { TriedRung } from '../../pricing/quote.ts'
import type { ApplyEvent } from '../event.ts'
import { type LookUp, lookUp } from '../look-up.ts'
import type { DoubtReason } from '../look-up-reason.ts'
import type { ApplyPorts } from '../ports.ts'
import { soughtNow } from '../sought.ts'
import { type ApplyInput, type Ended, stop, type Turn } from '../turn.ts'
import { attemptCreate } from './attempt.ts'
import { recordCreated } from './record-created.ts'
import { canLookFor, isSoldOut } from './refused.ts'

/** Creates one instance: intent, call, outcome, and only then the news. */
export async function* create(
  entry: Creation,
  { input, known, nth, of, rung, hasNext }: CreateTurn,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Ended> {
  const action = withRung(entry, rung)
  const intent = intentOf(action, rung, input, ports)
  const recorded = await ports.record(intent)
  if (recorded.kind === 'failed') return stop({ why: 'ledger', cause: recorded.reason })
  const tried = rung.nth === 0 ? {} : { rung: rung.nth }
  const started = ports.elapsed()
  yield { kind: 'start', operation: 'create', action, nth, of, ...tried }
  const outcome = yield* attemptCreate({ action, intent, known, budget: input.budget }, ports)
  return yield* settle({ action, intent, outcome, started, known, input, hasNext }, ports)
}

/** Where one body of an entry is in its run. */
export interface CreateTurn extends Turn {
  readonly rung: TriedRung
  /** Whether another body of the entry is tried where this one is sold out. */
  readonly hasNext: boolean
}

/** The creation with the body that is sent: everything that follows is about this one. */
const withRung = (action: Creation, { nth }: TriedRung): Creation => ({
  ...action,
  spec: action.spec.fallback[nth - 1] ?? action.spec,
})

function intentOf(
  action: Creation,
  rung: TriedRung,
  input: ApplyInput,
  ports: ApplyPorts,
): IntentRecord {
  const { spec } = action
  const attempt = ports.newAttempt()
  const marker =
    input.ledgerId === undefined || markerObstacle(spec.body, input.limits) !== undefined
      ? undefined
      : markerText(input.ledgerId, spec.key, attempt)
  return {
    type: 'intent',
    time: ports.now(),
    attempt,
    key: spec.key,
    name: spec.name,
    digest: spec.digest,
    spec: mask(spec.body),
    seen: input.seen && seenBefore(spec.name, marker, input.seen),
    listed: input.seen === undefined ? undefined : true,
    replaces: action.kind === 'recreate' ? action.gone : [],
    supersedes:
      action.kind === 'replace' && action.by === 'create-first' ? [action.owned.id] : undefined,
    rung: rung.nth === 0 ? undefined : rung.nth,
    hourly: rung.hourly,
    marker,
    skewMs: ports.skewMs(),
    limitMs: input.budget.callMs + input.budget.retryMs,
    settleMs: input.budget.settleMs,
    file: input.fileOf(spec),
    protect: spec.life.protect ? true : undefined,
  }
}

/**
 * The ids that cannot be those of the attempt, by what its instance is recognised by: those of its name. Where nothing tells
 * it from others, all that were there, so that what comes is seen to be new; its marker alone needs none.
 */
function seenBefore(
  name: string | undefined,
  marker: string | undefined,
  seen: NonNullable<ApplyInput['seen']>,
): readonly InstanceId[] | undefined {
  if (name !== undefined) return seen.get(name) ?? []
  return marker === undefined ? [...seen.values()].flat() : undefined
}

interface Attempted {
  readonly action: Creation
  readonly intent: IntentRecord
  readonly outcome: CreateOutcome
  /** Milliseconds of the monotonic clock. */
  readonly started: number
  readonly known: ReadonlySet<InstanceId>
  readonly input: ApplyInput
  readonly hasNext: boolean
}

/** Records what came of an attempt, tells it, and says whether the run goes on. */
async function* settle(attempted: Attempted, ports: ApplyPorts): AsyncGenerator<ApplyEvent, Ended> {
  const { action, intent, outcome } = attempted
  const line = { time: ports.now(), attempt: intent.attempt, key: intent.key }
  switch (outcome.kind) {
    case 'created':
      return yield* settleCreated(attempted, { id: outcome.id, how: 'answered' }, ports)
    case 'rejected':
    case 'throttled':
      return yield* settleRefused(attempted, outcome, ports)
    case 'not-sent': {
      const { reason } = outcome
      const recorded = await ports.record({ type: 'not-sent', ...line, reason })
      yield {
        kind: 'not_sent',
        operation: 'create',
        action,
        reason: { code: 'call-failed', why: reason },
      }
      if (recorded.kind === 'failed') return stop({ why: 'ledger', cause: recorded.reason })
      return stop({ why: ports.interrupted() ? 'interrupted' : 'unreachable', cause: reason })
    }
    case 'unknown':
      return yield* settleUnknown(attempted, outcome, ports)
    default:
      return unreachable(outcome)
  }
}

type RefusedOutcome = Extract<CreateOutcome, { kind: 'rejected' | 'throttled' }>

/** Writes down that the service said no. Where that may be wrong, it closes the attempt only once a look has borne it out. */
async function* settleRefused(
  { action, intent, started, input, hasNext }: Attempted,
  outcome: RefusedOutcome,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Ended> {
  const { refusal } = outcome
  const { attempt, key } = intent
  const until = ports.now()
  const refused = { action, intent, refusal, until, started }
  const line = { time: until, attempt, key }
  const recorded = await ports.record(
    canLookFor(refused)
      ? { type: 'unknown', ...line, reason: explainRefusal(refusal), refused: true }
      : { type: 'rejected', ...line, reason: refusal.reason ?? `HTTP ${refusal.status}` },
  )
  yield { kind: 'rejected', operation: 'create', action, refusal }
  const ended = { refused }
  if (recorded.kind === 'failed') {
    return { ...ended, ...stop({ why: 'ledger', cause: recorded.reason }) }
  }
  if (outcome.kind === 'throttled' || outcome.scope === 'account') {
    const cause = refusal.message
    if (ports.interrupted()) return { ...ended, ...stop({ why: 'interrupted', cause }) }
    return outcome.kind === 'throttled'
      ? { ...ended, ...stop({ why: 'throttled', cause, retryAfterMs: outcome.retryAfterMs }) }
      : { ...ended, ...stop({ why: 'account-refused', cause }) }
  }
  const isLast = !hasNext || !isSoldOut(refused)
  return input.failFast && isLast ? { ...ended, ...stop({ why: 'fail-fast' }) } : ended
}

async function* settleCreated(
  attempted: Attempted,
  made: Parameters<typeof recordCreated>[1],
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Ended> {
  const news = await recordCreated(attempted, made, ports)
  yield news
  const { id, unrecorded } = news
  return unrecorded === undefined
    ? { id }
    : { id, ...stop({ why: 'ledger', cause: unrecorded.reason }) }
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
    const end = yield* settleCreated(attempted, { id: found.id, how: 'found' }, ports)
    if (!halt || end.stop !== undefined) return end
    return { ...end, ...stop({ why: 'odd-answer', cause: reason }) }
  }
  const doubt = { code: 'outcome-unknown', call: reason, account: found.reason } as const
  return yield* leaveInDoubt(attempted, { reason: doubt, requestId, found }, ports)
}

interface Unsettled {
  readonly reason: DoubtReason
  readonly requestId: string | undefined
  /** What the account said of it: nothing that would settle it. */
  readonly found: Exclude<LookUp, { kind: 'one' }>
}

async function* leaveInDoubt(
  { action }: Attempted,
  { reason, requestId, found }: Unsettled,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Ended> {
  const { candidates } = found
  yield { kind: 'unknown', operation: 'create', action, reason, candidates, requestId }
  return stop({ why: ports.interrupted() ? 'interrupted' : 'unknown-outcome', doubt: reason })
}
