import { addTo } from '../add-to.ts'
import { instancesOf, isLive, type Remote, type RemoteInstance } from '../api/remote.ts'
import type { InstanceId } from '../ledger/entry.ts'
import type { EntryState, OwnedInstance, State } from '../ledger/state.ts'
import type { EntryKey, InstanceSpec } from '../spec/instance-spec.ts'
import type { Absence, Action, Change, Drift, OrphanAction } from './action.ts'
import { type Candidate, candidatesFor, type Finding, findAmong } from './candidates.ts'
import { appliedBody, changesBetween, compareWithAccount } from './difference.ts'
import { MARKER_KEY, markerIn, markOf, parseMarker } from './marker.ts'
import { markedByLedger } from './recovery.ts'

/** Everything a plan is decided from. */
export interface Observations {
  /** In file order. */
  readonly specs: readonly InstanceSpec[]
  readonly state: State
  readonly remote: Remote
  /** Whether the specs are all there are: only then can something be an orphan. */
  readonly coversAll: boolean
}

/**
 * The ordered decisions: one action for each entry in file order, then the orphans. Pure, and the only thing
 * `apply` acts on.
 */
export function plan({ specs, state, remote, coversAll }: Observations): readonly Action[] {
  const account = toAccount(remote, state)
  const actions = specs.map((spec) => decide(spec, state.entries.get(spec.key), account))
  if (!coversAll) return actions
  const defined = new Set(specs.map((spec) => spec.key))
  const orphans = [...state.entries.values()]
    .filter((entry) => !defined.has(entry.key))
    .flatMap((entry) => orphanOf(entry, account))
  return [...actions, ...orphans]
}

/** What the account holds, indexed once: a plan of a large fleet must not search it for each entry. */
interface Account {
  readonly seen: Seen
  /** Only a complete list proves that something is absent. */
  readonly complete: boolean
  readonly byId: ReadonlyMap<InstanceId, RemoteInstance>
  readonly byName: ReadonlyMap<string, readonly RemoteInstance[]>
  /** What markers call this ledger. */
  readonly ledgerIds: ReadonlySet<string>
  /** Live instances that no entry owns though their marker names this ledger, by what it calls their entry. */
  readonly marked: ReadonlyMap<string, readonly RemoteInstance[]>
  /** Every id that some entry of the ledger owns, and which one. */
  readonly owners: ReadonlyMap<InstanceId, EntryKey>
}

function toAccount(remote: Remote, state: State): Account {
  const seen = instancesOf(remote)
  const byName = new Map<string, RemoteInstance[]>()
  for (const instance of seen) addTo(byName, instance.name, instance)
  const ledgerIds = state.ledgerIds ?? new Set()
  const marked = new Map<string, RemoteInstance[]>()
  for (const { instance, marker } of [...markedByLedger(seen, state).values()].flat()) {
    if (ledgerIds.has(marker.ledger)) addTo(marked, marker.entry, instance)
  }
  return {
    ledgerIds,
    marked,
    seen: remote.kind === 'partial' && seen.length === 0 ? 'failed' : remote.kind,
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

/** What a list showed; `failed`: it broke off before it showed anything. */
type Seen = Remote['kind'] | 'failed'

const named = (name: string | undefined, account: Account): readonly RemoteInstance[] =>
  name === undefined ? [] : (account.byName.get(name) ?? [])

/**
 * Live instances of this name that this entry does not own. One that another entry of the ledger owns is among them: a
 * ledger from a checkout may say so of any instance, and must not make the entry be created beside it.
 */
const strangersOf = ({ key, name }: InstanceSpec, account: Account): readonly RemoteInstance[] =>
  named(name, account).filter(
    (instance) => isLive(instance) && account.owners.get(instance.id) !== key,
  )

function decide(spec: InstanceSpec, entry: EntryState | undefined, account: Account): Action {
  if (entry !== undefined && entry.open.length > 0) return inDoubt(spec, entry, account)
  const owned = entry?.instances ?? []
  const present = owned.filter(({ id }) => isPresent(id, account))
  const strangers = strangersOf(spec, account)
  const [first, ...others] = present
  if (first === undefined) return absent(spec, owned, strangers, account)
  if (strangers.length > 0 || others.length > 0) {
    return conflict(spec, present, strangers, account)
  }
  return ours(spec, first, account)
}

/** Ours and seen alive; or ours and not disproved, since only a complete list proves absence. */
function isPresent(id: InstanceId, account: Account): boolean {
  const remote = account.byId.get(id)
  return remote === undefined ? !account.complete : isLive(remote)
}

function inDoubt(spec: InstanceSpec, entry: EntryState, account: Account): Action {
  const candidates = candidatesFor(entry.open, [...account.byId.values()], account.owners)
  const reason = `an attempt has no recorded outcome${doubtWords(entry, candidates, account)}`
  return { kind: 'in-doubt', ...identity(spec), reason, attempts: entry.open, candidates }
}

function doubtWords(
  { name, open }: EntryState,
  candidates: readonly Candidate[],
  { complete, seen }: Account,
): string {
  if (candidates.length === 0) {
    return name === undefined && open.every(({ marker }) => marker === undefined)
      ? ', and an entry without a name and without a marker cannot be looked up'
      : `, and ${NO_TRACE[seen]}`
  }
  const ids = candidates.map(({ instance }) => instance.id).join(', ')
  const carry = candidates.length === 1 ? 'carries' : 'carry'
  const what = candidates.every(({ marked }) => marked) ? `its ${MARKER_KEY}` : 'this name since'
  const found = `; ${ids} ${carry} ${what}`
  if (!complete) return `${found}, but the account could not be listed in full`
  return `${found}, ${APART[findAmong(candidates).kind]}`
}

/** What the instances of the name say together, behind their ids. */
const APART = {
  one: 'and apply will record it',
  several: 'and more than one may be the one that was made',
  removed: 'but is gone or going, and may not be the one that was made',
  unproven: 'but is not surely what was made',
  none: '',
} as const satisfies Record<Finding['kind'], string>

function absent(
  spec: InstanceSpec,
  gone: readonly OwnedInstance[],
  strangers: readonly RemoteInstance[],
  account: Account,
): Action {
  const [stranger, ...others] = strangers
  if (stranger !== undefined) {
    if (others.length > 0 || account.owners.has(stranger.id)) {
      return conflict(spec, [], strangers, account)
    }
    const { differences, unchecked } = compareWithAccount(spec.body, stranger)
    if (differences.length > 0) {
      const reason = `${stranger.id} has this name but is not ours and differs${isMarkedByUs(stranger, account) ? `; ${LOST_LINES}` : ''}`
      const base = { ...identity(spec), reason, owned: [], strangers, holders: new Map() }
      return { kind: 'conflict', ...base, changes: differences }
    }
    const reason = `${stranger.id} has this name and agrees, ${madeBy(stranger, account)}`
    return { kind: 'exists', ...identity(spec), reason, remote: stranger, unchecked }
  }
  const lost = account.marked.get(markOf(spec.key)) ?? []
  if (lost.length > 0) {
    const ids = lost.map(({ id }) => id).join(', ')
    const reason = `${ids} carries the ${MARKER_KEY} of this entry; ${LOST_LINES}`
    const base = { ...identity(spec), reason, owned: [], strangers: lost, holders: new Map() }
    return { kind: 'conflict', ...base, changes: [] }
  }
  const presence: Absence = account.complete ? 'absent' : 'unknown'
  if (gone.length > 0) {
    const ids = gone.map(({ id }) => id)
    const reason = `the account no longer has ${ids.join(', ')}`
    return { kind: 'recreate', ...identity(spec), reason, presence, gone: ids }
  }
  const reason = NOT_IN_LEDGER[account.seen]
  return { kind: 'create', ...identity(spec), reason, presence }
}

const LOST_LINES =
  'it was made with this ledger, which does not hold it any more: ppi-apply recover records it'

const isMarkedByUs = (instance: RemoteInstance, { ledgerIds }: Account): boolean =>
  ledgerIds.has(parseMarker(markerIn(instance))?.ledger ?? '')

/** Who made an instance that the ledger does not know, as its marker tells. */
function madeBy(instance: RemoteInstance, account: Account): string {
  const marker = parseMarker(markerIn(instance))
  if (marker === undefined) return 'though ppi-apply did not create it'
  return isMarkedByUs(instance, account)
    ? LOST_LINES
    : `made by ppi-apply with another ledger (${marker.ledger}): that of another folder or machine`
}

/** Why an entry is to be created: what the account said of it, or could not say. */
const NOT_IN_LEDGER = {
  complete: 'neither in the ledger nor in the account',
  partial: 'not in the ledger; the account was seen in part only, so it may be there',
  failed: 'not in the ledger; the account could not be listed, so it may be there',
  'not-offered': 'not in the ledger; the service offers no list, so it may be there',
  'not-asked': 'not in the ledger; the account was not asked, so it may be there',
} as const satisfies Record<Seen, string>

/** What the account says of an attempt that it shows nothing of. */
const NO_TRACE = {
  complete: 'the account shows no instance made by it',
  partial: 'the account was seen in part only, and shows no instance made by it',
  failed: 'the account could not be listed',
  'not-offered': 'the service offers no list to look into',
  'not-asked': 'the account was not asked',
} as const satisfies Record<Seen, string>

function conflict(
  spec: InstanceSpec,
  owned: readonly OwnedInstance[],
  strangers: readonly RemoteInstance[],
  { owners }: Account,
): Action {
  const holders = new Map(
    strangers.flatMap(({ id }) => {
      const holder = owners.get(id)
      return holder === undefined ? [] : [[id, holder] as const]
    }),
  )
  const reason = conflictWords(owned, strangers, holders)
  return { kind: 'conflict', ...identity(spec), reason, owned, strangers, holders, changes: [] }
}

function conflictWords(
  owned: readonly OwnedInstance[],
  strangers: readonly RemoteInstance[],
  holders: ReadonlyMap<InstanceId, EntryKey>,
): string {
  const ids = strangers.map(({ id }) => id).join(', ')
  const [own, ...others] = owned
  if (others.length > 0) {
    return `the ledger holds ${owned.length} live instances of this entry: ${owned.map(({ id }) => id).join(', ')}`
  }
  if (own !== undefined) return `besides ours (${own.id}) the account has ${ids} with the same name`
  const [holder] = holders.values()
  return strangers.length === 1 && holder !== undefined
    ? `${ids} has this name, but the ledger holds it as the entry ${holder}`
    : `${strangers.length} instances have this name and none is this entry's: ${ids}`
}

function ours(spec: InstanceSpec, owned: OwnedInstance, account: Account): Action {
  const remote = account.byId.get(owned.id)
  const changes =
    owned.digest === undefined || owned.digest === spec.digest
      ? []
      : changesBetween(owned.spec, spec)
  const { drift, unchecked } = driftOf(spec, owned, changes, remote)
  const base = { ...identity(spec), owned, remote, drift, unchecked }
  if (changes.length === 0) {
    const reason =
      remote === undefined
        ? `created as ${owned.id}; the account could not confirm that it is still there`
        : `${owned.id} is there as applied`
    return { kind: 'no-op', ...base, reason }
  }
  const count = changes.length === 1 ? 'one field' : `${changes.length} fields`
  const reason = `the definition differs in ${count} from what was applied as ${owned.id}`
  return { kind: 'changed', ...base, reason, changes }
}

function driftOf(
  spec: InstanceSpec,
  owned: OwnedInstance,
  changes: readonly Change[],
  remote: RemoteInstance | undefined,
): { drift: readonly Drift[]; unchecked: readonly string[] } {
  if (remote === undefined) return { drift: [], unchecked: [] }
  const { differences, unchecked } = compareWithAccount(appliedBody(spec, owned, changes), remote)
  const fields = differences.map(({ field, from, to }) => ({ field, applied: to, account: from }))
  const status = remote.status.toLowerCase()
  const stopped = status === 'exited' || status === 'freezing' || remote.statusError !== undefined
  const run = stopped ? [{ field: 'status', applied: 'running', account: statusOf(remote) }] : []
  return { drift: [...run, ...fields], unchecked }
}

const statusOf = ({ status, statusError }: RemoteInstance): string =>
  statusError === undefined ? status : `${status} (${statusError})`

function orphanOf(entry: EntryState, account: Account): readonly OrphanAction[] {
  const instances = entry.instances
    .filter(({ id }) => isPresent(id, account))
    .map((owned) => ({ owned, remote: account.byId.get(owned.id) }))
  if (instances.length === 0 && entry.open.length === 0) return []
  const reason =
    instances.length === 0
      ? 'an attempt of it has no recorded outcome, and it is in no file of this run'
      : `${instances.map(({ owned }) => owned.id).join(', ')} is in the ledger but in no file of this run`
  const { key, name } = entry
  return [{ kind: 'orphan', key, name, reason, instances, attempts: entry.open }]
}

const identity = (spec: InstanceSpec) => ({ key: spec.key, name: spec.name, spec })
