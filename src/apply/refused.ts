import type { Refusal } from '../api/outcome.ts'
import type { InstanceId, IntentRecord } from '../ledger/record.ts'
import type { Creation } from '../plan/action.ts'
import type { ApplyEvent } from './event.ts'
import { lookCloser } from './look-closer.ts'
import { type Budget, LOOK_STEPS, matchIn, unrecognisable } from './look-up.ts'
import type { ApplyPorts } from './ports.ts'
import { recordCreated } from './record-created.ts'
import { soughtNow } from './sought.ts'

/** An attempt of this run that the service refused. */
export interface Refused {
  readonly action: Creation
  readonly intent: IntentRecord
  readonly refusal: Refusal
  /** When the answer was there, ISO 8601. */
  readonly until: string
  /** By the monotonic clock, in milliseconds: when the attempt started. */
  readonly started: number
}

/**
 * A refusal may be wrong: the work was done, and then something said no. Looks in the account for what was refused,
 * until the settle time is over, once for all of them; what is there is recorded as found.
 */
export async function* lookForRefused(
  refused: readonly Refused[],
  known: ReadonlySet<InstanceId>,
  { settleMs }: Budget,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, void> {
  let left = refused
    .filter(({ refusal }) => !isSureRefusal(refusal))
    .map((attempt) => ({
      attempt,
      sought: soughtNow(attempt.intent, attempt.action, attempt.until),
    }))
    .filter(({ sought }) => unrecognisable(sought) === undefined)
  if (left.length === 0) return
  yield {
    kind: 'refused_lookup',
    actions: left.map(({ attempt }) => attempt.action),
    waitMs: settleMs,
  }
  const owned = new Set(known)
  const started = ports.elapsed()
  for (const seconds of LOOK_STEPS) {
    const leftMs = settleMs - (ports.elapsed() - started)
    if (seconds > 0) {
      if (leftMs <= 0 || left.length === 0 || ports.interrupted()) return
      await ports.wait(Math.min(seconds * 1000, leftMs))
    }
    const remote = await lookCloser(
      left.map(({ sought }) => sought),
      owned,
      ports,
    )
    if (remote.kind === 'not-offered' || remote.kind === 'not-asked') return
    const missing: typeof left = []
    for (const each of left) {
      const found = matchIn(each.sought, owned, remote)
      if (found.kind !== 'one') {
        missing.push(each)
        continue
      }
      owned.add(found.id)
      const { attempt } = each
      const { refusal: despite } = attempt
      yield await recordCreated(attempt, { id: found.id, how: 'found', despite }, ports)
    }
    left = missing
  }
}

/** With a key that it does not take, a service does nothing, and shows no list either. */
export const isSureRefusal = ({ status }: Refusal): boolean => status === 401
