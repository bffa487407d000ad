import {
  instancesOf,
  isLive,
  provesAbsence,
  type Remote,
  type RemoteInstance,
  seenOf,
} from '../../api/remote.ts'
import type { EntryKey, InstanceSpec } from '../../definitions/instance-spec.ts'
import type { DefinitionFile, InstanceId } from '../../ledger/record.ts'
import type { Departed, State } from '../../ledger/state.ts'
import { addTo } from '../../model/append-to.ts'
import { markOf } from '../marker.ts'
import type { Seen } from '../reasons/action-reason.ts'
import { type Marked, markedByLedger } from '../recovery.ts'
import { spellingOf } from '../spelling.ts'

/** What the account holds, indexed once: a plan of a large fleet must not search it for each entry. */
export interface Account {
  readonly scope: Seen
  /** Only a complete list proves that an instance of ours is gone … */
  readonly complete: boolean
  /** … and only one that leaves nothing out, that nothing else is there. */
  readonly provesAbsence: boolean
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
  /** Every id of ours that the ledger protects, or an entry of the run: no plan ends one. */
  readonly protectedIds: ReadonlySet<InstanceId>
  /** Instances that a person forgot. */
  readonly released: ReadonlySet<InstanceId>
  readonly departed: State['departed']
  /** The same, by the entry that each was of at last. */
  readonly departedOf: ReadonlyMap<EntryKey, readonly Departed[]>
  /** Milliseconds since the epoch, by our clock. */
  readonly now: number
  /** How far the clock of the service is ahead of ours, in milliseconds; 0 where no answer told it. */
  readonly skewMs: number
  readonly hasSettled: boolean
}

/** What an account is made of. */
export interface Observed {
  readonly specs: readonly InstanceSpec[]
  readonly state: State
  readonly remote: Remote
  readonly now: number
  readonly skewMs?: number | undefined
  /** This run has settled and recorded what it could: what is still open is in doubt, whatever a list shows. */
  readonly hasSettled?: boolean | undefined
  /** Whether a file was not read in this run and is still there; none is where nothing is said. */
  readonly isElsewhere?: (file: DefinitionFile) => boolean
}

export function toAccount({
  remote,
  state,
  specs,
  now,
  skewMs = 0,
  hasSettled = false,
}: Observed): Account {
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
    bySpelling: spellingsIn(seen),
    released: state.released ?? new Set(),
    departed: state.departed,
    departedOf: byEntry(state.departed.values()),
    now,
    skewMs,
    hasSettled,
    ledgerIds,
    marked,
    markedElsewhere,
    scope: scopeOf(remote),
    complete: remote.kind === 'complete',
    provesAbsence: provesAbsence(remote),
    byId: new Map(seen.map((instance) => [instance.id, instance])),
    byName,
    owners: new Map(
      [...state.entries.values()].flatMap(({ key, instances }) =>
        instances.map(({ id }) => [id, key] as const),
      ),
    ),
    protectedIds: protectedIn(specs, state),
  }
}

const scopeOf = (remote: Remote): Seen =>
  remote.kind === 'partial' && remote.instances.length === 0 ? 'failed' : seenOf(remote)

function byEntry(departed: Iterable<Departed>): ReadonlyMap<EntryKey, readonly Departed[]> {
  const lists = new Map<EntryKey, Departed[]>()
  for (const each of departed) addTo(lists, each.key, each)
  return lists
}

/** The ledger's word outlives the file; the file's word counts before the ledger has heard of it. */
function protectedIn(specs: readonly InstanceSpec[], state: State): ReadonlySet<InstanceId> {
  const keys = new Set(specs.filter(({ life }) => life.protect).map(({ key }) => key))
  const ours = [
    ...[...state.entries.values()].flatMap(({ key, instances }) =>
      instances.map((owned) => ({ key, owned })),
    ),
    ...state.departed.values(),
  ]
  return new Set(
    ours.flatMap(({ key, owned }) => (owned.protect || keys.has(key) ? [owned.id] : [])),
  )
}

function spellingsIn(
  seen: readonly RemoteInstance[],
): ReadonlyMap<string, readonly RemoteInstance[]> {
  const spellings = new Map<string, RemoteInstance[]>()
  for (const instance of seen.filter(isLive)) {
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
  const returned = (account.departedOf.get(key) ?? []).flatMap(({ owned: { id } }) => {
    const instance = account.byId.get(id)
    if (instance === undefined || shown.has(id)) return []
    return isLive(instance) ? [instance] : []
  })
  return [...strangers, ...returned]
}

/** The same that were made with this ledger for this entry, by their marker, under whatever other name. */
export function madeHereOf(
  { key }: InstanceSpec,
  strangers: readonly RemoteInstance[],
  { marked }: Account,
): readonly RemoteInstance[] {
  return (marked.get(markOf(key)) ?? []).filter((each) => !strangers.includes(each))
}

/**
 * Live instances that were made for this entry by their marker, and that the ledger does not hold: a lost ledger leaves
 * nothing else of an entry without a name. What another ledger made counts only where this one has nothing of the entry: two
 * folders may have the same entry.
 */
export function madeForEntry(
  { key }: Pick<InstanceSpec, 'key'>,
  { marked, markedElsewhere }: Account,
  hasOwned: boolean,
): readonly RemoteInstance[] {
  const elsewhere = hasOwned ? [] : (markedElsewhere.get(markOf(key)) ?? [])
  return [...(marked.get(markOf(key)) ?? []), ...elsewhere.map(({ instance }) => instance)]
}

/**
 * Live instances of nobody whose name differs from this one as a service may have changed it. That another entry is called
 * so says nothing: the service may have made one name of both.
 */
export const respelt = (name: string | undefined, account: Account): readonly RemoteInstance[] =>
  name === undefined
    ? []
    : (account.bySpelling.get(spellingOf(name)) ?? []).filter(
        (instance) => instance.name !== name && !account.owners.has(instance.id),
      )

/** Ours and seen alive; or ours and not disproved, since only a complete list proves absence. */
export function isPresent(id: InstanceId, account: Account): boolean {
  const remote = account.byId.get(id)
  return remote === undefined ? !account.complete : isLive(remote)
}

/** Whether nothing of an instance is left: a whole list does not show it, not even on its way out. */
export const isGone = (id: InstanceId, { byId, complete }: Account): boolean =>
  complete && (byId.get(id)?.status.toLowerCase() ?? 'removed') === 'removed'
