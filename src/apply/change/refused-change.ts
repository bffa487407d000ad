import type { ChangeOutcome } from '../../api/change-outcome.ts'
import type { Refusal } from '../../api/outcome.ts'
import type { ApplyEvent } from '../event.ts'
import type { ApplyPorts } from '../ports.ts'
import type { StopReason } from '../stop-reason.ts'
import { stoppedBy } from './end-change.ts'
import { idOf, type Left, type OpenChange, seenAs } from './open-change.ts'
import { settle } from './record-change.ts'
import { lookAt } from './sight.ts'

type Rejection = Extract<ChangeOutcome, { readonly kind: 'rejected' }>

/** A refusal may be wrong, or be because the change is under way already: a look says. */
export async function* refused(
  change: OpenChange,
  { refusal, scope, why }: Rejection,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Left> {
  const seen = seenAs(change, await lookAt(idOf(change.task), ports))
  const { progress } = seen
  const isUnderWay = progress === 'there' || progress === 'leading'
  if (isUnderWay || (why === 'state' && progress === 'unseen')) return { change: seen }
  const reason = { why: 'account-refused', cause: refusal.message } as const
  return yield* refuse(seen, refusal, scope === 'account' ? reason : undefined, ports)
}

/** The service said no, and that ends it. */
export async function* refuse(
  change: OpenChange,
  refusal: Refusal,
  reason: StopReason | undefined,
  ports: Pick<ApplyPorts, 'record' | 'now'>,
): AsyncGenerator<ApplyEvent, Left> {
  const words = refusal.reason ?? `HTTP ${refusal.status}`
  const said = { result: 'rejected', how: 'answered', reason: words } as const
  const recorded = await settle(change, said, ports)
  yield { kind: 'rejected', ...change.task, refusal }
  return stoppedBy(recorded, reason)
}
