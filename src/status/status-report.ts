import { isAtRest, phaseOf } from '../api/instance-phase.ts'
import { instancesOf, isLive, type Remote, seenOf, whyNotWhole } from '../api/remote.ts'
import type { EntryKey } from '../definitions/instance-spec.ts'
import type { OpenAttempt } from '../ledger/state.ts'
import { type Candidate, matchesFor } from '../plan/attempt-matches.ts'
import type { Cost } from '../pricing/cost.ts'
import { type Currency, currencyOf } from '../pricing/currency.ts'
import { type OwnedStatus, ownedStatus } from './owned-status.ts'
import type { StatusInput } from './status-input.ts'
import { type UnmanagedStatus, unmanagedStatus } from './unmanaged-status.ts'

/** What the ledger and the account hold at one moment. */
export interface StatusReport {
  readonly target: string
  /** What messages call it, as it is. */
  readonly ledger: string
  readonly currency: Currency
  readonly refresh: {
    readonly kind: Remote['kind']
    readonly why: string | undefined
    /** What to do about it. */
    readonly hint: string | undefined
  }
  readonly instances: readonly OwnedStatus[]
  readonly doubts: readonly DoubtStatus[]
  /** Live instances of the account that the ledger does not own, or that counted as gone in it. */
  readonly unmanaged: readonly UnmanagedStatus[]
  /** Of what the ledger owns. */
  readonly hourly: Sum
  readonly costSoFar: Sum
}

/** A sum of list prices; `unknown` counts what is not in it. */
export interface Sum {
  readonly amount: number
  readonly unknown: number
}

/** An attempt whose outcome is not known. */
export interface DoubtStatus {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly attempt: OpenAttempt
  readonly age: number
  /** Instances that it may have made. */
  readonly candidates: readonly Candidate[]
}

/** Puts the ledger beside the account. Pure. */
export function toStatus(input: StatusInput): StatusReport {
  const { target, ledger, state, remote, now } = input
  const reported = instancesOf(remote)
  const byId = new Map(reported.map((instance) => [instance.id, instance]))
  const entries = [...state.entries.values()]
  const owned = entries.flatMap(({ instances }) => instances)
  const instances = entries.flatMap((entry) =>
    entry.instances.map((each) => ownedStatus(entry, each, byId, input)),
  )
  const ours = new Set(owned.map(({ id }) => id))
  const unmanaged = reported
    .filter((instance) => isLive(instance) && !ours.has(instance.id))
    .map((instance) => unmanagedStatus(instance, byId, input))
  return {
    target,
    ledger,
    currency: currencyOf(target),
    refresh: {
      kind: seenOf(remote),
      why: whyNotWhole(remote),
      hint: remote.kind === 'partial' ? remote.hint : undefined,
    },
    instances,
    doubts: entries.flatMap((entry) =>
      entry.open.map((attempt) => ({
        key: entry.key,
        name: entry.name,
        attempt,
        age: secondsSince(Date.parse(attempt.since), now),
        candidates: matchesFor([attempt], reported, ours),
      })),
    ),
    unmanaged,
    ...moneyOf(instances, unmanaged),
  }
}

/**
 * What the instances that may cost something cost together, of which one at rest costs nobody knows how much; also
 * those that counted as gone and are there again.
 */
export function moneyOf(
  instances: readonly OwnedStatus[],
  unmanaged: readonly UnmanagedStatus[],
): Pick<StatusReport, 'hourly' | 'costSoFar'> {
  const paid = [
    ...instances.filter(mayCost).map(({ cost, presence }) => ({
      cost,
      isResting: presence.kind === 'seen' && isAtRest(presence.instance),
    })),
    ...unmanaged
      .filter(({ returned }) => returned !== undefined)
      .map(({ cost, instance }) => ({ cost, isResting: isAtRest(instance) })),
  ].filter(({ cost }) => cost.rate.kind !== 'prepaid')
  return {
    hourly: sum(
      paid.map(({ cost: { rate }, isResting }) =>
        rate.kind === 'hourly' && !isResting ? rate.price : undefined,
      ),
    ),
    costSoFar: sum(paid.flatMap(({ cost }) => amountsSoFar(cost))),
  }
}

/** What the time cost in which it was stopped is one more unknown amount. */
const amountsSoFar = ({ soFar, wasStopped }: Cost): readonly (number | undefined)[] =>
  wasStopped === true && soFar !== undefined ? [soFar, undefined] : [soFar]

/** Whether an instance costs something for all that is known. What is on its way out counts until it is gone. */
const mayCost = ({ presence }: OwnedStatus): boolean =>
  presence.kind === 'seen' ? phaseOf(presence.instance) !== 'gone' : presence.kind === 'unseen'

const secondsSince = (from: number, now: number): number =>
  Math.max(0, Math.floor((now - from) / 1000))

function sum(amounts: readonly (number | undefined)[]): Sum {
  const known = amounts.filter((amount) => amount !== undefined)
  return {
    amount: known.reduce((total, amount) => total + amount, 0),
    unknown: amounts.length - known.length,
  }
}
