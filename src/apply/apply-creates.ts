import type { CreateOutcome } from '../api/outcome.ts'
import type { InstanceSpec } from '../definitions/instance-spec.ts'
import type { DefinitionFile, InstanceId, IntentRecord } from '../ledger/record.ts'
import { mask } from '../model/secret.ts'
import { unreachable } from '../model/unreachable.ts'
import type { Creation } from '../plan/action.ts'
import { markerObstacle, markerText } from '../plan/marker.ts'
import { attemptCreate } from './attempt.ts'
import type { ApplyEvent, StopReason } from './event.ts'
import { type Budget, candidatesIn, lookUp } from './look-up.ts'
import type { ApplyPorts } from './ports.ts'
import { lookForRefused, type Refused } from './refused.ts'
import { soughtNow } from './sought.ts'

/** What the planner saw, as far as an attempt has to know it. */
export interface ApplyInput {
  /** In file order. */
  readonly creations: readonly Creation[]
  /** The ids in the account by exact name, before the first call; `undefined` when it could not be listed. */
  readonly seen: ReadonlyMap<string, readonly InstanceId[]> | undefined
  /** Every id that the account or the ledger already has. */
  readonly known: ReadonlySet<InstanceId>
  readonly failFast: boolean
  /** What the markers of this run call the ledger (`ledgerIdOf`); `undefined` sends every body as it is written. */
  readonly ledgerId?: string | undefined
  readonly budget: Budget
  /** The quoted list price an hour, by entry. */
  readonly hourly: ReadonlyMap<string, number>
  /** What the ledger calls the file that defines an entry. */
  readonly fileOf: (spec: InstanceSpec) => DefinitionFile | undefined
}

/**
 * Creates one after the other, in order: intent, call, outcome, and only then the news. A generator, so that
 * the consumer has seen an event before the next paid call starts. Whoever consumes it must consume it to its
 * end; everything it yields is already recorded, so stopping early loses nothing but words.
 */
export async function* applyCreates(
  input: ApplyInput,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, void> {
  const known = new Set(input.known)
  const refused: Refused[] = []
  for (const [index, creation] of input.creations.entries()) {
    if (ports.interrupted()) {
      yield* lookForRefused(refused, known, input.budget, ports)
      yield { kind: 'stopped', why: 'interrupted', reason: 'interrupted' }
      return
    }
    const intent = intentOf(creation, input, ports)
    const recorded = await ports.record(intent)
    if (recorded.kind === 'failed') {
      yield { kind: 'stopped', why: 'ledger', reason: recorded.reason }
      return
    }
    const started = ports.elapsed()
    yield { kind: 'create_start', creation, nth: index + 1, of: input.creations.length }
    const outcome = yield* attemptCreate({ creation, intent, known, budget: input.budget }, ports)
    const end = yield* settle({ creation, intent, outcome, started, known, input }, ports)
    if (end.id !== undefined) known.add(end.id)
    if (outcome.kind === 'rejected' || outcome.kind === 'throttled') {
      refused.push({ creation, intent, refusal: outcome.refusal, until: ports.now(), started })
    }
    if (end.stop !== undefined) {
      if (end.stop.why !== 'ledger') yield* lookForRefused(refused, known, input.budget, ports)
      yield end.stop
      return
    }
  }
  yield* lookForRefused(refused, known, input.budget, ports)
}

function intentOf(creation: Creation, input: ApplyInput, ports: ApplyPorts): IntentRecord {
  const { spec } = creation
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
    replaces: creation.kind === 'recreate' ? creation.gone : [],
    hourly: input.hourly.get(spec.key),
    marker:
      input.ledgerId === undefined || markerObstacle(spec.body) !== undefined
        ? undefined
        : markerText(input.ledgerId, spec.key, attempt),
    skewMs: ports.skewMs(),
    limitMs: input.budget.callMs + input.budget.retryMs,
    settleMs: input.budget.settleMs,
    file: input.fileOf(spec),
  }
}

interface Attempted {
  readonly creation: Creation
  readonly intent: IntentRecord
  readonly outcome: CreateOutcome
  /** Milliseconds of the monotonic clock. */
  readonly started: number
  readonly known: ReadonlySet<InstanceId>
  readonly input: ApplyInput
}

interface Settled {
  readonly id?: InstanceId
  readonly stop?: Extract<ApplyEvent, { kind: 'stopped' }>
}

/** Records what came of an attempt, tells it, and says whether the run goes on. */
async function* settle(
  attempted: Attempted,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Settled> {
  const { creation, intent, outcome, input } = attempted
  const line = { time: ports.now(), attempt: intent.attempt, key: intent.key }
  switch (outcome.kind) {
    case 'created':
      return yield* settleCreated(attempted, outcome.id, 'answered', ports)
    case 'rejected':
    case 'throttled': {
      const { refusal } = outcome
      const reason = refusal.reason ?? `HTTP ${refusal.status}`
      const recorded = await ports.record({ type: 'rejected', ...line, reason })
      yield { kind: 'create_rejected', creation, refusal }
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
      yield { kind: 'create_not_sent', creation, reason }
      if (recorded.kind === 'failed') return stop('ledger', recorded.reason)
      return stop(ports.interrupted() ? 'interrupted' : 'unreachable', reason)
    }
    case 'unknown':
      return yield* settleUnknown(attempted, outcome, ports)
    default:
      return unreachable(outcome)
  }
}

async function* settleCreated(
  { creation, intent, started }: Attempted,
  id: InstanceId,
  how: 'answered' | 'found',
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Settled> {
  const { attempt, key } = intent
  const recorded = await ports.record({ type: 'created', time: ports.now(), attempt, key, id, how })
  const elapsedMs = ports.elapsed() - started
  const news = { kind: 'create_complete', creation, id, how, elapsedMs } as const
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
): AsyncGenerator<ApplyEvent, Settled> {
  const { creation, intent, input, known } = attempted
  const { attempt, key } = intent
  const until = ports.now()
  // If this line cannot be written the attempt is open all the same: the intent says so.
  await ports.record({ type: 'unknown', time: until, attempt, key, reason })
  yield { kind: 'create_lookup', creation, reason }
  const sought = soughtNow(intent, creation, until)
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
  yield { kind: 'create_unknown', creation, reason: words, candidates, requestId }
  return stop(ports.interrupted() ? 'interrupted' : 'unknown-outcome', reason)
}

const stop = (
  why: StopReason,
  reason: string,
): { stop: Extract<ApplyEvent, { kind: 'stopped' }> } => ({
  stop: { kind: 'stopped', why, reason },
})
