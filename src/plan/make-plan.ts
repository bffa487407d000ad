import { hasFailed, isUnclear, phaseOf, stateWords } from '../api/instance-phase.ts'
import { instancesOf, isLive, type Remote, type RemoteInstance } from '../api/remote.ts'
import type { EntryKey, InstanceSpec } from '../definitions/instance-spec.ts'
import type { DefinitionFile, InstanceId } from '../ledger/record.ts'
import type { EntryState, OwnedInstance, State } from '../ledger/state.ts'
import { addTo } from '../model/append-to.ts'
import type { Absence, Action, ConflictAction, OrphanAction } from './action.ts'
import { type Candidate, candidatesFor, type Finding, findAmong } from './attempt-matches.ts'
import { type Change, type Drift, RUN_STATE } from './change.ts'
import { appliedBody, changesBetween, compareWithAccount } from './difference.ts'
import { MARKER_KEY, markerIn, markOf, parseMarker } from './marker.ts'
import { type Marked, markedByLedger } from './recovery.ts'
import { spellingOf } from './spelling.ts'

/** Everything a plan is decided from. */
export interface Observations {
  /** In file order. */
  readonly specs: readonly InstanceSpec[]
  readonly state: State
  readonly remote: Remote
  /** Whether the specs are all there are: only then can something be an orphan. */
  readonly coversAll: boolean
  /**
   * Whether a file that defined an entry is another fleet's: it was not read in this run, and is still there. Without it
   * every entry that is in no file of this run is an orphan.
   */
  readonly isElsewhere?: (file: DefinitionFile) => boolean
}

/**
 * The ordered decisions: one action for each entry in file order, then the orphans. Pure, and the only thing
 * `apply` acts on.
 */
export function plan(observations: Observations): readonly Action[] {
  const { specs, state, remote, coversAll } = observations
  const account = toAccount(remote, state, specs)
  const actions = specs.map((spec) => decide(spec, state.entries.get(spec.key), account))
  if (!coversAll) return actions
  const orphans = undefinedIn(observations)
    .filter((entry) => !isOfAnotherFleet(entry, observations))
    .flatMap((entry) => orphanOf(entry, account))
  return [...actions, ...orphans]
}

/** How many entries of the ledger another fleet's files define: no decision of this run is about them. */
export const countElsewhere = (observations: Observations): number =>
  undefinedIn(observations).filter((entry) => isOfAnotherFleet(entry, observations)).length

/** How many instances the ledger holds where a whole list shows none of two or more of them; 0 otherwise. */
export function countUnseenOwned(state: State, remote: Remote): number {
  if (remote.kind !== 'complete') return 0
  const listed = new Set(instancesOf(remote).map(({ id }) => id))
  const owned = [...state.entries.values()].flatMap(({ instances }) => instances)
  return owned.length >= 2 && owned.every(({ id }) => !listed.has(id)) ? owned.length : 0
}

function undefinedIn({ specs, state }: Observations): readonly EntryState[] {
  const defined = new Set(specs.map((spec) => spec.key))
  return [...state.entries.values()].filter((entry) => !defined.has(entry.key))
}

const isOfAnotherFleet = (
  { file }: EntryState,
  { isElsewhere = () => false }: Observations,
): boolean => file !== undefined && isElsewhere(file)

/** What the account holds, indexed once: a plan of a large fleet must not search it for each entry. */
interface Account {
  readonly seen: Seen
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

function toAccount(remote: Remote, state: State, specs: readonly InstanceSpec[]): Account {
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

/** What a list showed; `failed`: it broke off before it showed anything. */
type Seen = Remote['kind'] | 'failed'

const named = (name: string | undefined, account: Account): readonly RemoteInstance[] =>
  name === undefined ? [] : (account.byName.get(name) ?? [])

/**
 * Live instances of this name that this entry does not own. One that another entry of the ledger owns is among them: a
 * ledger from a checkout may say so of any instance, and must not make the entry be created beside it.
 */
function strangersOf({ key, name }: InstanceSpec, account: Account): readonly RemoteInstance[] {
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
const respelt = (name: string | undefined, account: Account): readonly RemoteInstance[] =>
  name === undefined
    ? []
    : (account.bySpelling.get(spellingOf(name)) ?? []).filter(({ id }) => !account.owners.has(id))

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
    if (account.replaced.has(stranger.id)) return conflict(spec, [], strangers, account)
    const { differences, unchecked } = compareWithAccount(spec.body, stranger)
    if (differences.length > 0) {
      const lost = isMarkedByUs(stranger, account) ? `; ${LOST_LINES}` : ''
      const reason = `${stranger.id} has this name but is not ours and differs${lost}`
      return { ...conflict(spec, [], strangers, account), reason, changes: differences }
    }
    const unfit = unfitWords(stranger)
    if (unfit !== undefined) {
      const reason = `${stranger.id} has this name and agrees, but ${unfit}`
      const base = { ...identity(spec), reason, owned: undefined, remote: stranger }
      return { kind: 'failed', ...base, changes: [], drift: [], unchecked }
    }
    const state =
      phaseOf(stranger) === 'stopped'
        ? `, and is stopped (${stranger.status}); ${STOPPED_COST}`
        : ''
    const reason = `${stranger.id} has this name and agrees, ${madeBy(stranger, account)}${state}`
    return { kind: 'exists', ...identity(spec), reason, remote: stranger, unchecked }
  }
  const lost = account.marked.get(markOf(spec.key)) ?? []
  if (lost.length > 0) {
    const ids = lost.map(({ id }) => id).join(', ')
    const reason = `${ids} carries the ${MARKER_KEY} of this entry; ${LOST_LINES}`
    return { ...conflict(spec, [], lost, account), reason }
  }
  const elsewhere = gone.length === 0 ? (account.markedElsewhere.get(markOf(spec.key)) ?? []) : []
  if (elsewhere.length > 0) {
    const which = elsewhere
      .map(({ instance, marker }) => `${instance.id} (ledger ${marker.ledger})`)
      .join(', ')
    const reason = `${which} carries the ${MARKER_KEY} of this entry, from another ledger: one that was lost, or that of another folder or machine`
    const instances = elsewhere.map(({ instance }) => instance)
    return { ...conflict(spec, [], instances, account), reason }
  }
  const suspects = respelt(spec.name, account)
  if (suspects.length > 0) {
    const which = suspects
      .map(({ id, name }) => `${id} is called ${JSON.stringify(name)}`)
      .join(', ')
    const reason = `${which}, which may be this name as the service spells it`
    return { ...conflict(spec, [], suspects, account), reason }
  }
  const presence: Absence = account.complete ? 'absent' : 'unknown'
  if (gone.length > 0) {
    const ids = gone.map(({ id }) => id)
    const reason = `the account no longer has ${ids.join(', ')}`
    return { kind: 'recreate', operation: 'create', ...identity(spec), reason, presence, gone: ids }
  }
  const reason = NOT_IN_LEDGER[account.seen]
  return { kind: 'create', operation: 'create', ...identity(spec), reason, presence }
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
  { byId, owners, replaced }: Account,
): ConflictAction {
  const holders = new Map(
    strangers.flatMap(({ id }) => {
      const holder = owners.get(id)
      return holder === undefined ? [] : [[id, holder] as const]
    }),
  )
  const returned = new Map(
    strangers.flatMap(({ id }) => {
      const old = replaced.get(id)
      return old === undefined || holders.has(id) ? [] : [[id, old.by] as const]
    }),
  )
  const reason = conflictWords(owned, strangers, { holders, returned })
  const remotes = new Map(
    owned.flatMap(({ id }) => {
      const remote = byId.get(id)
      return remote === undefined ? [] : [[id, remote] as const]
    }),
  )
  const base = { ...identity(spec), reason, owned, remotes, strangers, holders }
  return { kind: 'conflict', ...base, replaced: returned, changes: [] }
}

function conflictWords(
  owned: readonly OwnedInstance[],
  strangers: readonly RemoteInstance[],
  {
    holders,
    returned,
  }: {
    readonly holders: ReadonlyMap<InstanceId, EntryKey>
    readonly returned: ReadonlyMap<InstanceId, InstanceId>
  },
): string {
  const ids = strangers.map(({ id }) => id).join(', ')
  const [back] = returned
  if (back !== undefined) {
    const [id, by] = back
    return `${id} is ours and was replaced by ${by}, since the account did not show it; now it is there again`
  }
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
  const unfit = remote === undefined ? undefined : unfitWords(remote)
  if (remote !== undefined && unfit !== undefined) {
    return { kind: 'failed', ...base, remote, changes, reason: `${owned.id} ${unfit}` }
  }
  if (changes.length === 0) {
    return { kind: 'no-op', ...base, reason: `${owned.id} ${thereWords(remote, drift)}` }
  }
  const count = changes.length === 1 ? 'one field' : `${changes.length} fields`
  const reason = `the definition differs in ${count} from what was applied as ${owned.id}`
  return { kind: 'change', ...base, reason, changes }
}

/** Why an instance that is there does not do what it is there for; `undefined` where nothing says so. */
function unfitWords(remote: RemoteInstance): string | undefined {
  if (hasFailed(remote)) return `does not run: ${stateWords(remote)}`
  return isUnclear(remote)
    ? `may not run: its state is ${stateWords(remote)}, which no document of the service explains`
    : undefined
}

/** The API documents no price of it, and it is not nothing. */
const STOPPED_COST = 'what a stopped instance costs is not in the price list'

function thereWords(remote: RemoteInstance | undefined, drift: readonly Drift[]): string {
  if (remote === undefined) {
    return 'was created; the account could not confirm that it is still there'
  }
  const off = drift.filter(({ field }) => field !== RUN_STATE).map(({ field }) => field)
  const as =
    off.length === 0 ? 'as applied' : `but differs from what was applied in ${off.join(', ')}`
  return phaseOf(remote) === 'stopped'
    ? `is there ${as}, ${off.length === 0 ? 'but' : 'and is'} stopped; ${STOPPED_COST}`
    : `is there ${as}`
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
  const run =
    phaseOf(remote) === 'stopped'
      ? [{ field: RUN_STATE, applied: 'running', account: remote.status }]
      : []
  return { drift: [...run, ...fields], unchecked }
}

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
