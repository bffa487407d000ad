import type { ChangeOutcome } from '../../api/change-outcome.ts'
import type { Refusal } from '../../api/outcome.ts'
import { addsUp } from '../../ledger/operation.ts'
import type { ApplyEvent } from '../event.ts'
import type { Budget } from '../look-up.ts'
import type { ApplyPorts } from '../ports.ts'
import type { StopReason } from '../stop-reason.ts'
import { stoppedBy } from './end-change.ts'
import { idOf, type Left, type OpenChange, seenAs } from './open-change.ts'
import { settle } from './record-change.ts'
import { lookFor } from './sight.ts'

type Rejection = Extract<ChangeOutcome, { readonly kind: 'rejected' }>

/** A refusal may be wrong, or be because the change is under way already: a look says. */
export async function* refused(
  change: OpenChange,
  { refusal, scope, why }: Rejection,
  budget: Pick<Budget, 'settleMs'>,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Left> {
  const seen = seenAs(change, await lookFor(change.task, idOf(change.task), ports), ports.elapsed())
  const { progress } = seen
  const isUnderWay = progress === 'there' || progress === 'leading'
  if (isUnderWay || (why === 'state' && progress === 'unseen')) return { change: seen }
  const reason = { why: 'account-refused', cause: refusal.message } as const
  const no = { refusal, reason: scope === 'account' ? reason : undefined }
  return yield* refuse(seen, no, budget, ports)
}

/** What the service said, and why the run stops with it, where it does. */
interface No {
  readonly refusal: Refusal
  readonly reason: StopReason | undefined
}

/** The service said no, and that ends it. */
export async function* refuse(
  change: OpenChange,
  { refusal, reason }: No,
  { settleMs }: Pick<Budget, 'settleMs'>,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Left> {
  if (addsUp(change.task.operation)) {
    const seen = await outwaited(change, settleMs, ports)
    if (seen.progress !== 'not-begun') return { change: seen, ...stoppedBy(RECORDED, reason) }
  }
  const words = refusal.reason ?? `HTTP ${refusal.status}`
  const said = { result: 'rejected', how: 'answered', reason: words } as const
  const recorded = await settle(change, said, ports)
  yield { kind: 'rejected', ...change.task, refusal }
  return stoppedBy(recorded, reason)
}

const RECORDED = { kind: 'recorded' } as const

/**
 * A refusal may hide that it was done: the next run would let a disk grow, or pay, once more. It is believed when nothing of it is to
 * be seen once a change had its time to show.
 */
async function outwaited(
  change: OpenChange,
  settleMs: number,
  ports: ApplyPorts,
): Promise<OpenChange> {
  const until = (change.sentAt ?? change.began) + settleMs
  let seen = change
  while (seen.progress === 'not-begun' && ports.elapsed() < until && !ports.interrupted()) {
    await ports.wait(Math.min(PAUSE_MS, until - ports.elapsed()))
    seen = seenAs(seen, await lookFor(seen.task, idOf(seen.task), ports), ports.elapsed())
  }
  // Who is interrupted has not waited: it stays open.
  return ports.interrupted() && ports.elapsed() < until ? { ...seen, progress: 'untold' } : seen
}

const PAUSE_MS = 2000
