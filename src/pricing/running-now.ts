import { isAtRest, phaseOf } from '../api/instance-phase.ts'
import { instancesOf, type Remote, type RemoteInstance, whyNotWhole } from '../api/remote.ts'
import { ownedById } from '../ledger/find-entry.ts'
import type { OwnedInstance, State } from '../ledger/state.ts'
import type { Amount } from './amount.ts'
import { toPriceUnits } from './amount-text.ts'
import type { Catalog } from './catalog.ts'
import { needsQuote, rateOfOwned } from './cost.ts'

/** What runs in the account before a run, whoever made it: what a limit on all of it counts beside what the run does. */
export interface RunningNow {
  readonly instances: readonly {
    /** Its name, or its id where it has none. */
    readonly label: string
    /** None where it is paid for in advance. */
    readonly hourly: Amount
  }[]
  /** Why more may run than was seen, as a clause; `undefined` where the list was whole. */
  readonly unseen: string | undefined
}

/** What runs by a list, at the price of the ledger or of now. What is stopped does not run. Pure. */
export function runningNowIn(remote: Remote, state: State, catalog: Catalog): RunningNow {
  const owned = ownedById(state)
  return {
    instances: runningIn(remote).map((instance) => ({
      label: instance.name === '' ? instance.id : instance.name,
      hourly: hourlyOf(instance, owned.get(instance.id), catalog),
    })),
    unseen: whyNotWhole(remote),
  }
}

/** What runs, and has a price in the price list of now alone. */
export function unpricedRunning(remote: Remote, state: State): readonly RemoteInstance[] {
  const owned = ownedById(state)
  return runningIn(remote).filter((instance) => needsQuote(owned.get(instance.id), instance))
}

const runningIn = (remote: Remote): readonly RemoteInstance[] =>
  instancesOf(remote).filter((instance) => phaseOf(instance) !== 'gone' && !isAtRest(instance))

function hourlyOf(
  instance: RemoteInstance,
  owned: OwnedInstance | undefined,
  catalog: Catalog,
): Amount {
  const rate = rateOfOwned(owned ?? UNKNOWN_TO_LEDGER, instance, catalog)
  switch (rate.kind) {
    case 'hourly':
      return { kind: 'known', price: toPriceUnits(rate.price) }
    case 'prepaid':
      return { kind: 'none' }
    case 'unknown':
      return rate
  }
}

const UNKNOWN_TO_LEDGER = { hourly: undefined, spec: undefined }
