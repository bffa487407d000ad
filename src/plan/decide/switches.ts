import type { RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { EntryState, OwnedInstance } from '../../ledger/state.ts'
import { unreachable } from '../../model/unreachable.ts'
import { isPrepaid } from '../../pricing/cost.ts'
import type { Action, BlockedAction, ChangeAction } from '../action.ts'
import type { BlockedReason } from '../reasons/action-reason.ts'
import { type Account, isPresent, madeForEntry, type Observed, strangersOf } from './account.ts'
import { conflict } from './conflict.ts'
import { identity } from './entry-identity.ts'
import { reportedState, unfitness } from './failure.ts'
import { inDoubt, unsettledChange } from './in-doubt.ts'
import { runStateOf } from './run-state.ts'
import { notAsRecorded } from './same-instance.ts'

/** What is to be started or stopped of what the ledger owns for the entries of the run, in file order. */
export const planSwitch = (
  { specs, state }: Observed,
  operation: 'start' | 'stop',
  account: Account,
): readonly Action[] =>
  specs.flatMap((spec) => switched(spec, state.entries.get(spec.key), operation, account))

/** What counted as gone and is there again is ours as well: a person has to judge which one is meant. */
function switched(
  spec: InstanceSpec,
  entry: EntryState | undefined,
  operation: 'start' | 'stop',
  account: Account,
): readonly Action[] {
  if (entry !== undefined && entry.open.length > 0) return [inDoubt(entry, spec, account)]
  const unsettled = unsettledChange(identity(spec), entry?.instances ?? [], account)
  if (unsettled !== undefined) return [unsettled]
  const present = (entry?.instances ?? []).filter(({ id }) => isPresent(id, account))
  const strangers = strangersOf(spec, account)
  if (strangers.some(({ id }) => account.departed.has(id))) {
    return [conflict(spec, present, strangers, account)]
  }
  const [owned, ...others] = present
  if (owned === undefined) return absent(spec, operation, strangers, account)
  if (others.length > 0) {
    return [blocked(spec, owned, { code: 'not-unique', ids: present.map(({ id }) => id) }, account)]
  }
  const remote = account.byId.get(owned.id)
  const base = { ...identity(spec), owned, remote, drift: [], unchecked: [] }
  if (remote === undefined) return [blocked(spec, owned, { code: 'not-there' }, account)]
  const unfit = unfitness(remote)
  if (unfit !== undefined) {
    const reason = { code: unfit, ...reportedState(remote) }
    return [{ kind: 'failed', ...base, remote, changes: [], reason }]
  }
  const run = runStateOf(operation === 'start' ? 'running' : 'stopped', remote)
  switch (run.kind) {
    case 'other': {
      const other = notAsRecorded(owned, spec, remote, account.ledgerIds)
      if (other !== undefined) return [blocked(spec, owned, other, account)]
      const reason = { ...run.reason, id: owned.id }
      return [{ kind: 'change', ...base, reason, changes: [], steps: run.steps('command') }]
    }
    case 'coming':
      return [comingTo(operation, { ...base, remote })]
    case 'as-wanted': {
      const code = operation === 'start' ? 'started-as-asked' : 'stopped-as-asked'
      const isPaid = operation === 'stop' && isPrepaid(owned.spec, remote)
      const paid = isPaid ? ({ isPaid } as const) : {}
      return [{ kind: 'no-op', ...base, reason: { code, id: owned.id, ...paid } }]
    }
    case 'not-managed':
      return [blocked(spec, owned, { code: 'not-there' }, account)]
    default:
      return unreachable(run)
  }
}

/** What is on its way there is waited for: who starts an instance wants it to run in the end. */
function comingTo(
  operation: 'start' | 'stop',
  base: Omit<ChangeAction, 'kind' | 'reason' | 'changes' | 'steps'> & {
    readonly remote: RemoteInstance
  },
): ChangeAction {
  const { status, id } = base.remote
  const code = operation === 'start' ? 'coming-to-run' : 'coming-to-stop'
  const to = operation === 'start' ? 'running' : 'stopped'
  const steps = [{ operation, from: status, to, because: 'command' }] as const
  return { kind: 'change', ...base, reason: { code, id, status }, changes: [], steps }
}

/** What only has the name of an entry is not touched. What is not there is stopped, but cannot be started. */
function absent(
  spec: InstanceSpec,
  operation: 'start' | 'stop',
  strangers: readonly RemoteInstance[],
  account: Account,
): readonly BlockedAction[] {
  if (strangers.length > 0) {
    return strangers.map(({ id }) => blocked(spec, undefined, { code: 'not-ours', id }, account))
  }
  const made = madeForEntry(spec, account, false)
  if (made.length > 0) {
    return made.map(({ id }) => blocked(spec, undefined, { code: 'not-recorded', id }, account))
  }
  return operation === 'stop' ? [] : [blocked(spec, undefined, { code: 'not-there' }, account)]
}

const blocked = (
  spec: InstanceSpec,
  owned: OwnedInstance | undefined,
  reason: BlockedReason,
  { byId }: Account,
): BlockedAction => ({
  kind: 'blocked',
  ...identity(spec),
  reason,
  owned,
  remote: owned === undefined ? undefined : byId.get(owned.id),
})
