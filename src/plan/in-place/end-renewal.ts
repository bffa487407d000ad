import { isMonthly, type RemoteInstance } from '../../api/remote.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import type { ChangeAction } from '../action.ts'
import type { Change } from '../change.ts'
import type { Account } from '../decide/account.ts'
import { identity } from '../decide/entry-identity.ts'
import { notAsRecorded } from '../decide/same-instance.ts'
import { autoRenewStep } from './pay-steps.ts'

interface Expired {
  readonly spec: InstanceSpec
  readonly owned: OwnedInstance
  readonly remote: RemoteInstance | undefined
  /** How the definition differs from what was applied. */
  readonly changes: readonly Change[]
  /** When it expired; milliseconds since the epoch. */
  readonly at: number
}

/**
 * What can be done about an instance that has expired and is paid in advance: nobody can end it, but it is no longer renewed,
 * where its file says so now. It stays expired after that. `undefined` where there is nothing of it to be done.
 */
export function endRenewal(
  { spec, owned, remote, changes, at }: Expired,
  { ledgerIds }: Pick<Account, 'ledgerIds'>,
): ChangeAction | undefined {
  if (remote === undefined || !isMonthly(remote)) return undefined
  const step = autoRenewStep({ spec, remote, changes })
  if (step === undefined || 'code' in step || step.to) return undefined
  if (notAsRecorded(owned, spec, remote, ledgerIds) !== undefined) return undefined
  return {
    kind: 'change',
    ...identity(spec),
    reason: { code: 'expired-while-paid', id: owned.id, at },
    owned,
    remote,
    changes,
    steps: [step],
    later: { code: 'expired-in-file', at },
    drift: [],
    unchecked: [],
  }
}
