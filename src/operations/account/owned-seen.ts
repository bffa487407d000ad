import { isLive, type Remote, type RemoteInstance } from '../../api/remote.ts'
import { returnedIn } from '../../api/returned.ts'
import { lookAt } from '../../apply/change/sight.ts'
import type { ApplyPorts } from '../../apply/ports.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { OwnedInstance, State } from '../../ledger/state.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { eachOf } from './each-of.ts'

/** A list that shows none of the instances of the ledger is broken, or that of another account: it proves no absence. */
export const believed = (
  remote: Remote,
  { unseenOwned }: Pick<PricedPlan, 'unseenOwned'>,
): Remote =>
  remote.kind === 'complete' && unseenOwned > 0
    ? { ...remote, kind: 'partial', why: 'it shows none of ours' }
    : remote

/** All instances that the ledger holds. */
export const ownedIn = ({ entries }: Pick<State, 'entries'>): readonly OwnedInstance[] =>
  [...entries.values()].flatMap(({ instances }) => instances)

/** What this ledger saw gone, and only a list that lags still shows. */
export async function lingeringIn(
  instances: readonly RemoteInstance[],
  { departed }: Pick<State, 'departed'>,
  ports: Pick<ApplyPorts, 'get'>,
): Promise<ReadonlySet<InstanceId>> {
  const shown = returnedIn(departed, instances).filter(
    ({ departure }) => departure.kind === 'destroyed',
  )
  const looks = await eachOf(shown, async ({ owned: { id } }) => {
    const sight = await lookAt(id, ports)
    return sight.kind === 'gone' || (sight.kind === 'seen' && !isLive(sight.instance)) ? [id] : []
  })
  return new Set(looks.flat())
}
