import type { Remote, RemoteInstance } from '../../api/remote.ts'
import type { Lifetime } from '../../ledger/lifetime/lifetimes.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import type { Catalog } from '../catalog.ts'
import { type Cost, costOfOwned } from '../cost.ts'
import type { Period, UnknownWhy } from './period.ts'
import { periodsOf } from './periods-of.ts'
import { currencyAmountOf, spentIn } from './spent.ts'

export interface CostByLifeInput {
  readonly catalog: Catalog | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  /** What the ledger tells of the life of the instance; `undefined` where nobody read it. */
  readonly life: Lifetime | undefined
}

/**
 * What an instance of the ledger has cost. Where it was stopped for a time, by the ledger or the account, the sum is that of
 * `spentIn`: of the times of known cost alone. Pure.
 */
export function costByLife(
  owned: OwnedInstance,
  remote: RemoteInstance | undefined,
  { catalog, now, life }: CostByLifeInput,
): Cost {
  const cost = costOfOwned(owned, remote, { catalog, now })
  if (life === undefined || cost.rate.kind !== 'hourly') return cost
  const observed = { remote: listOf(remote), catalog, now: Math.floor(now / 1000) }
  const periods = periodsOf([life], observed)
  if (!periods.some(isStopped)) return cost
  const { known, knownPeriods } = spentIn(periods)
  const soFar = knownPeriods === 0 ? undefined : currencyAmountOf(known)
  return { ...cost, soFar, wasStopped: true }
}

/** What was seen of one instance alone proves nothing of others, nor that it is gone. */
const listOf = (remote: RemoteInstance | undefined): Remote => ({
  kind: 'partial',
  instances: remote === undefined ? [] : [remote],
  why: 'only one instance was looked at',
})

const isStopped = ({ cost }: Period): boolean => cost.kind === 'unknown' && STOPS.has(cost.why.code)

const STOPS: ReadonlySet<UnknownWhy['code']> = new Set([
  'stopped',
  'perhaps-stopped',
  'perhaps-running',
])
