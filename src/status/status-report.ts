import { instancesOf, isLive, type Remote, type RemoteInstance } from '../api/remote.ts'
import type { EntryKey } from '../definitions/instance-spec.ts'
import type { DefinitionFile, InstanceId } from '../ledger/record.ts'
import type { EntryState, OpenAttempt, OwnedInstance, State } from '../ledger/state.ts'
import { type Candidate, matchesFor } from '../plan/attempt-matches.ts'
import type { Catalog } from '../pricing/catalog.ts'
import { type Cost, costOfOwned, costOfStranger } from '../pricing/cost.ts'
import { type Currency, currencyOf } from '../pricing/currency.ts'

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
  /** Live instances of the account that no entry of the ledger owns. */
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

/** An instance that the ledger owns. */
export interface OwnedStatus {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly owned: OwnedInstance
  readonly presence: Presence
  /** What it costs while it is alive or may be. */
  readonly cost: Cost
  /** `undefined` where no file was read. */
  readonly inFiles: boolean | undefined
  /** The file of another fleet that defines it; `undefined` where it is none's. */
  readonly elsewhere: DefinitionFile | undefined
}

export type Presence =
  | { readonly kind: 'seen'; readonly instance: RemoteInstance }
  /** A complete list does not have it. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unseen' }

/** An attempt whose outcome is not known. */
export interface DoubtStatus {
  readonly key: EntryKey
  readonly name: string | undefined
  readonly attempt: OpenAttempt
  readonly age: number
  /** Instances that it may have made. */
  readonly candidates: readonly Candidate[]
}

export interface UnmanagedStatus {
  readonly instance: RemoteInstance
  /** It was ours, counted as gone, and is back: what was made in its place. */
  readonly replacedBy: InstanceId | undefined
  readonly cost: Cost
}

export interface StatusInput {
  readonly target: string
  readonly ledger: string
  readonly state: State
  readonly remote: Remote
  /** The keys that the files define; `undefined` where no file was read. */
  readonly defined: ReadonlySet<EntryKey> | undefined
  /** Whether a file is another fleet's: not read in this run, and still there. */
  readonly isElsewhere?: (file: DefinitionFile) => boolean
  /** The prices of now, for what the ledger has no price of. */
  readonly catalog: Catalog | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Puts the ledger beside the account. Pure. */
export function toStatus(input: StatusInput): StatusReport {
  const { target, ledger, state, remote, now } = input
  const listed = instancesOf(remote)
  const byId = new Map(listed.map((instance) => [instance.id, instance]))
  const entries = [...state.entries.values()]
  const owned = entries.flatMap(({ instances }) => instances)
  const instances = entries.flatMap((entry) =>
    entry.instances.map((each) => ownedStatus(entry, each, byId, input)),
  )
  const ours = new Set(owned.map(({ id }) => id))
  return {
    target,
    ledger,
    currency: currencyOf(target),
    refresh: {
      kind: remote.kind,
      why: remote.kind === 'complete' ? undefined : remote.why,
      hint: remote.kind === 'partial' ? remote.hint : undefined,
    },
    instances,
    doubts: entries.flatMap((entry) =>
      entry.open.map((attempt) => ({
        key: entry.key,
        name: entry.name,
        attempt,
        age: secondsSince(Date.parse(attempt.since), now),
        candidates: matchesFor([attempt], listed, ours),
      })),
    ),
    unmanaged: listed
      .filter((instance) => isLive(instance) && !ours.has(instance.id))
      .map((instance) => ({
        instance,
        replacedBy: state.replaced.get(instance.id)?.by,
        cost: costOfStranger(instance, input),
      })),
    ...moneyOf(instances),
  }
}

/** What the instances that may live cost together. */
export function moneyOf(
  instances: readonly OwnedStatus[],
): Pick<StatusReport, 'hourly' | 'costSoFar'> {
  const paid = instances.filter((item) => mayLive(item) && item.cost.rate.kind !== 'prepaid')
  return {
    hourly: sum(
      paid.map(({ cost: { rate } }) => (rate.kind === 'hourly' ? rate.price : undefined)),
    ),
    costSoFar: sum(paid.map(({ cost }) => cost.soFar)),
  }
}

function ownedStatus(
  { key, name, file }: EntryState,
  owned: OwnedInstance,
  byId: ReadonlyMap<InstanceId, RemoteInstance>,
  { remote, defined, isElsewhere = () => false, catalog, now }: StatusInput,
): OwnedStatus {
  const instance = byId.get(owned.id)
  const presence: Presence =
    instance !== undefined
      ? { kind: 'seen', instance }
      : { kind: remote.kind === 'complete' ? 'gone' : 'unseen' }
  const cost = costOfOwned(owned, instance, { catalog, now })
  const inFiles = defined?.has(key)
  const elsewhere = inFiles === false && file !== undefined && isElsewhere(file) ? file : undefined
  return { key, name, owned, presence, cost, inFiles, elsewhere }
}

/** Whether an instance costs something for all that is known. */
const mayLive = ({ presence }: { readonly presence: Presence }): boolean =>
  presence.kind === 'seen' ? isLive(presence.instance) : presence.kind === 'unseen'

const secondsSince = (from: number, now: number): number =>
  Math.max(0, Math.floor((now - from) / 1000))

function sum(amounts: readonly (number | undefined)[]): Sum {
  const known = amounts.filter((amount) => amount !== undefined)
  return {
    amount: known.reduce((total, amount) => total + amount, 0),
    unknown: amounts.length - known.length,
  }
}
