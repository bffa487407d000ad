import { isLive } from '../../api/remote.ts'
import { explainRefusal } from '../../api/responses/refusal.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { Sought } from '../../plan/attempt-matches.ts'
import type { ApplyEvent, StoppedEvent } from '../event.ts'
import { lookCloser } from '../look-closer.ts'
import { type Budget, LOOK_STEPS, type LookUp, matchIn } from '../look-up.ts'
import type { DoubtReason } from '../look-up-reason.ts'
import type { ApplyPorts } from '../ports.ts'
import { soughtNow } from '../sought.ts'
import { stop } from '../turn.ts'
import { recordCreated } from './record-created.ts'
import { bearsOut, canLookFor, isBlind, type Refused } from './refused.ts'

interface Looked {
  readonly attempt: Refused
  readonly sought: Sought
  /** What the last look said of it; `undefined` before the first. */
  readonly found: LookUp | undefined
}

/**
 * Looks in the account for what was refused, until the settle time is over, once for all of them. What is there is recorded
 * as found; a refusal that the look bears out closes its attempt. Gives those of which nothing is there, and why the run
 * stops, where it does.
 */
export async function* lookForRefused(
  refused: readonly Refused[],
  known: ReadonlySet<InstanceId>,
  { settleMs }: Budget,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Concluded> {
  const sure = refused.filter((attempt) => !canLookFor(attempt))
  let left: readonly Looked[] = refused
    .filter(canLookFor)
    .map((attempt) => ({ attempt, sought: soughtOf(attempt), found: undefined }))
  if (left.length === 0) return { unmade: sure, stopped: undefined }
  const actions = left.map(({ attempt }) => attempt.action)
  yield { kind: 'refused_lookup', actions, waitMs: settleMs }
  const owned = new Set(known)
  const started = ports.elapsed()
  for (let nth = 0; ; nth += 1) {
    if (nth > 0) {
      const leftMs = settleMs - (ports.elapsed() - started)
      if (leftMs <= 0 || !left.some(isToLookAgain) || ports.interrupted()) break
      const seconds = LOOK_STEPS[nth] ?? LONGEST_STEP
      await ports.wait(Math.min(seconds * 1000, leftMs))
    }
    const again = left.filter(isToLookAgain)
    const remote = await lookCloser(
      again.map(({ sought }) => sought),
      owned,
      ports,
    )
    const looked: Looked[] = left.filter((each) => !isToLookAgain(each))
    for (const each of again) {
      const found = matchIn(each.sought, owned, remote)
      if (found.kind !== 'one') {
        looked.push({ ...each, found })
        continue
      }
      owned.add(found.id)
      const { attempt } = each
      const { refusal: despite } = attempt
      yield await recordCreated(attempt, { id: found.id, how: 'found', despite }, ports)
    }
    left = looked
    if (remote.kind === 'not-offered' || remote.kind === 'not-asked') break
  }
  const isOver = ports.elapsed() - started >= settleMs
  const { unmade, stopped } = yield* conclude(left, isOver, ports)
  return { unmade: [...sure, ...unmade], stopped }
}

/** What a look at the account came to. */
export interface Concluded {
  /**
   * Those whose attempts are closed, and which made nothing as far as anybody can tell: not where a new instance of the name is
   * there, though it differs from what was sent.
   */
  readonly unmade: readonly Refused[]
  readonly stopped: StoppedEvent | undefined
}

/** In seconds. */
const LONGEST_STEP = 30

const soughtOf = ({ intent, action, until }: Refused): Sought => soughtNow(intent, action, until)

/** What a removed record made doubtful, or several, no later list can clear up. */
const isToLookAgain = ({ found }: Looked): boolean =>
  found?.kind !== 'several' && found?.kind !== 'removed'

/** Closes what a look of the whole settle time has borne out. What it has not stays open: the next run looks again. */
async function* conclude(
  looked: readonly Looked[],
  isOver: boolean,
  ports: Pick<ApplyPorts, 'record' | 'now' | 'interrupted'>,
): AsyncGenerator<ApplyEvent, Concluded> {
  let stopped: StoppedEvent | undefined
  const unmade: Refused[] = []
  for (const { attempt, found } of looked) {
    if (found === undefined || found.kind === 'one') continue
    const { action, intent, refusal } = attempt
    const { requestId } = refusal
    if (bearsOut(found) && !isOver) {
      const account = { code: 'look-cut-short' } as const
      const reason = { code: 'outcome-unknown', call: explainRefusal(refusal), account } as const
      yield { kind: 'unknown', operation: 'create', action, reason, candidates: [], requestId }
      stopped ??= stop({ why: 'interrupted' }).stop
      continue
    }
    if (bearsOut(found) || isBlind(intent, found)) {
      const { attempt: id, key } = intent
      const reason = refusal.reason ?? `HTTP ${refusal.status}`
      const line = { type: 'rejected', time: ports.now(), attempt: id, key, reason } as const
      const recorded = await ports.record(line)
      if (recorded.kind === 'failed')
        stopped ??= stop({ why: 'ledger', cause: recorded.reason }).stop
      else if (!found.candidates.some(({ instance }) => isLive(instance))) unmade.push(attempt)
      continue
    }
    const doubt = doubtOf(attempt, found)
    const { candidates } = found
    yield { kind: 'unknown', operation: 'create', action, reason: doubt, candidates, requestId }
    const why = ports.interrupted() ? 'interrupted' : 'unknown-outcome'
    stopped ??= stop({ why, doubt }).stop
  }
  return { unmade, stopped }
}

function doubtOf({ refusal }: Refused, { candidates, reason }: Unsettled): DoubtReason {
  const answer = explainRefusal(refusal)
  return candidates.length === 0
    ? { code: 'outcome-unknown', call: answer, account: reason }
    : { code: 'refused-but-shown', answer, account: reason }
}

type Unsettled = Exclude<LookUp, { readonly kind: 'one' }>
