import { isAtRest, phaseOf } from '../api/instance-phase.ts'
import { instancesOf, type Remote, type RemoteInstance } from '../api/remote.ts'
import { withReturned } from '../api/returned.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { OwnedInstance, State } from '../ledger/state.ts'
import { type Amount, sum, type Total } from './amount.ts'
import { toPriceUnits } from './amount-text.ts'
import { type Cost, type Rate, rateOfOwned } from './cost.ts'
import { type Currency, currencyOf } from './currency.ts'

/** What the instances of a ledger cost at one moment, by the list prices: what every end of a run tells. */
export interface Billed {
  readonly currency: Currency
  /** How many are there, or may be, and are neither stopped nor taken back. */
  readonly instances: number
  /** What an hour of all of them costs, those at rest included: what those cost is unknown, not nothing. */
  readonly hourly: Total
  readonly stopped: number
  /** How many spot instances the service took back: they do not run, and nobody says what they cost. */
  readonly takenBack: number
  /** How many of the instances were paid for in advance, so that an hour of them has no price. */
  readonly prepaid: number
  /** How many of the instances nobody could look at. */
  readonly unseen: number
  /** Attempts to create without an outcome: each may be one more. */
  readonly inDoubt: number
}

export interface BilledInput {
  /** The service, as the ledger knows it. */
  readonly target: string
  readonly state: State
  /** The last look at the account. */
  readonly remote: Remote
  /** What a whole list does not show, and is there or may be: made a moment ago, or not known by its id either. */
  readonly mayBeThere: ReadonlySet<InstanceId>
  /** What is known of prices that the ledger does not have. */
  readonly costs: ReadonlyMap<InstanceId, Pick<Cost, 'rate'>>
}

/**
 * Counts what the ledger owns and the account may still bill. What is on its way out counts until it is gone, and what counted
 * as gone once it is there again. Pure.
 */
export function toBilled({ target, state, remote, mayBeThere, costs }: BilledInput): Billed {
  const byId = new Map(instancesOf(remote).map((instance) => [instance.id, instance]))
  const entries = [...withReturned(state, byId.values()).values()]
  const owned = new Map(
    entries.flatMap(({ instances }) => instances.map((each) => [each.id, each])),
  )
  const there = [...owned.values()].flatMap((each): readonly There[] => {
    const instance = byId.get(each.id)
    const isGone =
      instance === undefined
        ? remote.kind === 'complete' && !mayBeThere.has(each.id)
        : phaseOf(instance) === 'gone'
    // What was paid for in advance by this run was not when its cost was asked for.
    const now = rateOfOwned(each, instance, undefined)
    const rate = now.kind === 'prepaid' ? now : (costs.get(each.id)?.rate ?? now)
    return isGone ? [] : [{ owned: each, instance, rate }]
  })
  const resting = there.filter(isResting)
  const others = there.filter((each) => !isResting(each))
  const takenBack = resting.filter(({ instance }) => instance && phaseOf(instance) !== 'stopped')
  return {
    currency: currencyOf(target),
    instances: others.length,
    hourly: sum(there.map(amountOf)),
    stopped: resting.length - takenBack.length,
    takenBack: takenBack.length,
    prepaid: others.filter(({ rate }) => rate.kind === 'prepaid').length,
    unseen: others.filter(({ instance }) => instance === undefined).length,
    inDoubt: entries.flatMap(({ open }) => open).length,
  }
}

interface There {
  readonly owned: OwnedInstance
  readonly instance: RemoteInstance | undefined
  readonly rate: Rate
}

/** What was paid for in advance costs the same whether it runs or not. */
const isResting = ({ instance, rate }: There): boolean =>
  instance !== undefined && isAtRest(instance) && rate.kind !== 'prepaid'

function amountOf(there: There): Amount {
  const { rate } = there
  if (rate.kind === 'prepaid') return { kind: 'none' }
  if (isResting(there))
    return { kind: 'unknown', why: 'the price list has no price of a stopped one' }
  return rate.kind === 'hourly' ? { kind: 'known', price: toPriceUnits(rate.price) } : rate
}
