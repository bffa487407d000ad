import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { EntryState, OwnedInstance } from '../../ledger/state.ts'
import type { InDoubtAction } from '../action.ts'
import { type Candidate, findAmong, matchesFor } from '../attempt-matches.ts'
import type { InDoubtReason } from '../reasons/action-reason.ts'
import { type Account, isGone } from './account.ts'
import { identity } from './entry-identity.ts'

/**
 * Set where a call about an instance of ours has no known outcome, and something of it is left: whatever the call was,
 * nothing else is sent about it.
 */
export function changeInDoubt(
  spec: InstanceSpec,
  instances: readonly OwnedInstance[],
  account: Account,
): InDoubtAction | undefined {
  return unsettledChange(
    spec,
    instances.filter(({ id }) => !isGone(id, account)),
  )
}

/** The same for a run that has settled what it could: a change that is open still is in doubt, whatever a list shows. */
export function unsettledChange(
  spec: InstanceSpec,
  instances: readonly OwnedInstance[],
): InDoubtAction | undefined {
  const unsettled = instances.filter(({ open }) => open !== undefined)
  const [first] = unsettled
  if (first?.open === undefined) return undefined
  const { operation, since } = first.open
  const reason = { code: 'change-unsettled', id: first.id, operation, since } as const
  return { kind: 'in-doubt', ...identity(spec), reason, attempts: [], candidates: [], unsettled }
}

export function inDoubt(spec: InstanceSpec, entry: EntryState, account: Account): InDoubtAction {
  const candidates = matchesFor(entry.open, [...account.byId.values()], account.owners)
  const reason = doubtReason(entry, candidates, account)
  return {
    kind: 'in-doubt',
    ...identity(spec),
    reason,
    attempts: entry.open,
    candidates,
    unsettled: [],
  }
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
