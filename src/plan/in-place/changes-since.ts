import { isMonthly, type RemoteInstance } from '../../api/remote.ts'
import type { CreateBody, InstanceSpec } from '../../definitions/instance-spec.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { reveal } from '../../model/secret.ts'
import type { Change } from '../change.ts'
import { billingOf, changesBetween, compareWithAccount, isUnset, wayOf } from '../difference.ts'

/** What a definition says otherwise than was applied. */
export interface ChangesSince {
  /** What has to be done about. */
  readonly changes: readonly Change[]
  /** What takes no call, since the account has it as the definition says. */
  readonly alreadySo: readonly Change[]
}

/**
 * How a definition differs from what was applied. What no call could change, and the account has already, is nothing to do:
 * whoever writes down what is there, or no longer does, wants no other instance.
 */
export function changesSince(
  { digest, spec: applied }: Pick<OwnedInstance, 'digest' | 'spec'>,
  spec: InstanceSpec,
  remote: RemoteInstance | undefined,
): ChangesSince {
  if (digest === undefined || digest === spec.digest) return { changes: [], alreadySo: [] }
  const changes = changesBetween(applied, spec).map((change) => measured(change, remote))
  const isSo = remote === undefined ? fitsAny : soIn(spec.body, remote)
  return { changes: changes.filter((each) => !isSo(each)), alreadySo: changes.filter(isSo) }
}

/** What nobody had given a disk is what the product came with. */
const measured = (change: Change, remote: RemoteInstance | undefined): Change =>
  change.field === 'rootfsSize' && isUnsaid(change.from) && remote?.rootfsSize !== undefined
    ? { ...change, takes: wayOf('rootfsSize', remote.rootfsSize, change.to) }
    : change

/** Without a wish any cluster is right, and a disk of any size. */
const fitsAny = ({ field, to }: Change): boolean =>
  (field === 'clusterId' || field === 'rootfsSize') && isUnsaid(to)

const isUnsaid = (value: Change['to']): boolean => value === undefined || value === ''

/** Tells of a change whether an instance of the account has it already. */
function soIn(body: CreateBody, remote: RemoteInstance): (change: Change) => boolean {
  const { differences, unchecked } = compareWithAccount(body, remote)
  const off = new Set([...differences.map(({ field }) => field), ...unchecked])
  const isBilledSo = billingOf(body) === remote.billingMode?.toLowerCase()
  return (change) => {
    const { field, takes } = change
    switch (field) {
      case 'month':
      case 'billingMode':
        return takes === 'replace' && isBilledSo
      case 'autoRenew':
      case 'autoRenewMonth':
        // What is not paid by the month is not renewed.
        return !isMonthly(remote) && isBilledSo && reveal(body.autoRenew ?? false) !== true
      default:
        return fitsAny(change) || (takes === 'replace' && !isUnset(body[field]) && !off.has(field))
    }
  }
}
