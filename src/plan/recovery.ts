import { isLive, type RemoteInstance } from '../api/remote.ts'
import type { InstanceSpec } from '../definitions/instance-spec.ts'
import { idsIn } from '../ledger/find-entry.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { State } from '../ledger/state.ts'
import { type Marker, markerIn, markOf, parseMarker } from './marker.ts'

/** A live instance of the account that carries a marker, and that no entry of the ledger owns. */
export interface Marked {
  readonly instance: RemoteInstance
  readonly marker: Marker
}

/** What the markers of the account say of one ledger. */
export interface Recovery {
  /** Each entry of the files with the one instance that was made for it. */
  readonly found: readonly { readonly spec: InstanceSpec; readonly instance: RemoteInstance }[]
  /** Entries that have more than one: each costs money, and only a person knows which one is meant. */
  readonly doubled: readonly { readonly spec: InstanceSpec; readonly ids: readonly InstanceId[] }[]
  /** Instances of entries that are in no file of this run. */
  readonly unplaced: readonly RemoteInstance[]
}

/** What the markers of the account say of the ledger that was lost. */
export interface RecoveryReport {
  /** The lost ledger whose id is taken over; `undefined` where this ledger's own lines were lost. */
  readonly ledgerId: string | undefined
  readonly recovery: Recovery
  /** Instances whose variables the account does not show. */
  readonly unseen: number
}

/**
 * The marked instances of the account that the ledger does not know, by the ledger that their markers name. What counted as
 * gone and is there again is known, and so is what a person forgot.
 */
export function markedByLedger(
  instances: readonly RemoteInstance[],
  state: State,
): ReadonlyMap<string, readonly Marked[]> {
  const known = idsIn(state)
  const groups = new Map<string, Marked[]>()
  for (const instance of instances) {
    const marker = parseMarker(markerIn(instance))
    if (marker === undefined || !isLive(instance) || known.has(instance.id)) continue
    if (state.released?.has(instance.id)) continue
    groups.set(marker.ledger, [...(groups.get(marker.ledger) ?? []), { instance, marker }])
  }
  return groups
}

/** Gives each marked instance to the entry whose key its marker names. Pure. */
export function recover(
  marked: readonly Marked[],
  specs: readonly InstanceSpec[],
  state: State,
): Recovery {
  const found: { spec: InstanceSpec; instance: RemoteInstance }[] = []
  const doubled: { spec: InstanceSpec; ids: readonly InstanceId[] }[] = []
  const placed = new Set<InstanceId>()
  for (const spec of specs) {
    const mine = marked.filter(({ marker }) => marker.entry === markOf(spec.key))
    const known = state.entries.get(spec.key)?.instances ?? []
    for (const { instance } of mine) placed.add(instance.id)
    const ids = [...known.map(({ id }) => id), ...mine.map(({ instance }) => instance.id)]
    const [only] = mine
    if (only !== undefined && ids.length === 1) found.push({ spec, instance: only.instance })
    else if (only !== undefined) doubled.push({ spec, ids })
  }
  const unplaced = marked.flatMap(({ instance }) => (placed.has(instance.id) ? [] : [instance]))
  return { found, doubled, unplaced }
}
