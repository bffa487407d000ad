import { isLive, isMonthly, type RemoteInstance } from '../../api/remote.ts'
import { withReturned } from '../../api/returned.ts'
import type { EntryKey, InstanceSpec } from '../../definitions/instance-spec.ts'
import { select } from '../../definitions/selection.ts'
import { STDIN_FILE } from '../../ledger/definition-file.ts'
import type { OperationCause } from '../../ledger/operation.ts'
import type { DefinitionFile, InstanceId } from '../../ledger/record.ts'
import { type EntryState, nameIn, type OwnedInstance } from '../../ledger/state.ts'
import type { Action, BlockedAction, DestroyAction, Replacement } from '../action.ts'
import { markOf } from '../marker.ts'
import type { BlockedReason, DestroyReason } from '../reasons/action-reason.ts'
import { type Account, isPresent, madeForEntry, type Observed, strangersOf } from './account.ts'
import { fileElsewhere } from './defined-elsewhere.ts'
import { identity } from './entry-identity.ts'
import { countedFrom, expiredAt } from './expiry.ts'
import type { Goal } from './goal.ts'
import { attemptsInDoubt, inDoubt } from './in-doubt.ts'
import { makerIn } from './maker.ts'
import { notAsRecorded } from './same-instance.ts'

type DestroyGoal = Extract<Goal, { readonly kind: 'destroy' }>

/**
 * What is to end of what the ledger owns: for the entries of the run in file order, or all of it. Throws a `UserError` for
 * a pattern that selects nothing of the ledger.
 */
export function planDestroy(
  observed: Observed,
  goal: DestroyGoal,
  account: Account,
): readonly Action[] {
  const { specs, state } = observed
  const entries = withReturned(state, account.byId.values())
  if (goal.scope === 'files') {
    return specs.flatMap((spec) => ended(spec, entries.get(spec.key), account))
  }
  const defined = new Map(specs.map((spec) => [spec.key, spec]))
  const order = [...new Set([...defined.keys(), ...entries.keys()])]
  const owned = order.flatMap((key) => entries.get(key) ?? [])
  return select(owned, goal.selection, 'the entries of the ledger').flatMap((entry) => {
    const spec = defined.get(entry.key)
    return spec === undefined
      ? endedOf(entry, mayProtect(entry, observed), account)
      : ended(spec, entry, account)
  })
}

/** The file that may protect an entry, and was not read. What standard input said is in the ledger, and can be read nowhere. */
function mayProtect(entry: EntryState, observed: Observed): DefinitionFile | undefined {
  const file = fileElsewhere(entry, observed)
  return file === STDIN_FILE ? undefined : file
}

/** What has expired of the entries of the run, and nothing else. */
export function planReap({ specs, state }: Observed, account: Account): readonly Action[] {
  const entries = withReturned(state, account.byId.values())
  return specs.flatMap((spec) => reaped(spec, entries.get(spec.key), account))
}

/** What the ledger owns for an entry and has expired; what may have, and is not ours or in doubt, is said. */
function reaped(
  spec: InstanceSpec,
  entry: EntryState | undefined,
  account: Account,
): readonly Action[] {
  if (spec.life.expires === undefined) return []
  const instances = entry?.instances ?? []
  const removals = instances.flatMap((owned) => {
    const at = expiredAt(spec.life, owned, account.byId.get(owned.id), account)
    if (at === undefined) return []
    return [removalOf({ owned, entry: spec, spec, because: 'expired', at }, account)]
  })
  const ids = new Set(instances.map(({ id }) => id))
  const unrecorded = unrecordedOf(spec, ids, account).filter(
    ({ remote }) => expiredAt(spec.life, LONG_AGO, remote, account) !== undefined,
  )
  const doubts = (entry?.open ?? []).some(
    (attempt) => expiredAt(spec.life, attempt, undefined, account) !== undefined,
  )
  return [
    ...removals,
    ...(entry === undefined || !doubts ? [] : [inDoubt(entry, spec, account)]),
    ...unrecorded,
  ]
}

/** Of what the service does not say when it was made, nobody can say that it has not expired. */
const LONG_AGO = { since: new Date(0).toISOString() }

/** What the ledger owns for an entry. What only has its name is not ours, and said. */
function ended(
  spec: InstanceSpec,
  entry: EntryState | undefined,
  account: Account,
): readonly Action[] {
  const instances = entry?.instances ?? []
  const removals = instances.map((owned) =>
    removalOf({ owned, entry: spec, spec, because: 'destroy' }, account),
  )
  const ids = new Set(instances.map(({ id }) => id))
  const doubts = entry === undefined ? [] : attemptsInDoubt(entry, spec, account)
  return [...removals, ...doubts, ...unrecordedOf(spec, ids, account)]
}

/** What the ledger does not hold, and has the name of an entry, or was made for it: none of these. */
function unrecordedOf(
  spec: InstanceSpec,
  owned: ReadonlySet<InstanceId>,
  account: Account,
): readonly (BlockedAction & { readonly remote: RemoteInstance })[] {
  const named = strangersOf(spec, account).filter(({ id }) => !owned.has(id))
  const shown = new Set(named.map(({ id }) => id))
  const marked = madeForEntry(spec, account, owned.size > 0).filter(({ id }) => !shown.has(id))
  return [
    ...named.map((remote) => notOurs(identity(spec), remote, 'not-ours')),
    ...marked.map((remote) => notOurs(identity(spec), remote, 'not-recorded')),
  ]
}

/** The same for an entry that is in no file of the run. `elsewhere`: the file that may still protect it. */
function endedOf(
  entry: EntryState,
  elsewhere: DefinitionFile | undefined,
  account: Account,
): readonly Action[] {
  const removals = entry.instances.map((owned) =>
    removalOf({ owned, entry, elsewhere, spec: undefined, because: 'destroy' }, account),
  )
  return [
    ...removals,
    ...attemptsInDoubt(entry, undefined, account),
    ...notRecordedOf(entry, account),
  ]
}

/** What was made with this ledger for an entry that is in no file of the run, and the ledger does not hold. */
const notRecordedOf = (entry: EntryState, account: Account): readonly BlockedAction[] =>
  madeForEntry(entry, account, true).map((remote) =>
    notOurs({ key: entry.key, name: entry.name, spec: undefined }, remote, 'not-recorded'),
  )

/**
 * What was made with this ledger for entries that are in no file, and the ledger does not hold: beside what it holds of the
 * entry, or where nothing is left of it. It is billed, and no entry of the run speaks of it.
 */
export function madeForNone(observed: Observed, account: Account): readonly BlockedAction[] {
  const { specs, state } = observed
  const defined = new Set(specs.map(({ key }) => key))
  const known = [...state.departed.values(), ...state.entries.values()]
  const files = new Map(known.map(({ key, file }) => [key, file]))
  const marks = new Set(account.marked.size === 0 ? [] : [...defined].map(markOf))
  const left = [...account.marked].flatMap(([mark, remotes]) => (marks.has(mark) ? [] : remotes))
  return left.flatMap((remote) => {
    // The key of an entry with a name is its name.
    const maker = makerIn(remote, state, [...files.keys(), remote.name as EntryKey])
    const key = maker.kind === 'here' ? maker.key : undefined
    if (key === undefined) return []
    if (fileElsewhere({ file: files.get(key) }, observed) !== undefined) return []
    return [notOurs({ key, name: nameIn(key), spec: undefined }, remote, 'not-recorded')]
  })
}

const notOurs = (
  of: Pick<BlockedAction, 'key' | 'name' | 'spec'>,
  remote: RemoteInstance,
  code: 'not-ours' | 'not-recorded',
): BlockedAction & { readonly remote: RemoteInstance } => ({
  kind: 'blocked',
  ...of,
  reason: { code, id: remote.id },
  owned: undefined,
  remote,
})

/** An instance of ours that is to end. */
interface Removal {
  readonly owned: OwnedInstance
  /** Whose it is. */
  readonly entry: { readonly key: EntryKey; readonly name: string | undefined }
  /** Its definition, where a file of the run still has one. */
  readonly spec: InstanceSpec | undefined
  /** A file that defines it, and that was not read in this run. */
  readonly elsewhere?: DefinitionFile | undefined
  readonly because: OperationCause
  /** When it expired; milliseconds since the epoch. */
  readonly at?: number
  /** What took its place. */
  readonly successor?: InstanceId
}

/** Ends one instance of ours, or says what forbids it. */
export function removalOf(removal: Removal, account: Account): DestroyAction | BlockedAction {
  const { owned, entry, spec, because, at } = removal
  const { key, name } = entry
  const base = { key, name, spec, owned, remote: account.byId.get(owned.id) }
  const obstacle = obstacleTo(removal, account)
  if (obstacle !== undefined) return { kind: 'blocked', ...base, reason: obstacle }
  const reason = reasonOf(removal, account)
  const madeAt = spec && at !== undefined ? countedFrom(spec.life, at) : undefined
  const replacement: Replacement = { by: 'create-first', successor: removal.successor }
  return {
    kind: 'destroy',
    operation: 'delete',
    ...base,
    because,
    reason,
    ...(madeAt === undefined ? {} : { madeAt }),
    ...(removal.successor === undefined ? {} : { replacement }),
  }
}

function reasonOf(
  { owned: { id }, because, at, successor }: Removal,
  account: Account,
): DestroyReason {
  const remote = account.byId.get(id)
  if (!isPresent(id, account)) {
    return { code: remote === undefined ? 'gone-already' : 'leaving-already', id }
  }
  if (successor !== undefined) return { code: 'replaced', id, by: successor }
  if (at !== undefined) return { code: 'expired', id, at }
  return { code: because === 'prune' ? 'pruned' : 'destroy-asked', id }
}

/** What forbids to end an instance; `undefined` where nothing does. */
function obstacleTo(
  { owned, entry, elsewhere, successor }: Removal,
  { byId, protectedIds, ledgerIds }: Account,
): BlockedReason | undefined {
  const { id, open } = owned
  if (protectedIds.has(id)) {
    return successor === undefined
      ? { code: 'protected', id }
      : { code: 'replaced-but-protected', id, successor }
  }
  if (elsewhere !== undefined) return { code: 'defined-elsewhere', id, file: elsewhere }
  const remote = byId.get(id)
  // Nothing needs to be sent about what is on its way out.
  if (remote !== undefined && !isLive(remote)) return undefined
  if (open !== undefined && open.operation !== 'delete') {
    return { code: 'change-open', id, operation: open.operation }
  }
  if (remote === undefined) return undefined
  const other = notAsRecorded(owned, entry, remote, ledgerIds)
  if (other !== undefined) return other
  if (isMonthly(remote)) {
    return { code: 'prepaid', id, until: remote.endsAt }
  }
  return undefined
}
