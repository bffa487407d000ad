import { phaseOf } from '../api/instance-phase.ts'
import { instancesOf, isMonthly, type Remote, type RemoteInstance } from '../api/remote.ts'
import { withReturned } from '../api/returned.ts'
import type { InstanceSpec } from '../definitions/instance-spec.ts'
import type { DefinitionFile, InstanceId } from '../ledger/record.ts'
import type { EntryState, OwnedInstance, State } from '../ledger/state.ts'
import { unreachable } from '../model/unreachable.ts'
import { isPrepaid } from '../pricing/cost.ts'
import type { Absence, Action, Step } from './action.ts'
import { type Change, type Drift, RUN_STATE } from './change.ts'
import {
  type Account,
  isGone,
  isPresent,
  madeHereOf,
  respelt,
  strangersOf,
  toAccount,
} from './decide/account.ts'
import { conflict, idsOf } from './decide/conflict.ts'
import { createReason } from './decide/create-reason.ts'
import { fileElsewhere } from './decide/defined-elsewhere.ts'
import { identity } from './decide/entry-identity.ts'
import { expiredAndGone, expiredAt } from './decide/expiry.ts'
import { reportedState, unfitness } from './decide/failure.ts'
import { type ApplyGoal, type Goal, PLAIN_APPLY } from './decide/goal.ts'
import { attemptsInDoubt, changeInDoubt, inDoubt } from './decide/in-doubt.ts'
import { madeForNone, planDestroy, planReap, removalOf } from './decide/removals.ts'
import { withRenames } from './decide/renames.ts'
import { finishReplacement, replacementOf } from './decide/replacement.ts'
import { type RunState, runStateByFile } from './decide/run-state.ts'
import { notAsRecorded } from './decide/same-instance.ts'
import { planSwitch } from './decide/switches.ts'
import { compareWithAccount, untoldIn } from './difference.ts'
import { fittingRung, rungLike } from './fallback/fitting-rung.ts'
import { appliedBody } from './in-place/applied-body.ts'
import { changesSince } from './in-place/changes-since.ts'
import { driftBeside } from './in-place/drift-beside.ts'
import { endRenewal } from './in-place/end-renewal.ts'
import { stepsFor } from './in-place/steps.ts'
import { markerIn, markOf, parseMarker } from './marker.ts'
import type { ChangeReason, ExistsReason, NoOpReason } from './reasons/action-reason.ts'

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
  /** What the run is for; a plain apply where nothing is said. */
  readonly goal?: Goal
  /** Milliseconds since the epoch: what has expired by then counts as expired. */
  readonly now: number
  /** How far the clock of the service is ahead of ours, in milliseconds; `undefined` when no answer had told it. */
  readonly skewMs?: number | undefined
  /** This run has settled and recorded what it could: what is still open is in doubt, whatever a list shows. */
  readonly hasSettled?: boolean | undefined
}

/** The ordered decisions of a run, and the only thing that it acts on. Pure. */
export function plan(observations: Observations): readonly Action[] {
  const { goal = PLAIN_APPLY } = observations
  const account = toAccount(observations)
  switch (goal.kind) {
    case 'apply':
      return planApply(observations, goal, account)
    case 'destroy':
      return planDestroy(observations, goal, account)
    case 'reap':
      return planReap(observations, account)
    case 'start':
    case 'stop':
      return planSwitch(observations, goal.kind, account)
    default:
      return unreachable(goal)
  }
}

/** One action for each entry in file order, then what is in no file. */
function planApply(
  observations: Observations,
  goal: ApplyGoal,
  account: Account,
): readonly Action[] {
  const { specs, state, coversAll } = observations
  const actions = specs.map((spec) => decide(spec, state.entries.get(spec.key), account, goal))
  if (!coversAll) return actions
  const orphans = undefinedIn(observations)
    .filter((entry) => fileElsewhere(entry, observations) === undefined)
    .flatMap((entry) => (goal.prune ? prunedOf(entry, account) : orphanOf(entry, account)))
  return withRenames([...actions, ...orphans, ...madeForNone(observations, account)])
}

/** How many entries of the ledger another fleet's files define: no decision of this run is about them. */
export const countElsewhere = (observations: Observations): number =>
  undefinedIn(observations).filter((entry) => fileElsewhere(entry, observations) !== undefined)
    .length

/** How many instances the ledger holds where a whole list shows none of two or more of them; 0 otherwise. */
export function countUnseenOwned(state: State, remote: Remote): number {
  if (remote.kind !== 'complete') return 0
  const shownIds = new Set(instancesOf(remote).map(({ id }) => id))
  const owned = [...state.entries.values()]
    .flatMap(({ instances }) => instances)
    // One whose deletion is under way is expected to be missing.
    .filter(({ open }) => open?.operation !== 'delete')
  return owned.length >= 2 && owned.every(({ id }) => !shownIds.has(id)) ? owned.length : 0
}

/** What the ledger holds of entries that no file of the run defines; also what counted as gone and is there again. */
function undefinedIn({ specs, state, remote }: Observations): readonly EntryState[] {
  const defined = new Set(specs.map((spec) => spec.key))
  const entries = withReturned(state, instancesOf(remote))
  return [...entries.values()].filter((entry) => !defined.has(entry.key))
}

function decide(
  spec: InstanceSpec,
  entry: EntryState | undefined,
  account: Account,
  goal: ApplyGoal,
): Action {
  if (entry !== undefined && entry.open.length > 0) return inDoubt(entry, spec, account)
  const { owned, ended } = settledOf(entry?.instances ?? [], account)
  const all = owned.filter(({ id }) => isPresent(id, account))
  const isThere = (id: InstanceId | undefined) => all.some((each) => each.id === id)
  const superseded = all.filter(({ supersededBy }) => isThere(supersededBy))
  // A deletion of what another one took the place of goes on: what the entry has now is not in doubt.
  const inDoubtOnly = owned.filter(
    (each) => !(superseded.includes(each) && each.open?.operation === 'delete'),
  )
  const unsettled = changeInDoubt(identity(spec), inDoubtOnly, account)
  if (unsettled !== undefined) return unsettled
  const present = all.filter((each) => !superseded.includes(each))
  const strangers = strangersOf(spec, account)
  const lost = madeHereOf(spec, strangers, account)
  const [first, ...others] = present
  if (first === undefined) return absent(spec, { gone: owned, ended }, { strangers, lost }, account)
  if (strangers.length > 0 || lost.length > 0 || others.length > 0) {
    return conflict(spec, all, [...strangers, ...lost], account)
  }
  const [old] = superseded
  if (old !== undefined) return finishReplacement(spec, { old, successor: first }, account)
  return ours(spec, first, account, goal)
}

/**
 * A deletion that was open, and of whose instance nothing is left, is what the next apply records as done. Where that run
 * could not, it stays open.
 */
function settledOf(
  instances: readonly OwnedInstance[],
  account: Account,
): { readonly owned: readonly OwnedInstance[]; readonly ended: readonly OwnedInstance[] } {
  const isEnded = ({ id, open }: OwnedInstance) =>
    !account.hasSettled && open?.operation === 'delete' && isGone(id, account)
  return {
    owned: instances.filter((each) => !isEnded(each)),
    ended: instances.filter(isEnded),
  }
}

/** What of the account may be an entry's, though the ledger does not say so. */
interface Unheld {
  /** By its name, or since it was this entry's once. */
  readonly strangers: readonly RemoteInstance[]
  /** By its marker alone. */
  readonly lost: readonly RemoteInstance[]
}

interface Departed {
  /** Ours by the ledger, and no longer in the account. */
  readonly gone: readonly OwnedInstance[]
  /** Deleted, though the ledger does not say so yet. */
  readonly ended: readonly OwnedInstance[]
}

function absent(
  spec: InstanceSpec,
  { gone, ended }: Departed,
  { strangers, lost }: Unheld,
  account: Account,
): Action {
  const [stranger, ...others] = strangers
  if (stranger !== undefined) {
    if (others.length > 0 || lost.length > 0 || account.owners.has(stranger.id)) {
      return conflict(spec, [], [...strangers, ...lost], account)
    }
    if (account.departed.has(stranger.id)) {
      return conflict(spec, [], strangers, account)
    }
    const like = rungLike(spec, stranger)
    const { differences, unchecked } = compareWithAccount(like.body, stranger)
    if (differences.length > 0) {
      const lostRecord = isMarkedByUs(stranger, account) && !account.released.has(stranger.id)
      const reason = { code: 'same-name-differs', id: stranger.id, lostRecord } as const
      return { ...conflict(spec, [], strangers, account), reason, changes: differences }
    }
    const unfit = unfitness(stranger)
    if (unfit !== undefined) {
      const reason = { code: `same-name-${unfit}`, ...reportedState(stranger) } as const
      const base = { ...identity(spec), reason, owned: undefined, remote: stranger }
      return { kind: 'failed', ...base, changes: [], drift: [], unchecked }
    }
    if (isOtherwiseWanted(spec, stranger, account)) {
      const reason = { code: 'not-ours', id: stranger.id } as const
      return { kind: 'blocked', ...identity(spec), reason, owned: undefined, remote: stranger }
    }
    const reason = existsReason(stranger, account)
    return { kind: 'exists', ...identity(like), reason, remote: stranger, unchecked }
  }
  if (lost.length > 0) return conflict(spec, [], lost, account)
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
  const reaped = ended.filter(({ open }) => open?.because === 'expired')
  const expired = expiredAndGone(spec, [...gone, ...reaped], account)
  if (expired !== undefined) {
    const reason = { code: 'expired-and-gone', at: expired } as const
    return { kind: 'expired', ...identity(spec), reason, owned: undefined, remote: undefined }
  }
  const presence: Absence = account.provesAbsence ? 'absent' : 'unknown'
  if (gone.length > 0) {
    const ids = idsOf(gone)
    const reason = { code: 'not-in-account', ids } as const
    return { kind: 'recreate', ...identity(spec), reason, presence, gone: ids }
  }
  return { kind: 'create', ...identity(spec), reason: createReason(spec, account), presence }
}

/** Whether its time is over, or it runs otherwise than the file says: only what is ours is ended, stopped or started. */
const isOtherwiseWanted = (
  { life }: InstanceSpec,
  stranger: RemoteInstance,
  account: Account,
): boolean =>
  runStateByFile(life.desiredStatus, stranger).kind === 'other' ||
  expiredAt(life, { since: new Date(account.now).toISOString() }, stranger, account) !== undefined

const isMarkedByUs = (instance: RemoteInstance, { ledgerIds }: Account): boolean =>
  ledgerIds.has(parseMarker(markerIn(instance))?.ledger ?? '')

/** Who made an instance that the ledger does not know is told by its marker. */
function existsReason(instance: RemoteInstance, account: Account): ExistsReason {
  const { id, status } = instance
  const paid = isMonthly(instance) ? ({ isPaid: true } as const) : {}
  const state = phaseOf(instance) === 'stopped' ? { stopped: status, ...paid } : {}
  const marker = parseMarker(markerIn(instance))
  if (account.released.has(id)) return { code: 'same-name-forgotten', id, ...state }
  if (marker === undefined) return { code: 'same-name-not-created-here', id, ...state }
  return isMarkedByUs(instance, account)
    ? { code: 'same-name-lost-record', id, ...state }
    : { code: 'same-name-of-another-ledger', id, ledger: marker.ledger, ...state }
}

function ours(
  entry: InstanceSpec,
  owned: OwnedInstance,
  account: Account,
  goal: ApplyGoal,
): Action {
  const remote = account.byId.get(owned.id)
  const spec = fittingRung(entry, owned, remote)
  const { changes: defined } = changesSince(owned, spec, remote)
  const expired = expiredAt(spec.life, owned, remote, account)
  if (expired !== undefined) {
    const unrenewed = endRenewal({ spec, owned, remote, changes: defined, at: expired }, account)
    if (unrenewed !== undefined) return unrenewed
    if (goal.endsExpired && !account.protectedIds.has(owned.id)) {
      return removalOf({ owned, entry: spec, spec, because: 'expired', at: expired }, account)
    }
    const reason = { code: 'expired-in-file', at: expired } as const
    return { kind: 'expired', ...identity(spec), reason, owned, remote }
  }
  const seen = driftOf(spec, owned, defined, remote)
  const { unchecked } = seen
  const isDefined = (field: string) => defined.some((change) => change.field === field)
  const undone = goal.undoesDrift ? seen.undoable.filter(({ field }) => !isDefined(field)) : []
  const changes = [...defined, ...undone]
  const drift = seen.drift.filter(({ field }) => undone.every((change) => change.field !== field))
  const base = { ...identity(spec), owned, remote, drift, unchecked }
  const unfit = remote === undefined ? undefined : unfitness(remote)
  if (remote !== undefined && unfit !== undefined) {
    const reason = { code: unfit, ...reportedState(remote) }
    return { kind: 'failed', ...base, remote, changes, reason }
  }
  const run = runStateByFile(spec.life.desiredStatus, remote)
  const switches = run.kind === 'other' ? run.steps('definition') : []
  // What is to be stopped is stopped first: nothing takes its place then.
  const isToStop = switches.some(({ operation }) => operation === 'stop')
  const takesAnother = changes.some(({ takes }) => takes === 'replace')
  if (remote !== undefined && takesAnother && !isToStop) {
    return replacementOf({ ...base, spec: entry, remote, changes }, account)
  }
  const isStarted = switches.some(({ operation }) => operation === 'start')
  const found =
    remote === undefined
      ? ({ kind: 'steps', steps: [] } as const)
      : stepsFor({ spec, owned, remote, changes, isStarted }, goal)
  const blockedBase = { kind: 'blocked', ...identity(spec), owned, remote, changes } as const
  if (found.kind === 'blocked') return { ...blockedBase, reason: found.reason }
  if (changes.length === 0 && found.steps.length === 0 && run.kind !== 'other') {
    return {
      kind: 'no-op',
      ...base,
      reason: thereReason(owned, { remote, drift, run, seen: account.scope }),
    }
  }
  const steps = [...found.steps, ...switches]
  const other = remote && notAsRecorded(owned, spec, remote, account.ledgerIds)
  if (other !== undefined && steps.length > 0) return { ...blockedBase, reason: other }
  const reason = changeReason(owned.id, { defined, undone, steps, run })
  const isLater = run.kind === 'other' && switches.length === 0
  const later = isLater ? { later: { ...run.reason, id: owned.id } } : {}
  return { kind: 'change', ...base, reason, changes, steps, ...later }
}

function changeReason(
  id: InstanceId,
  {
    defined,
    undone,
    steps,
    run,
  }: {
    readonly defined: readonly Change[]
    readonly undone: readonly Change[]
    readonly steps: readonly Step[]
    readonly run: RunState
  },
): ChangeReason {
  if (defined.length === 0 && undone.length === 0 && run.kind === 'other') {
    return { ...run.reason, id }
  }
  const renewal = steps.find((step) => step.operation === 'renew')
  if (defined.length === 0 && undone.length === 0 && renewal !== undefined) {
    return { code: 'paid-too-short', id, until: renewal.from, wanted: renewal.to }
  }
  const [code, changes] =
    defined.length > 0
      ? (['definition-changed', defined] as const)
      : (['drift-to-undo', undone] as const)
  return { code, id, fields: changes.map(({ field }) => field) }
}

function thereReason(
  { id, spec }: OwnedInstance,
  {
    remote,
    drift,
    run,
    seen,
  }: {
    readonly remote: RemoteInstance | undefined
    readonly drift: readonly Drift[]
    readonly run: RunState
    readonly seen: Account['scope']
  },
): NoOpReason {
  if (remote === undefined) {
    return { code: seen === 'not-asked' ? 'unasked' : 'not-confirmed', id }
  }
  const isStopped = phaseOf(remote) === 'stopped'
  const fields = drift.map(({ field }) => field).filter((field) => field !== RUN_STATE)
  const paid = isStopped && isPrepaid(spec, remote) ? ({ isPaid: true } as const) : {}
  if (fields.length > 0) return { code: 'differs-from-applied', id, fields, isStopped, ...paid }
  if (isStopped && run.kind === 'as-wanted') return { code: 'stopped-as-asked', id, ...paid }
  return { code: isStopped ? 'as-applied-but-stopped' : 'as-applied', id, ...paid }
}

function driftOf(
  spec: InstanceSpec,
  owned: OwnedInstance,
  changes: readonly Change[],
  remote: RemoteInstance | undefined,
): {
  readonly drift: readonly Drift[]
  readonly unchecked: readonly string[]
  /** What of the drift a call can undo in place. */
  readonly undoable: readonly Change[]
} {
  if (remote === undefined) return { drift: [], unchecked: [], undoable: [] }
  const compared = compareWithAccount(appliedBody(spec, owned, changes), remote)
  // What has just been made shows some of its fields only when it has a machine.
  const untold = phaseOf(remote) === 'moving' ? untoldIn(remote) : new Set<string>()
  const differences = compared.differences.filter(({ field }) => !untold.has(field))
  const unchecked = [...compared.unchecked, ...untold]
  const fields = driftBeside({ spec, owned, remote, changes, differences })
  const run =
    phaseOf(remote) === 'stopped' && spec.life.desiredStatus === undefined
      ? [{ field: RUN_STATE, applied: 'running', account: remote.status }]
      : []
  const undoable = differences
    .filter(({ takes }) => takes === 'edit' || takes === 'upgrade')
    .map((change) => ({ ...change, isDrift: true }) as const)
  return { drift: [...run, ...fields], unchecked, undoable }
}

/** What the ledger holds and no file has: what of it is without a known outcome is in doubt, as it is in a file. */
function orphanOf(entry: EntryState, account: Account): readonly Action[] {
  const { key, name } = entry
  const present = entry.instances.filter(({ id }) => isPresent(id, account))
  const unsettled = changeInDoubt({ key, name, spec: undefined }, entry.instances, account)
  const instances = present
    .filter((owned) => unsettled?.unsettled.includes(owned) !== true)
    .map((owned) => ({ owned, remote: account.byId.get(owned.id) }))
  const ids = idsOf(instances.map(({ owned }) => owned))
  const reason = { code: 'in-no-file', ids } as const
  return [
    ...attemptsInDoubt(entry, undefined, account),
    ...(unsettled === undefined ? [] : [unsettled]),
    ...(ids.length === 0 ? [] : [{ kind: 'orphan', key, name, reason, instances } as const]),
  ]
}

/** What is in no file and is to end: an action for each instance; an attempt without an outcome stays with a person. */
const prunedOf = (entry: EntryState, account: Account): readonly Action[] => [
  ...entry.instances.map((owned) =>
    removalOf({ owned, entry, spec: undefined, because: 'prune' }, account),
  ),
  ...attemptsInDoubt(entry, undefined, account),
]
