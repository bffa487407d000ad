import { instancesOf, isLive, type Remote, type RemoteInstance } from '../../api/remote.ts'
import type { EntryKey, InstanceSpec } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { State } from '../../ledger/state.ts'
import { addTo } from '../../model/append-to.ts'
import type { Seen } from '../reasons/action-reason.ts'
import { type Marked, markedByLedger } from '../recovery.ts'
import { spellingOf } from '../spelling.ts'

/** What the account holds, indexed once: a plan of a large fleet must not search it for each entry. */
export interface Account {
  readonly scope: Seen
  /** Only a complete list proves that something is absent. */
  readonly complete: boolean
  readonly byId: ReadonlyMap<InstanceId, RemoteInstance>
  readonly byName: ReadonlyMap<string, readonly RemoteInstance[]>
  /** Live instances whose name is not an entry's, by its spelling. */
  readonly bySpelling: ReadonlyMap<string, readonly RemoteInstance[]>
  /** What markers call this ledger. */
  readonly ledgerIds: ReadonlySet<string>
  /** Live instances that no entry owns though their marker names this ledger, by what it calls their entry. */
  readonly marked: ReadonlyMap<string, readonly RemoteInstance[]>
  /** Live instances that no entry owns and whose marker names another ledger, by what it calls their entry. */
  readonly markedElsewhere: ReadonlyMap<string, readonly Marked[]>
  /** Every id that some entry of the ledger owns, and which one. */
  readonly owners: ReadonlyMap<InstanceId, EntryKey>
  readonly replaced: State['replaced']
}

export function toAccount(remote: Remote, state: State, specs: readonly InstanceSpec[]): Account {
  const seen = instancesOf(remote)
  const byName = new Map<string, RemoteInstance[]>()
  for (const instance of seen) addTo(byName, instance.name, instance)
  const ledgerIds = state.ledgerIds ?? new Set()
  const marked = new Map<string, RemoteInstance[]>()
  const markedElsewhere = new Map<string, Marked[]>()
  for (const each of [...markedByLedger(seen, state).values()].flat()) {
    const { instance, marker } = each
    if (ledgerIds.has(marker.ledger)) addTo(marked, marker.entry, instance)
    else addTo(markedElsewhere, marker.entry, each)
  }
  return {
    bySpelling: spellingsIn(seen, specs),
    replaced: state.replaced,
    ledgerIds,
    marked,
    markedElsewhere,
    scope: remote.kind === 'partial' && seen.length === 0 ? 'failed' : remote.kind,
    complete: remote.kind === 'complete',
    byId: new Map(seen.map((instance) => [instance.id, instance])),
    byName,
    owners: new Map(
      [...state.entries.values()].flatMap(({ key, instances }) =>
        instances.map(({ id }) => [id, key] as const),
      ),
    ),
  }
}

function spellingsIn(
  seen: readonly RemoteInstance[],
  specs: readonly InstanceSpec[],
): ReadonlyMap<string, readonly RemoteInstance[]> {
  const names = new Set(specs.map(({ name }) => name))
  const spellings = new Map<string, RemoteInstance[]>()
  for (const instance of seen) {
    if (names.has(instance.name) || !isLive(instance)) continue
    addTo(spellings, spellingOf(instance.name), instance)
  }
  return spellings
}

const named = (name: string | undefined, account: Account): readonly RemoteInstance[] =>
  name === undefined ? [] : (account.byName.get(name) ?? [])

/**
 * Live instances of this name that this entry does not own. One that another entry of the ledger owns is among them: a
 * ledger from a checkout may say so of any instance, and must not make the entry be created beside it.
 */
export function strangersOf(
  { key, name }: InstanceSpec,
  account: Account,
): readonly RemoteInstance[] {
  const strangers = named(name, account).filter(
    (instance) => isLive(instance) && account.owners.get(instance.id) !== key,
  )
  const shown = new Set(strangers.map(({ id }) => id))
  // What was this entry's once is known by its id, whatever it is called.
  const returned = [...account.replaced].flatMap(([id, old]) => {
    const instance = account.byId.get(id)
    if (old.key !== key || instance === undefined || shown.has(id)) return []
    return isLive(instance) ? [instance] : []
  })
  return [...strangers, ...returned]
}

/** Live instances of nobody whose name differs from this one as a service may have changed it. */
export const respelt = (name: string | undefined, account: Account): readonly RemoteInstance[] =>
  name === undefined
    ? []
    : (account.bySpelling.get(spellingOf(name)) ?? []).filter(({ id }) => !account.owners.has(id))

/** Ours and seen alive; or ours and not disproved, since only a complete list proves absence. */
export function isPresent(id: InstanceId, account: Account): boolean {
  const remote = account.byId.get(id)
  return remote === undefined ? !account.complete : isLive(remote)
}
