import { hasFailed, isUnclear, phaseOf } from '../api/instance-phase.ts'
import { instancesOf, type Remote, type RemoteInstance } from '../api/remote.ts'
import type { EntryKey, InstanceSpec } from '../definitions/instance-spec.ts'
import type { DefinitionFile, InstanceId } from '../ledger/record.ts'
import type { EntryState, OwnedInstance, State } from '../ledger/state.ts'
import type { Absence, Action, ConflictAction, OrphanAction } from './action.ts'
import { type Candidate, findAmong, matchesFor } from './attempt-matches.ts'
import { type Change, type Drift, RUN_STATE } from './change.ts'
import { type Account, isPresent, respelt, strangersOf, toAccount } from './decide/account.ts'
import { appliedBody, changesBetween, compareWithAccount, untoldIn } from './difference.ts'
import { markerIn, markOf, parseMarker } from './marker.ts'
import type {
  ConflictReason,
  ExistsReason,
  InDoubtReason,
  NoOpReason,
  OrphanReason,
} from './reasons/action-reason.ts'

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

function inDoubt(spec: InstanceSpec, entry: EntryState, account: Account): Action {
  const candidates = matchesFor(entry.open, [...account.byId.values()], account.owners)
  const reason = doubtReason(entry, candidates, account)
  return { kind: 'in-doubt', ...identity(spec), reason, attempts: entry.open, candidates }
}

function doubtReason(
  { name, open }: EntryState,
  candidates: readonly Candidate[],
  { complete, scope }: Account,
): InDoubtReason {
  const found = findAmong(candidates).kind
  if (found === 'none') {
    return name === undefined && open.every(({ marker }) => marker === undefined)
      ? { code: 'attempt-unrecognizable' }
      : { code: 'attempt-without-trace', seen: scope }
  }
  return {
    code: 'attempt-with-candidates',
    ids: candidates.map(({ instance }) => instance.id),
    by: candidates.every(({ marked }) => marked) ? 'marker' : 'name',
    verdict: complete ? found : 'partial',
  }
}

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
      const lostRecord = isMarkedByUs(stranger, account)
      const reason = { code: 'same-name-differs', id: stranger.id, lostRecord } as const
      return { ...conflict(spec, [], strangers, account), reason, changes: differences }
    }
    const unfit = unfitness(stranger)
    if (unfit !== undefined) {
      const reason = { code: `same-name-${unfit}`, ...reportedState(stranger) } as const
      const base = { ...identity(spec), reason, owned: undefined, remote: stranger }
      return { kind: 'failed', ...base, changes: [], drift: [], unchecked }
    }
    const reason = existsReason(stranger, account)
    return { kind: 'exists', ...identity(spec), reason, remote: stranger, unchecked }
  }
  const lost = account.marked.get(markOf(spec.key)) ?? []
  if (lost.length > 0) {
    const reason = { code: 'lost-record', ids: idsOf(lost) } as const
    return { ...conflict(spec, [], lost, account), reason }
  }
  const elsewhere = gone.length === 0 ? (account.markedElsewhere.get(markOf(spec.key)) ?? []) : []
  if (elsewhere.length > 0) {
    const instances = elsewhere.map(({ instance: { id }, marker: { ledger } }) => ({ id, ledger }))
    const reason = { code: 'marker-of-another-ledger', instances } as const
    const strangers = elsewhere.map(({ instance }) => instance)
    return { ...conflict(spec, [], strangers, account), reason }
  }
  const suspects = respelt(spec.name, account)
  if (suspects.length > 0) {
    const instances = suspects.map(({ id, name }) => ({ id, name }))
    const reason = { code: 'name-spelled-otherwise', instances } as const
    return { ...conflict(spec, [], suspects, account), reason }
  }
  const presence: Absence = account.complete ? 'absent' : 'unknown'
  if (gone.length > 0) {
    const ids = idsOf(gone)
    const reason = { code: 'not-in-account', ids } as const
    return { kind: 'recreate', operation: 'create', ...identity(spec), reason, presence, gone: ids }
  }
  const reason = { code: 'not-in-ledger', seen: account.scope } as const
  return { kind: 'create', operation: 'create', ...identity(spec), reason, presence }
}

const idsOf = (instances: readonly { readonly id: InstanceId }[]): readonly InstanceId[] =>
  instances.map(({ id }) => id)

const isMarkedByUs = (instance: RemoteInstance, { ledgerIds }: Account): boolean =>
  ledgerIds.has(parseMarker(markerIn(instance))?.ledger ?? '')

/** Who made an instance that the ledger does not know is told by its marker. */
function existsReason(instance: RemoteInstance, account: Account): ExistsReason {
  const { id, status } = instance
  const state = phaseOf(instance) === 'stopped' ? { stopped: status } : {}
  const marker = parseMarker(markerIn(instance))
  if (marker === undefined) return { code: 'same-name-not-created-here', id, ...state }
  return isMarkedByUs(instance, account)
    ? { code: 'same-name-lost-record', id, ...state }
    : { code: 'same-name-of-another-ledger', id, ledger: marker.ledger, ...state }
}

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
  const reason = conflictReason(owned, strangers, { holders, returned })
  const remotes = new Map(
    owned.flatMap(({ id }) => {
      const remote = byId.get(id)
      return remote === undefined ? [] : [[id, remote] as const]
    }),
  )
  const base = { ...identity(spec), reason, owned, remotes, strangers, holders }
  return { kind: 'conflict', ...base, replaced: returned, changes: [] }
}

function conflictReason(
  owned: readonly OwnedInstance[],
  strangers: readonly RemoteInstance[],
  {
    holders,
    returned,
  }: {
    readonly holders: ReadonlyMap<InstanceId, EntryKey>
    readonly returned: ReadonlyMap<InstanceId, InstanceId>
  },
): ConflictReason {
  const [back] = returned
  if (back !== undefined) {
    const [id, replacedBy] = back
    return { code: 'replaced-is-back', id, replacedBy }
  }
  const [own, ...others] = owned
  if (others.length > 0) return { code: 'several-owned', ids: idsOf(owned) }
  if (own !== undefined) {
    return { code: 'others-beside-ours', id: own.id, others: idsOf(strangers) }
  }
  const [held] = holders
  if (strangers.length === 1 && held !== undefined) {
    const [id, entry] = held
    return { code: 'owned-by-another-entry', id, entry }
  }
  return { code: 'several-of-this-name', ids: idsOf(strangers) }
}

function ours(spec: InstanceSpec, owned: OwnedInstance, account: Account): Action {
  const remote = account.byId.get(owned.id)
  const changes =
    owned.digest === undefined || owned.digest === spec.digest
      ? []
      : changesBetween(owned.spec, spec)
  const { drift, unchecked } = driftOf(spec, owned, changes, remote)
  const base = { ...identity(spec), owned, remote, drift, unchecked }
  const unfit = remote === undefined ? undefined : unfitness(remote)
  if (remote !== undefined && unfit !== undefined) {
    const reason = { code: unfit, ...reportedState(remote) }
    return { kind: 'failed', ...base, remote, changes, reason }
  }
  if (changes.length === 0) {
    return { kind: 'no-op', ...base, reason: thereReason(owned.id, remote, drift) }
  }
  const fields = changes.map(({ field }) => field)
  const reason = { code: 'definition-changed', id: owned.id, fields } as const
  return { kind: 'change', ...base, reason, changes }
}

/** Why an instance that is there does not do what it is there for; `undefined` where nothing says so. */
function unfitness(remote: RemoteInstance): 'does-not-run' | 'state-not-documented' | undefined {
  if (hasFailed(remote)) return 'does-not-run'
  return isUnclear(remote) ? 'state-not-documented' : undefined
}

function thereReason(
  id: InstanceId,
  remote: RemoteInstance | undefined,
  drift: readonly Drift[],
): NoOpReason {
  if (remote === undefined) return { code: 'not-confirmed', id }
  const isStopped = phaseOf(remote) === 'stopped'
  const fields = drift.map(({ field }) => field).filter((field) => field !== RUN_STATE)
  if (fields.length > 0) return { code: 'differs-from-applied', id, fields, isStopped }
  return { code: isStopped ? 'as-applied-but-stopped' : 'as-applied', id }
}

const reportedState = ({ id, status, statusError, spotStatus }: RemoteInstance) => ({
  id,
  status,
  statusError,
  spotStatus,
})

function driftOf(
  spec: InstanceSpec,
  owned: OwnedInstance,
  changes: readonly Change[],
  remote: RemoteInstance | undefined,
): { drift: readonly Drift[]; unchecked: readonly string[] } {
  if (remote === undefined) return { drift: [], unchecked: [] }
  const compared = compareWithAccount(appliedBody(spec, owned, changes), remote)
  // What has just been made shows some of its fields only when it has a machine.
  const untold = phaseOf(remote) === 'moving' ? untoldIn(remote) : new Set<string>()
  const differences = compared.differences.filter(({ field }) => !untold.has(field))
  const unchecked = [...compared.unchecked, ...untold]
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
  const reason: OrphanReason =
    instances.length === 0
      ? { code: 'attempt-in-no-file' }
      : { code: 'in-no-file', ids: idsOf(instances.map(({ owned }) => owned)) }
  const { key, name } = entry
  return [{ kind: 'orphan', key, name, reason, instances, attempts: entry.open }]
}

const identity = (spec: InstanceSpec) => ({ key: spec.key, name: spec.name, spec })
