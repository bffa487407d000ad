import { phaseOf, stateWords } from '../../api/instance-phase.ts'
import { isMonthly, type RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import type { BlockedAction, ChangeAction, DestroyAction, ReplaceAction } from '../action.ts'
import { fittingRung } from '../fallback/fitting-rung.ts'
import { changesSince } from '../in-place/changes-since.ts'
import type { BlockedReason } from '../reasons/action-reason.ts'
import type { Account } from './account.ts'
import { identity } from './entry-identity.ts'
import { removalOf } from './removals.ts'
import { notAsRecorded } from './same-instance.ts'

/** What is known of an instance that a definition wants otherwise than any call can make it. */
type Replaceable = Omit<ChangeAction, 'kind' | 'reason' | 'steps' | 'remote'> & {
  readonly remote: RemoteInstance
}

/** Another instance in the place of one that no call can change; or what forbids that. */
export function replacementOf(base: Replaceable, account: Account): ReplaceAction | BlockedAction {
  const { spec, owned, remote, changes } = base
  const why = obstacleTo(base, account)
  if (why !== undefined) {
    return { kind: 'blocked', ...identity(spec), owned, remote, changes, reason: why }
  }
  const fields = changes.flatMap(({ field, takes }) => (takes === 'replace' ? [field] : []))
  const reason = { code: 'takes-new-instance', id: owned.id, fields } as const
  const by = spec.life.replaceBy ?? 'create-first'
  return { kind: 'replace', ...base, reason, presence: 'absent', by }
}

/** Who pays in advance would pay twice; and nobody ends what is protected, was made for something else, or became another one. */
function obstacleTo(
  { spec, owned, remote }: Replaceable,
  { protectedIds, ledgerIds }: Account,
): BlockedReason | undefined {
  const { id } = owned
  if (protectedIds.has(id)) return { code: 'protected-as-it-is', id }
  const other = notAsRecorded(owned, spec, remote, ledgerIds)
  if (other !== undefined) return other
  if (isMonthly(remote)) {
    return { code: 'prepaid', id, until: remote.endsAt }
  }
  return spec.life.desiredStatus === 'stopped' ? { code: 'replaced-while-stopped', id } : undefined
}

/**
 * The end of an instance whose successor is there: not before that runs, or is on its way; and not where the file means the
 * older one again, which nothing but a further instance could take the place of then.
 */
export function finishReplacement(
  spec: InstanceSpec,
  { old, successor }: { readonly old: OwnedInstance; readonly successor: OwnedInstance },
  account: Account,
): DestroyAction | BlockedAction {
  if (isMeantAgain(spec, { old, successor }, account)) {
    const reason = { code: 'replaced-is-meant', id: old.id, successor: successor.id } as const
    const { byId } = account
    return { kind: 'blocked', ...identity(spec), owned: old, remote: byId.get(old.id), reason }
  }
  const remote = account.byId.get(successor.id)
  if (remote === undefined || !isComing(remote)) {
    const status = remote && stateWords(remote)
    const reason = {
      code: 'successor-not-running',
      id: old.id,
      successor: successor.id,
      status,
    } as const
    const { byId } = account
    return { kind: 'blocked', ...identity(spec), owned: old, remote: byId.get(old.id), reason }
  }
  const removal = {
    owned: old,
    entry: spec,
    spec,
    because: 'replace',
    successor: successor.id,
  } as const
  return removalOf(removal, account)
}

function isMeantAgain(
  spec: InstanceSpec,
  { old, successor }: { readonly old: OwnedInstance; readonly successor: OwnedInstance },
  { byId }: Account,
): boolean {
  // Once it is being ended there is no way back.
  if (old.open?.operation === 'delete') return false
  const takesAnother = (owned: OwnedInstance) => {
    const remote = byId.get(owned.id)
    const { changes } = changesSince(owned, fittingRung(spec, owned, remote), remote)
    return changes.some(({ takes }) => takes === 'replace')
  }
  return takesAnother(successor) && !takesAnother(old)
}

const isComing = (remote: RemoteInstance): boolean =>
  phaseOf(remote) === 'running' || phaseOf(remote) === 'moving'
